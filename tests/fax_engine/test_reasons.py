"""Reasons why a document does not become pages: every one is given with what its text has places for."""

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.contract.places import places_in
from fax_engine.documents.page import DocumentError
from fax_engine.piece_of_work import TookTooLong, WorkerLost
from fax_engine.reasons import Reason, Why, reason, reason_of

ROOT = Path(__file__).parents[2]


def given() -> Iterator[tuple[str, Why, tuple[str, ...]]]:
    """Every place in the product that gives a reason, the reason, and the names of its values."""
    for folder in ("fax_engine", "emulator"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            for call in ast.walk(ast.parse(text)) if "Why." in text else ():
                match call:
                    case ast.Call(args=[ast.Attribute(ast.Name("Why"), name)], keywords=values):
                        names = tuple(sorted(str(value.arg) for value in values))
                        yield f"{path.name}:{call.lineno}", Why[name], names


@pytest.mark.parametrize(("place", "why", "names"), tuple(given()))
def test_a_reason_is_given_with_its_values(place: str, why: Why, names: tuple[str, ...]) -> None:
    assert names == tuple(sorted(set(places_in(why.value)))), place


def test_no_reason_is_given_by_nobody() -> None:
    assert {why for _, why, _ in given()} == set(Why)


@pytest.mark.parametrize(
    "error", [DocumentError(Why.PAGE_UNREADABLE, kind="PDF", page=2), TookTooLong(Why.TOO_SLOW)], ids=str
)
def test_an_error_comes_whole_out_of_another_process(error: DocumentError | WorkerLost) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.reason, str(copy)) == (type(error), error.reason, str(error.reason))


def test_a_reason_in_other_words() -> None:
    found = reason_of(DocumentError(Why.PAGE_UNREADABLE, kind="PDF", page=2))
    assert str(found) == "page 2 of the PDF cannot be read"
    assert found.in_words({"page_unreadable": "{kind}: {page}"}) == "PDF: 2"
    assert found.in_words({"too_slow": "slow"}) == str(found)


def test_a_defect_is_told_as_one() -> None:
    assert reason_of(ZeroDivisionError("of no interest to a sender")) == reason(Why.CONVERTER_FAILED)
    assert reason(Why.CONVERTER_FAILED) == Reason(Why.CONVERTER_FAILED, {})
