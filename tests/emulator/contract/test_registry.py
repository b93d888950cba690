"""The contract is whole: what the guide names is there, everything has a grade, and nothing hangs in the air."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from emulator.contract.pages import pages
from emulator.contract.places import places_in
from emulator.contract.registry import element_classes, registry
from emulator.ffws.elements import __all__ as element_names
from emulator.ffws.operations import Operation
from emulator.ffws.registry import OPERATIONS
from emulator.ffws.texts import FfwsTexts
from emulator.markup import Element, MarkupTexts, Scalar
from emulator.wording import Wording
from fax_engine.grades import Grade
from fax_engine.texts import Texts, texts_of

ROOT = Path(__file__).parents[3]

TABLE_OF_CONTENTS = {
    "Scheduling a Fax",
    "Viewing Fax Entries",
    "Aborting a Fax Entry",
    "Rescheduling a Fax Entry",
    "Viewing User Information",
    "Verify User",
    "Adding a User",
    "Editing a User",
    "Viewing Contacts",
    "Adding New Contacts",
    "Editing Contacts",
    "Deleting Contacts",
    "Viewing Contact IDs",
    "Viewing Groups",
    "Creating a New Group",
    "Editing Groups",
    "Deleting Groups",
    "Viewing Group IDs",
    "Viewing Cover Pages",
    "Viewing Modem, Channel, System, Printer, and Share Status",
    "Viewing Channel Status",
    "Viewing Modem Status",
    "Viewing Inbound Fax Status",
    "Viewing Outbound Fax Status",
    "Viewing Inbound Fax Logs",
    "Viewing Outbound Fax Logs",
    "Viewing Call Log",
    "Viewing Inbound or Outbound Log Count",
    "Viewing Inbound Routes",
    "Deleting Inbound Routes",
    "Editing Inbound Routes",
    "Viewing Store and Forward (T.37) Settings",
    "Editing Store and Forward (T.37) Settings",
    "Viewing Modem Settings",
    "Editing Modem Settings",
    "Viewing SIP Settings",
    "Editing SIP Settings",
    "Viewing T38 Settings",
    "Editing T38 Settings",
    "Viewing Add Global Contacts Status of Non-Admin Users",
    "Viewing Information about the FaxFinder",
}
"""The sections of the developer guide that name an operation (its pages 3 and 4), without the models in brackets."""

MODELS_IN_BRACKETS = re.compile(r" \((FF|ff)[^)]*\)$")


def section(operation: Operation) -> str:
    return MODELS_IN_BRACKETS.sub("", operation.title)


def ident(operation: Operation) -> str:
    return f"{operation.method} {operation.template}"


def elements_within(element: type[Element]) -> set[type[Element]]:
    """The element and whatever stands in it."""
    found = {element}
    for field in element.contract().fields:
        if not isinstance(field.content, Scalar):
            found |= elements_within(field.content)
    return found


@pytest.mark.parametrize("title", sorted(TABLE_OF_CONTENTS))
def test_every_section_of_the_guide_has_an_operation(title: str) -> None:
    assert title in {section(operation) for operation in OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS, ids=ident)
def test_every_operation_says_what_is_known_of_it(operation: Operation) -> None:
    assert isinstance(operation.grade, Grade)
    assert isinstance(operation.path_grade, Grade)
    if operation.grade is Grade.GUIDE:
        assert section(operation) in TABLE_OF_CONTENTS
    assert operation.statuses == tuple(sorted(set(operation.statuses)))
    assert set(operation.statuses) <= {200, 201, 202, 400, 403, 404}
    assert operation.takes_body == (operation.takes is not None)
    assert operation.takes_body == (operation.method in ("POST", "PUT") and operation.queries != ("at",))


FROM_PAGE_29_ON = {
    "inbound_log",
    "outbound_log",
    "call_log",
    "inbound_log_count",
    "outbound_log_count",
    "inbound_routes",
    "t37_settings",
    "modem_settings",
    "sip_settings",
    "t38_settings",
    "add_global_contacts",
    "about",
    "cover_pages",
    "contact_group_oids",
}
"""First words of the paths of which nobody knows more than the section's title."""


@pytest.mark.parametrize("operation", OPERATIONS, ids=ident)
def test_a_path_that_nobody_has_seen_is_ours(operation: Operation) -> None:
    assert (operation.path_grade is Grade.OURS) == (
        operation.segments[0] in FROM_PAGE_29_ON or operation.template.startswith("/data/inbound/")
    )
    is_status = operation.segments[0].endswith("status")
    assert operation.since == ("3.0.4" if is_status else "")


def test_every_element_is_used_and_every_used_element_is_there() -> None:
    used: set[type[Element]] = set()
    for operation in OPERATIONS:
        for element in (*operation.gives, *([operation.takes] if operation.takes else [])):
            used |= elements_within(element)
    assert used == set(element_classes())


def test_every_element_and_leaf_has_a_grade_and_a_help() -> None:
    rows = registry().elements
    assert len(rows) == len([name for name in element_names if name != "TransferEncoding"])
    for row in rows:
        assert isinstance(row.grade, Grade)
        assert row.help, row.tag
        for leaf in row.leaves:
            assert isinstance(leaf.grade, Grade), f"{row.tag}/{leaf.name}"
            assert leaf.kind
            assert leaf.asked or leaf.answered, f"{row.tag}/{leaf.name}"


def test_what_requests_are_read_for_and_what_answers_show_follows_from_the_operations() -> None:
    rows = {row.tag: row for row in registry().elements}
    for only_answered in ("about", "fax_entry", "modem_status", "outbound_log_entry", "modem_info"):
        assert not any(leaf.asked for leaf in rows[only_answered].leaves)
    for only_asked in ("schedule_fax", "attachment"):
        assert not any(leaf.answered for leaf in rows[only_asked].leaves)
    assert all(leaf.asked and leaf.answered for leaf in rows["recipient"].leaves)


def test_no_leaf_of_an_element_of_ours_claims_to_be_the_appliances_by_accident() -> None:
    """Only the two names that the guide drops in passing are surer than the element around them."""
    surer = {
        f"{row.tag}/{leaf.name}"
        for row in registry().elements
        if row.grade is Grade.OURS
        for leaf in row.leaves
        if leaf.element is None and leaf.grade is not Grade.OURS
    }
    assert {"modem_info/init_time", "modem_info/connect_time"} <= surer
    assert {name.rpartition("/")[2] for name in surer} <= {"init_time", "connect_time"}


@pytest.mark.parametrize("table", [FfwsTexts, Texts, MarkupTexts])
def test_every_text_has_a_grade_and_places_that_can_be_filled(table: type) -> None:
    texts = list(texts_of(table))
    assert len(texts) == len([field for field in fields(table) if field.type == "str" or field.type is str])
    for entry in texts:
        assert isinstance(entry.metadata["grade"], Grade)
        places_in(str(entry.default))


def test_keys_are_unique() -> None:
    contract = registry()
    keys = [row.key for row in contract.texts]
    requests = [(row.method, row.path) for row in contract.operations]
    assert len(keys) == len(set(keys)) > 100
    assert len(requests) == len(set(requests)) > 50


def test_what_a_real_unit_said_is_marked_so() -> None:
    said = {row.text for row in registry().texts if row.grade is Grade.OBSERVED}
    assert said == {"scheduling failed: internal error", "cover page url required", "invalid name: empty"}


def test_the_guides_own_spelling_is_kept() -> None:
    leaves = {leaf.name: leaf for row in registry().elements if row.tag == "modem_status" for leaf in row.leaves}
    assert leaves["elasped_time"].grade is Grade.GUIDE
    texts = {row.key: row for row in registry().texts}
    assert texts["channel.idle_modem"].text == "Waiting For Ring"
    assert texts["channel.idle_sip"].text == "Waiting for Ring"
    assert texts["hangup.27"].grade is Grade.MANUAL
    assert texts["outcome.busy"].grade is Grade.OURS


def test_overrides_stand_beside_what_they_override() -> None:
    wording = Wording({"/about": "/unit"}, {"modem_info/ecm": "error_correction"}, {"fax.pending": "Queued"})
    contract = registry(wording)
    assert [row.path for row in contract.operations if row.override == "/unit"] == ["/about"]
    assert [
        (row.tag, leaf.name) for row in contract.elements for leaf in row.leaves if leaf.override == "error_correction"
    ] == [("modem_info", "ecm")]
    assert [(row.key, row.text) for row in contract.texts if row.override] == [("fax.pending", "Waiting for a line")]


@pytest.mark.parametrize("name", ["operations.md", "elements.md", "texts.md"])
def test_the_pages_are_as_the_code_has_it(name: str) -> None:
    assert (ROOT / "docs" / "contract" / name).read_text(encoding="utf-8") == pages()[name]


def test_a_text_of_an_answer_stands_in_the_table_alone() -> None:
    texts = {str(entry.default) for table in (FfwsTexts, MarkupTexts) for entry in texts_of(table)}
    for folder in ("ffws", "markup"):
        for path in (ROOT / "emulator" / folder).rglob("*.py"):
            if path.name not in ("texts.py", "errors.py"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
                assert not constants & texts, path


def test_no_operation_writes_a_text_itself() -> None:
    """What is said to a client comes from the table; a sentence in a call to one of these would be out of reach."""
    speakers = {"bad_request", "not_found", "forbidden", "Problem", "note", "Answer", "MarkupError"}
    for path in (ROOT / "emulator" / "ffws").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in speakers:
                said = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "message")]
                literal = [each for each in said if isinstance(each, ast.JoinedStr) or is_text(each)]
                assert not literal, f"{path.name}:{node.lineno}"


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
