"""A unit that was taught a real one's words uses them, for reading and for writing, and says so in its contract."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from emulator.contract.registry import registry
from emulator.wording_page import page
from fax_engine.grades import Grade
from tests.support.inside import InsideEmulator
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients
from tests.support.units import BUSY, SENT

WORDING = """
[paths]
"/about" = "/unit/about"

[elements]
"about" = "faxfinder"
"modem_info" = "attempt"
"modem_info/hangup_message" = "why"
"t37_settings/domain" = "mail_domain"
"modem_settings/modem_number" = "number"
"modem_settings/station_id" = "ident"
"modem_settings/dial_prefix" = "prefix"
"modem_settings/dialing_rules" = "rules"
"inbound_route/extension" = "digits"
"destination" = "target"
"destination/type" = "kind"
"destination/value" = "where"

[texts]
fax.pending = "Queued"
fax.scheduled = "Queued until {time}"
outcome.busy = "The line is engaged"
document.none_such = "{kind}? No."
answer.user_not_found = "No user found with that username."
answer.unauthorized = "Who are you?"
answer.not_a_boolean = "{value} for {name}?"
xml.not_an_integer = "no number: {value}"
"""


@pytest.fixture(scope="module")
def taught_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEmulator]:
    """An emulator with a wording file."""
    file: Path = tmp_path_factory.mktemp("wording") / "wording.toml"
    file.write_text(WORDING)
    emulator = RunningEmulator(pace="instant", wording=str(file))
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def taught(taught_emulator: RunningEmulator) -> FfwsClient:
    """The administrator of that unit, in factory state."""
    taught_emulator.reset()
    return taught_emulator.client()


def test_paths_are_the_new_ones_alone(taught: FfwsClient) -> None:
    assert taught.get("/unit/about").first("faxfinder/model") == "FF240"
    assert taught.get("/about").status == 404


def test_texts_of_answers(taught_emulator: RunningEmulator, taught: FfwsClient) -> None:
    assert taught.get("/users/nobody").message == "No user found with that username."
    assert taught_emulator.client("admin", "wrong").get("/verify").message == "Who are you?"
    assert taught.get("/ofax?all_users=perhaps").message == "'perhaps' for all_users?"
    answer = taught.put("/users/admin", "<user><priority>high</priority></user>")
    assert answer.message == "user/priority: no number: 'high'"


def test_texts_of_a_fax_and_names_of_its_attempts(taught_emulator: RunningEmulator, taught: FfwsClient) -> None:
    keys = taught.send(BUSY, inside="<max_tries>1</max_tries>")
    taught_emulator.run_until_idle()
    answer = taught.get(f"/ofax/{keys}?include_modem_info=true")
    assert answer.first("fax_entry/schedule_message") == "The line is engaged"
    assert answer.first("fax_entry/attempt/why") == "The line is engaged"
    assert answer.all("fax_entry/modem_info") == []
    later = taught.send(inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
    taught_emulator.control("POST", "/clock/advance", {"seconds": 60})
    assert taught.get(f"/ofax/{later}").first("fax_entry/schedule_message") == "Queued until 2099-01-01 00:00:00"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (attachment(b"Dear Sir,", "application/pdf", "a.pdf"), "attachment a.pdf: PDF? No."),
        (attachment(b"II", "image/tiff", "a.tiff"), "attachment a.tiff: the TIFF is cut off or broken"),
        (
            "<attachment><location>external</location><url>http://127.0.0.1:1/</url></attachment>",
            "attachment http://127.0.0.1:1/: cannot be fetched: [Errno 111] Connection refused",
        ),
    ],
)
def test_why_a_document_does_not_become_pages(
    taught_emulator: RunningEmulator, taught: FfwsClient, document: str, said: str
) -> None:
    keys = taught.post("/ofax", f"<schedule_fax>{recipients(SENT)}{document}</schedule_fax>").entry_keys()[0]
    taught_emulator.run_until_idle()
    answer = taught.get(f"/ofax/{keys}")
    assert (answer.first("fax_entry/state"), answer.first("fax_entry/schedule_message")) == ("dead", said)


@pytest.mark.parametrize(
    ("path", "inside", "said"),
    [
        ("/modem_settings/1", "<ident>äö</ident>", "ident: 'äö' is not at most 20 printable ASCII characters"),
        ("/modem_settings/1", "<prefix>abc</prefix>", "prefix: 'abc' is not made of dialing characters"),
        ("/modem_settings/1", "<rules>nobody</rules>", "rules: there is no list 'nobody'"),
        ("/modem_settings/1", "<number>2</number>", "number: cannot be changed"),
        ("/inbound_routes/104", "<digits>105</digits>", "digits: cannot be changed"),
        ("/inbound_routes/104", "<target><where>x</where></target>", "target[1]/kind: required"),
        (
            "/inbound_routes/104",
            "<target><kind>Trash</kind></target><target><kind>Email</kind></target>",
            "target[2]/where: required where kind is Email",
        ),
    ],
)
def test_a_complaint_calls_a_renamed_leaf_by_its_new_name(
    taught: FfwsClient, path: str, inside: str, said: str
) -> None:
    root = "modem_settings" if path.startswith("/modem") else "inbound_route"
    answer = taught.put(path, f"<{root}>{inside}</{root}>")
    assert (answer.status, answer.message) == (400, said)


def test_a_complaint_about_two_renamed_leaves(tmp_path: Path) -> None:
    file = tmp_path / "wording.toml"
    names = '"t38_settings/udptl_port_min" = "first_port"\n"t38_settings/udptl_port_max" = "last_port"'
    file.write_text(f"[elements]\n{names}\n")
    with InsideEmulator(model="FF240-IP", wording=file) as emulator:
        body = "<t38_settings><first_port>20</first_port><last_port>10</last_port></t38_settings>"
        answer = emulator.request("PUT", "/t38_settings", body, ("admin", "admin"))
    assert (answer.status, answer.first("message")) == (400, "first_port: 20 is more than last_port, 10")


def test_a_renamed_element_is_read_by_its_new_name(taught: FfwsClient) -> None:
    body = "<t37_settings><mail_domain>fax.example</mail_domain><domain>other</domain></t37_settings>"
    answer = taught.request("PUT", "/t37_settings", body, headers={"Content-Type": "application/xml"})
    assert answer.status == 200
    assert answer.response.headers["warning"].endswith('"unknown element: t37_settings/domain"')
    assert taught.get("/t37_settings").first("t37_settings/mail_domain") == "fax.example"


def test_the_contract_shows_what_is_in_force(taught_emulator: RunningEmulator, emulator: RunningEmulator) -> None:
    contract = taught_emulator.control("GET", "/contract")
    about = next(row for row in contract["operations"] if row["path"] == "/about")
    assert (about["override"], about["grade"], about["path_grade"]) == ("/unit/about", "guide", "ours")
    texts = {row["key"]: row for row in contract["texts"]}
    assert (texts["fax.pending"]["text"], texts["fax.pending"]["override"]) == ("Waiting for a line", "Queued")
    plain = emulator.control("GET", "/contract")
    assert not [row for rows in plain.values() for row in rows if row["override"] is not None]


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEmulator]:
    """An emulator that calls everything otherwise that it may."""
    defaults = tomllib.loads("\n".join(line.removeprefix("# ") for line in page().splitlines()))
    lines = ["[paths]", *(f'"{path}" = "/x{path}"' for path in defaults["paths"])]
    lines += ["[elements]", *(f'"{key}" = "{name}_x"' for key, name in defaults["elements"].items())]
    for group, texts in defaults["texts"].items():
        lines += [f"[texts.{group}]", *(f"{key} = {json.dumps(said + ' (x)')}" for key, said in texts.items())]
    file: Path = tmp_path_factory.mktemp("stranger") / "wording.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    emulator = RunningEmulator(pace="instant", wording=str(file))
    emulator.freeze()
    admin = emulator.client()
    for number in (SENT, BUSY):
        admin.send(number, inside="<max_tries>1</max_tries>")
    emulator.run_until_idle()
    yield emulator
    assert emulator.stop() == 0


def test_whatever_is_renamed_answers_under_its_new_name_with_new_names(stranger: RunningEmulator) -> None:
    admin, contract = stranger.client(), registry()
    old_tags = {row.tag for row in contract.elements if row.grade is Grade.OURS} - {"cover_page"}
    surer = {"init_time", "connect_time"}
    seen: set[str] = set()
    for row in contract.operations:
        if row.path_grade is Grade.OURS and row.method == "GET" and "{" not in row.path and "FF240" in row.profiles:
            assert admin.get(row.path).status == 404
            answer = admin.get("/x" + row.path)
            assert answer.status == 200, row.path
            for element in list(answer.root)[1:]:
                tags = {each.tag for each in element.iter(etree.Element)}
                assert not tags & (old_tags - surer), row.path
                seen |= tags
    assert {"about_x", "call_log_entry_x", "outbound_log_entry_x", "modem_settings_x", "count_x"} <= seen


def test_a_renamed_setting_that_was_read_can_be_written_back(stranger: RunningEmulator) -> None:
    admin = stranger.client()
    for path in ("/x/t37_settings", "/x/modem_settings/1"):
        before = admin.get(path)
        answer = admin.request("PUT", path, etree.tostring(before.root[1]), headers={"Content-Type": "text/xml"})
        assert (answer.status, answer.response.headers.get("warning")) == (200, None), answer.message
        assert admin.get(path).response.content == before.response.content


def test_renamed_texts_are_said(stranger: RunningEmulator) -> None:
    admin = stranger.client()
    assert admin.get("/users/nobody").message == "user not found (x)"
    assert admin.get("/about").message == "Not Found (x)"
    assert admin.get("/ofax?all_users=perhaps").message == "all_users: 'perhaps' is not true or false (x)"
    assert admin.put("/users/admin", "<usr/>").message == "the root element is 'usr' and should be 'user' (x)"
    assert admin.get("/ofax/00000002/0000").first("fax_entry/schedule_message") == "busy (x) (x)"
    assert admin.get("/ofax/00000001/0000").first("fax_entry/schedule_message") == "Successfully sent fax"
