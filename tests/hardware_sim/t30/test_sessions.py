"""Whole conversations, as data: each station alone against a script, and both against each other on a bad line."""

import pytest

from hardware_sim.hangup import HANGUP_CODES
from hardware_sim.t30.station import Station
from tests.hardware_sim.t30.sessions import Playbook, Session, play_call, sessions

ALONE = sessions("calling", "called")
CALLS = sessions("call")


@pytest.mark.parametrize("session", ALONE, ids=lambda session: session.name)
def test_a_station_alone_keeps_to_the_script(session: Session) -> None:
    playbook = Playbook(session)
    assert playbook.transcript() == session.script
    assert _ended_as_expected(playbook.station, session)


def _ended_as_expected(station: Station, session: Session) -> bool:
    """What a session expects besides its script: confirmed pages, the other station's ident."""
    expected = session.data.get("expect", {})
    found = {"confirmed": station.memory.confirmed, "remote_id": station.memory.remote_id}
    return all(found[key] == value for key, value in expected.items())


@pytest.mark.parametrize("session", CALLS, ids=lambda session: session.name)
def test_a_call_goes_as_written(session: Session) -> None:
    conversation, exchange = play_call(session)
    assert exchange == session.data["ladder"].split("\n")[:-1]
    expected = session.data["expect"]
    assert conversation.calling.code == expected["calling"]
    assert conversation.called.code == expected["called"]
    assert conversation.calling.confirmed == expected["confirmed"]
    assert [page.confirmed for page in conversation.pages] == expected["pages"]


def codes_reached(play: str) -> set[str]:
    scripts = [session.script for session in sessions(play)]
    return {line.rpartition(" ")[2] for script in scripts for line in script if line.startswith("<< hang up")}


def test_scripts_lead_to_every_code_a_transmitter_has() -> None:
    assert codes_reached("calling") == {code for code in HANGUP_CODES if "20" <= code <= "58"} | {"00", "05", "11"}


def test_scripts_lead_to_every_code_a_receiver_has() -> None:
    assert codes_reached("called") == {code for code in HANGUP_CODES if code >= "70"} | {"00", "01", "11"}


def test_calls_over_bad_lines_reach_most_codes_of_a_transmitter() -> None:
    reached = {session.data["expect"]["calling"] for session in CALLS}
    documented = {code for code in HANGUP_CODES if "20" <= code <= "58"}
    assert reached >= documented | {"00", "05", "11"}


def test_silence_is_played_after_every_command_of_both_stations() -> None:
    silent = {
        row["after"]
        for session in CALLS
        for row in session.data.get("impairments", ())
        if row["kind"] == "StationSilent" and "after" in row
    }
    assert silent >= {"CED", "DIS", "DCS", "TCF", "CFR", "PAGE", "BLOCK", "MPS", "EOM", "EOP", "PPS-EOP", "PPR", "CTC"}
