"""Everything that is wrong with a seed is told at once, with the way to it and what would be right."""

import json
from pathlib import Path
from typing import Any

import pytest

from emulator.seeds.loading import load_seed
from emulator.settings import SettingError, Settings
from fax_engine.workshop import Workshop
from tests.support.units import START

Tree = dict[str, Any]

ALICE: Tree = {"username": "alice", "password": "x"}


def fax(**keys: Any) -> Tree:
    return {"documents": [{"text": "Hello."}], "recipients": ["218-555-0123"], **keys}


def told(tree: Tree, folder: Path, converters: Workshop) -> list[str]:
    path = folder / "seed.json"
    path.write_text(json.dumps(tree))
    with pytest.raises(SettingError) as caught:
        load_seed(path, Settings(), converters, START)
    first, *more = str(caught.value).split("\n  ")
    return [line.removeprefix("seed.json: ") for line in more or [first]]


VALUES: list[tuple[Tree, str]] = [
    ({"users": [ALICE | {"priority": 9}]}, "users[0].priority: 9 is not an integer from 0 to 5"),
    ({"users": [ALICE | {"is_admin": "maybe"}]}, "users[0].is_admin: 'maybe' is not true or false"),
    ({"users": [ALICE | {"receipt": "often"}]}, "users[0].receipt: 'often' is not one of: never, failure, always"),
    ({"users": [ALICE | {"prioritty": 1}]}, "users[0].prioritty: there is no such key; did you mean 'priority'?"),
    ({"users": [{"password": "x"}]}, "users[0].username: is missing"),
    (
        {"users": [ALICE | {"fax_number": 5550101}]},
        "users[0].fax_number: 5550101 is not a text on one line, at most 1000 characters: write it in quotation marks",
    ),
    ({"users": [ALICE | {"priority": [1]}]}, "users[0].priority: [1] is not an integer from 0 to 5"),
    ({"settings": {"modem": {"25": {}}}}, "settings.modem.25: '25' is not an integer from 1 to 24"),
    (
        {"settings": {"modem": {"1": {"max_bad_rate": 9600}}}},
        "settings.modem.1.max_bad_rate: there is no such key; did you mean 'max_baud_rate'?",
    ),
    (
        {"settings": {"t38": {"redundancy_low_speed": 6}}},
        "settings.t38.redundancy_low_speed: 6 is not an integer from 0 to 5",
    ),
    ({"faxes": [fax(recipients=[{"stat": "sent"}])]}, "faxes[0].recipients[0].stat: there is no such key; "),
    ({"faxes": [fax(state="done")]}, "faxes[0].state: 'done' is not one of: preprocessing, approval_pending, "),
    ({"faxes": [fax(created="soon")]}, "faxes[0].created: 'soon' is not a moment: now, -2h, "),
    ({"cover_pages": [{"file": "default.pdf"}]}, "cover_pages[0]: the factory has a cover page default.pdf already"),
    (
        {"stations": [{"number": "21a"}]},
        "stations[0].number: '21a' is not a number, in which * stands for any digits, of 40 at most",
    ),
    (
        {"stations": [{"number": "1", "script": ["ok", "bussy"]}]},
        "stations[0].script: no call to a station goes 'bussy': see the outcomes",
    ),
    (
        {"stations": [{"number": "1", "unit": "team b"}]},
        "stations[0].unit: 'team b' is no name of a unit: letters, digits and hyphens, no hyphen at either end",
    ),
    (
        {"stations": [{"number": "1", "unit": "team-b", "script": ["busy"], "rings": 2}]},
        "stations[0].rings: a station that is a unit is as that is set up, and takes no rings, script",
    ),
    (
        {"stations": [{"number": "218-555*"}, {"number": "1"}, {"number": "(218) 555**"}]},
        "stations[2].number: stands in ",
    ),
    ({"stations": [{"number": "1", "max_baud_rate": 1200}]}, "stations[0].max_baud_rate: 1200 is not an integer"),
    (
        {"stations": [{"number": "1", "papper": "a4"}]},
        "stations[0].papper: there is no such key; did you mean 'paper'?",
    ),
    (
        {"stations": [{"number": "1", "station_id": "x" * 21}]},
        f"stations[0].station_id: '{'x' * 21}' is longer than 20 characters",
    ),
    ({"webhooks": [{"url": "ftp://a.example/"}]}, "webhooks[0].url: not an http or https URL"),
    (
        {"webhooks": [{"url": "http://a.example/", "event": ["fax"]}]},
        "webhooks[0].event: there is no such key; did you mean 'events'?",
    ),
    (
        {"webhooks": [{"url": "http://a.example/", "events": ["faxes"]}]},
        "webhooks[0].events[0]: Input should be 'fax', 'channel', 'call', 'mail', 'inbound' or 'reset'",
    ),
    ({"groups": {"alice": [{"nam": "x"}]}}, "groups.alice[0].nam: there is no such key; did you mean 'name'?"),
]


@pytest.mark.parametrize(("tree", "said"), VALUES, ids=[said.partition(":")[0] for _, said in VALUES])
def test_a_value_that_does_not_fit(tree: Tree, said: str, tmp_path: Path, converters: Workshop) -> None:
    assert any(line.startswith(said) for line in told(tree, tmp_path, converters))


SENSE: list[tuple[Tree, str]] = [
    ({"users": [{"username": "a b", "password": "x"}]}, "users[0].username: 'a b' is not alphanumeric"),
    ({"users": [{"username": "bob"}]}, "users[0].password: is missing"),
    (
        {"users": [ALICE | {"needs_approval": True}]},
        "users[0].approver: is missing, and the user needs approval",
    ),
    (
        {"users": [ALICE | {"default_cover_page_name": "defalt.pdf"}]},
        "users[0].default_cover_page_name: no cover page 'defalt.pdf'; did you mean 'default.pdf'?",
    ),
    (
        {"users": [ALICE], "contacts": {"alise": [{"name": "x"}]}},
        "contacts.alise: no user 'alise' has contacts here; did you mean 'alice'?",
    ),
    (
        {
            "contacts": {"global_contact_list": [{"name": "Dana"}]},
            "groups": {"admin": [{"name": "g", "members": ["Dan"]}]},
        },
        "groups.admin[0].members[0]: no contact 'Dan'; did you mean 'Dana'?",
    ),
    ({"routes": [{"extension": "all"}]}, "routes[0].extension: 'all' is not a number, global, or line1 to lineN"),
    (
        {"routes": [{"extension": "1", "destinations": [{"type": "User", "value": "bob"}]}]},
        "routes[0].destinations[0].value: no user 'bob'; there are admin",
    ),
    (
        {"routes": [{"extension": "1", "destinations": [{"type": "Email"}]}]},
        "routes[0].destinations[0].value: is missing",
    ),
    (
        {"dialing_rules": {"Out": [{"pattern": "[5", "action": "Accept Number"}]}},
        "dialing_rules.Out[0].pattern: '[5', column 1: ",
    ),
    (
        {"dialing_rules": {"Out": [{"pattern": ".", "action": "Go to list", "argument": "Oot"}]}},
        "dialing_rules.Out[0].argument: no list of dialing rules 'Oot'; did you mean 'Out'?",
    ),
    (
        {"settings": {"modem": {"1": {"dialing_rules": "Out"}}}},
        "settings.modem.1.dialing_rules: no list of dialing rules 'Out'; there is none",
    ),
    ({"settings": {"modem": {"1": {"station_id": "1" * 21}}}}, "settings.modem.1.station_id: "),
    ({"settings": {"modem": {"1": {"station_id": "äö"}}}}, "settings.modem.1.station_id: 'äö' is not at most 20 "),
    (
        {"settings": {"modem": {"1": {"dial_prefix": "abc"}}}},
        "settings.modem.1.dial_prefix: 'abc' is not made of dialing characters",
    ),
    (
        {"settings": {"t38": {"udptl_port_min": 20, "udptl_port_max": 10}}},
        "settings.t38.udptl_port_min: udptl_port_min, 20, is more than udptl_port_max, 10",
    ),
    (
        {"settings": {"t38": {"udptl_port_max": 3999}}},
        "settings.t38.udptl_port_max: udptl_port_min, 4000, is more than udptl_port_max, 3999",
    ),
    ({"received": [{"line": 9, "documents": [{"text": "x"}]}]}, "received[0].line: 9, and an FF240 has 2"),
    (
        {"faxes": [fax(attempts=[{"line": 7}])]},
        "faxes[0].recipients[0].attempts[0].line: 7, and an FF240 has 2",
    ),
    (
        {"users": [{"username": "admin", "is_admin": False}]},
        "users[0].is_admin: the unit would have no administrator",
    ),
    ({"users": [ALICE | {"approver": "bob"}]}, "users[0].approver: no user 'bob'; there are admin, alice"),
    ({"routes": [{"extension": "\u0661"}]}, "routes[0].extension: "),
    ({"cover_pages": [{"file": "seed.json"}]}, "cover_pages[0].file: seed.json is not a PDF"),
    ({"cover_pages": [{"file": "none.pdf"}]}, "cover_pages[0].file: none.pdf: No such file or directory"),
    ({"faxes": [fax(user="bob")]}, "faxes[0].user: no user 'bob'; there are admin"),
    ({"faxes": [fax(cover_page="x.pdf")]}, "faxes[0].cover_page: no cover page 'x.pdf'; "),
    ({"faxes": [fax(documents=[])]}, "faxes[0]: nothing to send: no documents and no cover_page"),
    ({"faxes": [fax(recipients=[])]}, "faxes[0].recipients: 0 of them, a fax has 1 to 400"),
    ({"faxes": [fax(recipients=["none"])]}, "faxes[0].recipients[0].fax_number: none is not a number to dial"),
    ({"faxes": [fax(recipients=[{"contact": "Dana"}])]}, "faxes[0].recipients[0].contact: no contact 'Dana'; "),
    ({"faxes": [fax(state="dead")]}, "faxes[0].recipients[0].message: is missing: a dead fax says why"),
    (
        {"faxes": [fax(state="approval_pending")]},
        "faxes[0].recipients[0].state: nobody needs to approve the faxes of admin",
    ),
    ({"faxes": [fax(state="pending", ended="-1h")]}, "faxes[0].recipients[0].ended: a fax that is pending is not over"),
    ({"faxes": [fax(attempts=[])]}, "faxes[0].recipients[0].attempts: a fax that is sent was tried at least once"),
    (
        {"faxes": [fax(attempts=[{"outcome": "bussy"}])]},
        "faxes[0].recipients[0].attempts[0].outcome: no outcome 'bussy'; did you mean 'busy'?",
    ),
    (
        {"faxes": [fax(attempts=[{"outcome": "busy"}])]},
        "faxes[0].recipients[0].attempts[0].outcome: busy, but the fax is sent",
    ),
    (
        {"faxes": [fax(state="failed", attempts=[{"outcome": "ok"}])]},
        "faxes[0].recipients[0].attempts[0].outcome: ok is for the last attempt of a fax that is sent",
    ),
    ({"faxes": [fax(created="+1h")]}, "faxes[0].created: 2026-11-23T11:00:00+00:00 is still to come"),
    ({"faxes": [fax(created="-1h", ended="-2h")]}, "faxes[0].ended: it ended before it began"),
    ({"faxes": [fax(documents=[{}])]}, "faxes[0].documents[0]: a document is one of text, file and filler"),
    ({"faxes": [fax(documents=[{"text": " "}])]}, "faxes[0].documents[0]: the text is empty"),
    ({"faxes": [fax(documents=[{"file": "a.doc"}])]}, "faxes[0].documents[0]: a.doc: unsupported content_type: "),
    ({"faxes": [fax(documents=[{"file": "a.pdf"}])]}, "faxes[0].documents[0]: a.pdf: No such file or directory"),
    (
        {"received": [{"documents": [{"text": "x", "content_type": "application/pdf"}]}]},
        "received[0].documents[0]: ",
    ),
    ({"calls": [{"outcome": "rang"}]}, "calls[0].outcome: no outcome 'rang'; "),
]


@pytest.mark.parametrize(("tree", "said"), SENSE, ids=[said.partition(":")[0] for _, said in SENSE])
def test_a_seed_that_makes_no_sense(tree: Tree, said: str, tmp_path: Path, converters: Workshop) -> None:
    (line,) = told(tree, tmp_path, converters)
    assert line.startswith(said)


def test_all_of_it_is_told_at_once(tmp_path: Path, converters: Workshop) -> None:
    tree = {
        "users": [ALICE | {"priority": 9, "intervall": 1}, {"username": "bob", "max_attempts": 0}],
        "faxes": [fax(state="done", created="soon")],
    }
    assert [line.partition(":")[0] for line in told(tree, tmp_path, converters)] == [
        "users[0].priority",
        "users[0].intervall",
        "users[1].max_attempts",
        "faxes[0].state",
        "faxes[0].created",
    ]
