"""Every conversation of the developer guide (pages 6 to 17) and of the contract, played against a running unit.

Compared are status line, headers and every element's name, order and text. Where the emulator answers otherwise than a
sample, the sample's file says so and why.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from emulator.dialects import DIALECTS
from emulator.ffws.links import BASE_PATH
from emulator.ffws.operations import Routes
from emulator.ffws.registry import OPERATIONS
from emulator.profiles import PROFILES
from fax_engine.grades import Grade
from tests.support.conversations import WIRE, Conversation, Outline, outline_of, read_conversation, read_conversations
from tests.support.servers import RunningEmulator
from tests.support.wire_states import STATES, ZONE, bring_to

DIALECT_OF = {
    "guide": "url_scheme=https",
    "2008": "url_scheme=https,timestamp_separator=blank",
    "3.5.2": "3.5.2",
}
"""The samples' URLs are https, and those dated 2008 have a blank in times."""

CONVERSATIONS = read_conversations()

Stage = tuple[str, str]


def stage_of(unit: str, conversation: Conversation) -> Stage:
    """The unit and the dialect: one process for all conversations that share them."""
    return unit, DIALECT_OF[conversation.remarks.get("dialect", "guide")]


PLAYS = sorted(
    ((stage_of(unit, conversation), conversation) for conversation in CONVERSATIONS for unit in conversation.units),
    key=lambda play: (play[0], play[1].remarks["state"], play[1].method != "GET", play[1].name),
)
"""In an order that lets those which only look share a state."""


class Stages:
    """The process that the conversations of one stage are played against; at most one at a time."""

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._emulator: RunningEmulator | None = None
        self._state = ""

    def set_for(self, stage: Stage, conversation: Conversation) -> RunningEmulator:
        """A running unit in the conversation's state; one that was only looked at since is in it still."""
        emulator = self._running(stage)
        state = conversation.remarks["state"]
        if self._state != state:
            self._state = ""
            bring_to(state, emulator)
        self._state = state if conversation.method == "GET" else ""
        return emulator

    def close(self) -> None:
        """End the process, if there is one."""
        if self._emulator is not None:
            emulator, self._emulator, self._state = self._emulator, None, ""
            assert emulator.stop() == 0

    def _running(self, stage: Stage) -> RunningEmulator:
        if self._emulator is None or self._stage != stage:
            self.close()
            model, dialect = self._stage = stage
            self._emulator = RunningEmulator(pace="instant", model=model, dialect=dialect, time_zone=ZONE)
        return self._emulator


@pytest.fixture(scope="module")
def stages() -> Iterator[Stages]:
    """All stages, one after the other."""
    stages = Stages()
    yield stages
    stages.close()


def say(conversation: Conversation, emulator: RunningEmulator) -> httpx.Response:
    """The file's request as it stands, to the host that its URLs name."""
    request = conversation.request
    headers = request.headers | {"host": conversation.remarks.get("host", "192.168.2.1")}
    return emulator.http.request(conversation.method, conversation.target, content=request.body, headers=headers)


@pytest.mark.parametrize(
    ("stage", "conversation"), PLAYS, ids=[f"{stage[0]}-{conversation.name}" for stage, conversation in PLAYS]
)
def test_a_conversation_goes_as_it_is_on_file(stages: Stages, stage: Stage, conversation: Conversation) -> None:
    emulator = stages.set_for(stage, conversation)
    answer = say(conversation, emulator)
    assert f"{answer.http_version} {answer.status_code} {answer.reason_phrase}" == conversation.answer.line, answer.text
    assert {name: answer.headers.get(name) for name in conversation.answer.headers} == conversation.answer.headers
    assert outline_of(answer.content) == conversation.expected()
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <message>')
    assert answer.content.endswith(b"\n</response>\n")
    assert emulator.defects == []


def test_every_file_says_where_it_comes_from_and_how_sure_it_is() -> None:
    for conversation in CONVERSATIONS:
        remarks = conversation.remarks
        assert remarks.keys() >= {"source", "grade", "state"}, conversation.name
        assert remarks["grade"] in set(Grade), conversation.name
        assert remarks["state"] in STATES, conversation.name
        assert remarks.get("dialect", "guide") in DIALECT_OF, conversation.name
        assert set(conversation.units) <= set(PROFILES), conversation.name
        assert conversation.answer.headers["content-type"] == "application/xml", conversation.name


def test_every_state_and_dialect_is_needed_by_some_file() -> None:
    assert {conversation.remarks["state"] for conversation in CONVERSATIONS} == set(STATES)
    assert {conversation.remarks.get("dialect", "guide") for conversation in CONVERSATIONS} == set(DIALECT_OF)
    assert set(DIALECTS) <= set(DIALECT_OF)


def test_every_operation_that_answers_in_xml_goes_well_in_some_file() -> None:
    """Files have their own form: previews, cover pages and received faxes are looked at elsewhere."""
    told = set()
    for (model, _), conversation in PLAYS:
        routes = Routes(OPERATIONS, PROFILES[model].channel_kind)
        path = conversation.target.partition("?")[0].removeprefix(BASE_PATH).replace("%2F", "/")
        operation = routes.find(path)[0].get(conversation.method)
        if operation is not None and conversation.answer.line.split(" ")[1].startswith("2"):
            told.add((operation.method, operation.template))
    wanted = {(operation.method, operation.template) for operation in OPERATIONS}
    assert sorted(entry for entry in wanted - told if not entry[1].startswith("/data/")) == []


ON_FILE = """\
# source: nowhere
# grade: ours
# state: factory
{mark}
GET /ffws/v1/verify HTTP/1.1

-----------------------------------
HTTP/1.1 200 OK
content-type: application/xml

<response><message>Success</message><count>2</count></response>
"""


@pytest.mark.parametrize(
    ("mark", "outline"),
    [
        ("# differs: count | 3 | it counts on", [("message", "Success"), ("count", "3")]),
        ("# adds: total | 5 | nobody asked", [("message", "Success"), ("count", "2"), ("total", "5")]),
        ("# lacks: count | it cannot count", [("message", "Success")]),
    ],
)
def test_a_mark_says_what_is_answered_instead(tmp_path: Path, mark: str, outline: Outline) -> None:
    assert on_file(tmp_path, mark).expected() == outline


@pytest.mark.parametrize(
    "mark",
    [
        "# differs: count | 2 | the same",
        "# differs: sum | 3 | none",
        "# adds: count | 2 | it is there",
        "# lacks: sum | none",
    ],
)
def test_a_stale_mark_is_a_failure(tmp_path: Path, mark: str) -> None:
    with pytest.raises(AssertionError):
        on_file(tmp_path, mark).expected()


@pytest.mark.parametrize("mark", ["# differs: count | 3", "# lacks: count |", "# hides: count | 3 | it likes to"])
def test_a_mark_without_reason_or_meaning_is_refused(tmp_path: Path, mark: str) -> None:
    with pytest.raises(ValueError, match=r"example\.http"):
        on_file(tmp_path, mark)


def on_file(folder: Path, mark: str) -> Conversation:
    (folder / "example.http").write_text(ON_FILE.format(mark=mark), encoding="utf-8")
    return read_conversation(folder / "example.http")


def test_the_guides_samples_are_complete() -> None:
    """One file for each example of the guide's pages 6 to 17."""
    assert len(list((WIRE / "guide").glob("*.http"))) == 13
