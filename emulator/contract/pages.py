"""The pages of the contract: `python -m emulator.contract.pages docs/contract` writes them, and a test compares
them."""

import sys
from collections.abc import Iterable
from pathlib import Path

from emulator.contract.registry import registry
from emulator.contract.rows import ElementRow, LeafRow, OperationRow, TextRow
from emulator.profiles import PROFILES
from fax_engine.grades import Grade

GRADES = {
    Grade.GUIDE: "printed in the developer guide S000578 or on Multi-Tech's developer site",
    Grade.MANUAL: "printed in another Multi-Tech manual",
    Grade.OBSERVED: "seen in a real unit's answer, or in a client that works against one",
    Grade.INFERRED: "follows by analogy from a fact of the guide",
    Grade.OURS: "nothing is known: this project's choice, which a [wording file](../wording.md) can override",
}

GRADE_TABLE = "| grade | meaning |\n| --- | --- |\n" + "".join(
    f"| `{grade}` | {meaning} |\n" for grade, meaning in GRADES.items()
)

MADE_BY = "This page is made from the code by `python -m emulator.contract.pages docs/contract`.\n"


def pages() -> dict[str, str]:
    """Every page by its file name, Markdown."""
    contract = registry()
    return {
        "operations.md": _operations_page(contract.operations),
        "elements.md": _elements_page(contract.elements),
        "texts.md": _texts_page(contract.texts),
    }


def _operations_page(rows: Iterable[OperationRow]) -> str:
    head = f"""# Operations

Everything that `/ffws/v1` answers.
{MADE_BY}
{GRADE_TABLE}
Two grades stand with each operation: of its existence (the title is the guide's where the grade is `guide`), and of its
method and path. "Since" is the firmware that brought it, where that is known. Besides the status codes listed, a path
that is not there is answered with 404 and a method that is not there with 405 (both `ours`).

| operation | request | appliances | since | grade | of the path | parameters | body | answer | status codes |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
    return head + "".join(_operation_line(row) for row in rows)


def _operation_line(row: OperationRow) -> str:
    cells = (
        row.title,
        f"`{row.method} {row.path}`",
        "all" if len(row.profiles) == len(PROFILES) else ", ".join(row.profiles),
        row.since,
        row.grade,
        row.path_grade,
        _coded(row.queries),
        _linked([row.takes] if row.takes else []),
        _linked(row.gives),
        ", ".join(map(str, row.statuses)),
    )
    return _line(cells)


def _elements_page(rows: Iterable[ElementRow]) -> str:
    head = f"""# Elements

Every element of requests and answers, and what stands in it, in the order of answers.
{MADE_BY}
{GRADE_TABLE}
"In" is marked where a request is read for it, "out" where an answer shows it. A value that is left out of an answer when
unset is optional; others are written empty.

An empty element in a request counts as one that is left out. In the requests that change something that is there (`PUT`,
and `POST` with an ID in the path), an empty text empties it (ours); a number, a choice, a password and a URL stay as they
were, and a name that is required cannot be emptied.
"""
    return head + "".join(_element_part(row) for row in sorted(rows, key=lambda row: row.tag))


def _element_part(row: ElementRow) -> str:
    head = f"\n## {row.tag}\n\n`{row.tag}`: {row.help} (`{row.grade}`).\n\n"
    table = "| name | value | in | out | how often | grade | notes |\n| --- | --- | --- | --- | --- | --- | --- |\n"
    return head + table + "".join(_leaf_line(leaf) for leaf in row.leaves)


def _leaf_line(leaf: LeafRow) -> str:
    cells = (
        "its own text" if leaf.name == "." else f"`{leaf.name}`",
        _linked([leaf.element]) if leaf.element else leaf.kind,
        "yes" if leaf.asked else "",
        "yes" if leaf.answered else "",
        "any number" if leaf.repeated else "optional" if leaf.optional else "once",
        leaf.grade,
        leaf.help if not leaf.element else "",
    )
    return _line(cells)


def _texts_page(rows: Iterable[TextRow]) -> str:
    head = f"""# Texts

What a unit says: `answer` and `xml` in the message of an answer, `fax` in `schedule_message`, `document` there
and in mails, as the reason why one does not become pages, `mail` in mails, `outcome` and `hangup` in
`hangup_message`, `channel` in a line's state.
{MADE_BY}
{GRADE_TABLE}
| key | text | grade | notes |
| --- | --- | --- | --- |
"""
    return head + "".join(_line((f"`{row.key}`", row.text and f"`{row.text}`", row.grade, row.help)) for row in rows)


def _coded(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _linked(tags: Iterable[str | None]) -> str:
    return ", ".join(f"[`{tag}`](elements.md#{tag})" for tag in tags)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def main(folder: Path) -> None:
    """Write the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in pages().items():
        (folder / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
