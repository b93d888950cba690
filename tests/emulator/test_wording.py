"""The wording file: what may be called otherwise, and how a file that goes too far is refused."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from emulator.cli import main
from emulator.contract.registry import registry
from emulator.settings import SettingError
from emulator.wording import Wording
from emulator.wording_file import read_wording, wording_of
from emulator.wording_page import page
from fax_engine.grades import Grade
from hardware_sim.outcomes import OUTCOMES
from models.vocabulary import ChannelKind


def wording_from(text: str) -> Wording:
    return wording_of(tomllib.loads(text), registry())


def test_the_printed_file_changes_nothing_and_says_so() -> None:
    assert wording_from(page()) == Wording()


def test_the_printed_file_uncommented_is_accepted_and_changes_nothing(tmp_path: Path) -> None:
    lines = page().splitlines()
    file = tmp_path / "wording.toml"
    file.write_text("\n".join(line.removeprefix("# ") for line in lines))
    assert read_wording(file) == Wording()
    content = tomllib.loads(file.read_text())
    assert min(len(content[section]) for section in ("paths", "elements", "texts")) >= 4


def test_the_printed_file_lists_all_that_is_ours_and_nothing_else() -> None:
    content = tomllib.loads("\n".join(line.removeprefix("# ") for line in page().splitlines()))
    ours = {row.path for row in registry().operations if row.path_grade is Grade.OURS}
    assert set(content["paths"]) == ours
    said = {f"{group}.{name}" for group, table in content["texts"].items() for name in table}
    assert said == {row.key for row in registry().texts if row.grade is Grade.OURS}


def test_the_command_prints_it() -> None:
    result = CliRunner().invoke(main, ["wording"])
    assert (result.exit_code, result.output) == (0, page())


def test_what_is_renamed() -> None:
    wording = wording_from(
        """
        [paths]
        "/inbound_log" = "/logs/inbound"
        "/inbound_routes/{extension}" = "/routes/{extension}/route"
        [elements]
        "about" = "unit"
        "modem_info/hangup_time" = "end_time"
        [texts]
        fax.pending = "Queued"
        answer.user_not_found = "No user found with that username."
        [texts.outcome]
        busy = "The line is engaged"
        """
    )
    assert wording.paths == {
        "/inbound_log": "/logs/inbound",
        "/inbound_routes/{extension}": "/routes/{extension}/route",
    }
    assert wording.elements == {"about": "unit", "modem_info/hangup_time": "end_time"}
    assert wording.about_faxes.pending == "Queued"
    assert wording.about_faxes.outcomes == {"busy": "The line is engaged"}
    assert wording.answers.user_not_found == "No user found with that username."
    assert wording.answers.fax_not_found == "fax not found"


def test_how_a_call_ended_has_words_of_its_own_on_ip() -> None:
    texts = wording_from("[texts]\noutcome.no_dial_tone = 'Deaf'\noutcome.phase_a_on_ip = 'Gone'").about_faxes
    said = {
        (name, kind): texts.why(name, OUTCOMES[name].hangup(kind, is_answered=False))
        for name in ("no_dial_tone", "phase_a")
        for kind in ChannelKind
    }
    assert said == {
        ("no_dial_tone", ChannelKind.MODEM): "Deaf",
        ("no_dial_tone", ChannelKind.SIP): "trunk out of order",
        ("phase_a", ChannelKind.MODEM): "phase A",
        ("phase_a", ChannelKind.SIP): "Gone",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[path]\n"/about" = "/x"', 'there is no section [path]; did you mean "paths"?'),
        ("[etwas]", "there is no section [etwas]; there are paths, elements, texts"),
        ('paths = "x"', "paths should be a section: [paths]"),
        ('[paths]\n"/abuot" = "/x"', '[paths] "/abuot": there is no such name; did you mean "/about"?'),
        ('[elements]\nabuot = "x"', '[elements] "abuot": there is no such name; did you mean "about"?'),
        ('[texts]\nfax.pendig = "x"', '[texts] "fax.pendig": there is no such name; did you mean "fax.pending"?'),
        ('[texts]\nqqqqqqqqqqqq = "x"', "there is no such name; `faxfinder-emulator wording` lists them"),
        ('[paths]\n"/ofax" = "/x"', '[paths] "/ofax": this is the appliance\'s own (guide) and stays'),
        ('[elements]\n"fax_entry/state" = "x"', "this is the appliance's own (guide) and stays"),
        ('[elements]\nuser = "x"', "this is the appliance's own (guide) and stays"),
        ('[elements]\n"cover_page" = "x"', "this is the appliance's own (guide) and stays"),
        ('[texts]\nfax.sent = "x"', '[texts] "fax.sent": this is the appliance\'s own (guide) and stays'),
        ('[texts]\nanswer.no_recipient = "x"', "this is the appliance's own (observed) and stays"),
        ('[texts]\nhangup.27 = "x"', "this is the appliance's own (manual) and stays"),
        ('[paths]\n"/about" = 7', "expected a text in quotation marks"),
        ('[paths]\n"/about" = "about"', "'about' is no path like '/about'"),
        ('[paths]\n"/about" = "/a b"', "'/a b' is no path"),
        ('[paths]\n"/about" = "/a//b"', "'/a//b' is no path"),
        ('[paths]\n"/about" = "/about/{thing}"', "should have no places, and each once"),
        ('[paths]\n"/inbound_routes/{extension}" = "/routes"', "should have {extension}, and each once"),
        ('[paths]\n"/inbound_routes/{extension}" = "/{extension}/routes"', "should not begin with a place"),
        ('[paths]\n"/about" = "/verify"', "GET /verify is taken by 'Verify User'"),
        ('[paths]\n"/about" = "/ofax/information"', "GET /ofax/{fax_key} is taken by 'Viewing Fax Entries'"),
        ('[paths]\n"/about" = "/x"\n"/call_log" = "/x"', "GET /x is taken by"),
        ('[elements]\nabout = "a b"', "'a b' is no name of an XML element like 'about'"),
        ('[elements]\nabout = "ns:a"', "'ns:a' is no name"),
        ('[elements]\nabout = "message"', "'message' is the name of another element"),
        ('[elements]\nabout = "fax_entry"', "'fax_entry' is the name of another element"),
        ('[elements]\nabout = "x"\ncount = "x"', "'x' is the name of another element"),
        ('[elements]\n"modem_info/ecm" = "pages"', "\"modem_info/ecm\": 'pages' stands in modem_info already"),
        ('[texts]\nfax.approved = "Approved by {name}"', "{name} is no place of this text; there may be {approver}"),
        ('[texts]\nfax.approved = "Approved by {approver"', "cannot be used"),
        ('[texts]\nfax.approved = "Approved by {approver!r}"', "a place is written {name}"),
        ('[texts]\nfax.approved = "Approved by {approver.__class__}"', "a place is written {name}"),
        ('[texts]\nfax.approved = "Approved by {}"', "a place is written {name}"),
        ('[texts]\nfax.pending = "in {queue}"', "{queue} is no place of this text; there may be no places"),
        ('[texts]\nfax.pending = "{{"', "braces cannot stand in a text without places"),
        (f'[texts]\nfax.pending = "{"x" * 501}"', "longer than 500 characters"),
        ('[texts]\nfax.pending = "in \\u0007 queue"', 'fax.pending": the character U+0007 cannot stand in XML'),
        ('[texts]\nmail.unusable_address = "\\uFFFE"', "the character U+FFFE cannot stand in XML"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        wording_from(text)
    assert message in str(refusal.value)


def test_names_may_be_exchanged() -> None:
    wording = wording_from('[paths]\n"/about" = "/call_log"\n"/call_log" = "/about"')
    assert wording.paths == {"/about": "/call_log", "/call_log": "/about"}


def test_two_models_may_share_a_path() -> None:
    wording = wording_from('[paths]\n"/modem_settings" = "/line_settings"\n"/sip_settings" = "/line_settings"')
    assert len(wording.paths) == 2


def test_a_place_may_be_left_out_and_braces_doubled() -> None:
    wording = wording_from('[texts]\nfax.approved = "Approved {{ok}}"')
    assert wording.about_faxes.approved.format(approver="Ann") == "Approved {ok}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[texts", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b'[paths]\n"/abuot" = "/x"', "did you mean"),
        pytest.param(b"texts = " + b"[" * 5000 + b"]" * 5000, "too deep", id="lists"),
        pytest.param(b"texts" + b".a" * 5000 + b" = 1", "too deep", id="tables"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    with pytest.raises(SettingError, match=message) as refusal:
        read_wording(file)
    assert refusal.value.setting == "wording"
    assert str(refusal.value).startswith(str(file))


def test_a_bad_file_stops_the_start_with_exit_code_2(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[texts]\nfax.sent = "Gone"\n')
    result = CliRunner().invoke(
        main,
        ["serve", "--http-port", "0", "--https-port", "off", "--data-dir", str(tmp_path / "data")],
        env={"FAXFINDER_WORDING": str(file)},
    )
    assert result.exit_code == 2
    assert f'FAXFINDER_WORDING: {file}: [texts] "fax.sent"' in result.output
    assert not (tmp_path / "data").exists()
