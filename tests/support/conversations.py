"""Conversations on file: a request and the answer that belongs to it, in the developer guide's own layout.

Rule: comment lines first (`# name: value`), then request line, headers, blank line and body, a line of dashes, and the
answer in the same way. What the emulator answers otherwise than the file has it is said in the file, with the reason:

    # differs: PATH | TEXT | REASON     another text in an element that the file has
    # adds: PATH | TEXT | REASON        an element that the file has not
    # lacks: PATH | REASON              an element that the file has and the answer has not

A path is as in the outline of an answer: `fax_entry/recipient/name`, with `[2]` and so on from the second of a name.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

WIRE = Path(__file__).parents[2] / "fixtures" / "wire"

DASHES = "-----------------------------------"

REMARKS = frozenset({"source", "grade", "units", "dialect", "host", "state", "mended", "note"})
MARKS = {"differs": 3, "adds": 3, "lacks": 2}
"""How many parts, between upright strokes, each kind of mark has."""

Outline = list[tuple[str, str]]
"""Every element of an answer below its root in order: its path, and its own text without white space around it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One half of a conversation: its first line, its headers by lower-case name, and its body."""

    line: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One difference that the file owns up to; `text` is what the emulator answers."""

    kind: str
    path: str
    text: str
    reason: str


@dataclass(frozen=True)
class Conversation:
    """One file. `remarks` are its comment lines but for the marks."""

    path: Path
    remarks: dict[str, str]
    marks: tuple[Mark, ...]
    request: Message
    answer: Message

    @property
    def name(self) -> str:
        """The file's name without its ending, with its folder."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @cached_property
    def units(self) -> list[str]:
        """The appliance types that answer like this."""
        return [unit.strip() for unit in self.remarks.get("units", "FF240").split(",")]

    @property
    def method(self) -> str:
        """Of the request."""
        return self.request.line.split(" ")[0]

    @property
    def target(self) -> str:
        """Path and query of the request."""
        return self.request.line.split(" ")[1]

    def expected(self) -> Outline:
        """The outline of the answer that the emulator should give: the file's, with its marks. Fails on a stale
        mark."""
        outline = outline_of(self.answer.body.encode()) if self.answer.body else []
        for mark in self.marks:
            _apply(mark, outline, self.name)
        return outline


def outline_of(body: bytes) -> Outline:
    """The canonical form of an answer: elements, order and text count, white space between elements does not."""
    found: Outline = []
    _note_children(etree.fromstring(body), "", found)
    return found


def read_conversations() -> list[Conversation]:
    """Every conversation below fixtures/wire."""
    return [read_conversation(path) for path in sorted(WIRE.rglob("*.http"))]


def read_conversation(path: Path) -> Conversation:
    """One file. Raises `ValueError` for a comment that means nothing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    if lines[: len(comments)] != comments:
        raise ValueError(f"{path.name}: comments stand first")
    remarks, marks = _read_comments(path, comments)
    rest = lines[len(comments) :]
    middle = rest.index(DASHES)
    return Conversation(path, remarks, tuple(marks), _read_message(rest[:middle]), _read_message(rest[middle + 1 :]))


def _read_comments(path: Path, comments: list[str]) -> tuple[dict[str, str], list[Mark]]:
    remarks: dict[str, str] = {}
    marks: list[Mark] = []
    for comment in comments:
        name, colon, value = comment.removeprefix("#").strip().partition(":")
        parts = [part.strip() for part in value.split("|")]
        if colon and name in MARKS and len(parts) == MARKS[name] and parts[-1]:
            marks.append(Mark(name, parts[0], parts[1] if len(parts) == 3 else "", parts[-1]))
        elif colon and name in REMARKS and name not in remarks:
            remarks[name] = value.strip()
        else:
            raise ValueError(f"{path.name}: {comment}")
    return remarks, marks


def _read_message(lines: list[str]) -> Message:
    headers: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=1):
        if not line:
            return Message(lines[0], headers, "\n".join(lines[number + 1 :]).strip("\n"))
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Message(lines[0], headers, "")


def _note_children(element: etree._Element, above: str, found: Outline) -> None:
    counts: dict[str, int] = {}
    for child in element:
        tag = str(child.tag)
        count = counts[tag] = counts.get(tag, 0) + 1
        path = f"{above}{tag}" if count == 1 else f"{above}{tag}[{count}]"
        found.append((path, (child.text or "").strip()))
        _note_children(child, f"{path}/", found)


def _apply(mark: Mark, outline: Outline, name: str) -> None:
    places = [place for place, (path, _) in enumerate(outline) if path == mark.path]
    if mark.kind == "adds":
        assert not places, f"{name}: {mark.path} is there already"
        outline.insert(_end_of_parent(mark.path, outline), (mark.path, mark.text))
        return
    assert places, f"{name}: no {mark.path} to mark"
    if mark.kind == "differs":
        assert outline[places[0]][1] != mark.text, f"{name}: {mark.path} does not differ"
        outline[places[0]] = (mark.path, mark.text)
    else:
        del outline[places[0]]


def _end_of_parent(path: str, outline: Outline) -> int:
    parent = path.rpartition("/")[0]
    inside = [place for place, (other, _) in enumerate(outline) if not parent or other.startswith(f"{parent}/")]
    return inside[-1] + 1 if inside else len(outline)
