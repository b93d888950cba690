"""What every answer of `/ffws/v1` has to be, whatever was asked.

Rule: a status that the guide or the operation names, and then the guide's form of XML, or a file of the kind that its
type says. Raises `AssertionError` that says what is wrong.
"""

from functools import cache
from urllib.parse import unquote

from lxml import etree

from emulator.ffws.operations import Operation
from emulator.markup import Element, Scalar
from emulator.markup.fields import Field
from tests.fuzz.asking import Asked
from tests.fuzz.surface import CATALOGUE, Surface
from tests.support.raw_http import RawAnswer

STATUSES = {200, 201, 202, 400, 401, 403, 404, 405}
"""The guide's, and 405 (ours)."""

MAGIC = {"application/pdf": (b"%PDF-",), "image/tiff": (b"II*\x00", b"MM\x00*")}
"""How files begin."""

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n<response>\n  <message>'
ENDS_OF_ERRORS = (b"</message>\n\n</response>\n", b"<message/>\n\n</response>\n")


def judge(surface: Surface, asked: Asked, answer: RawAnswer) -> etree._Element | None:
    """The answer's XML; None for a file. Raises `AssertionError`."""
    operation = _judge_status(surface, asked, answer)
    kind = answer.headers["content-type"]
    if kind in MAGIC:
        assert answer.status == 200, "a file with a refusal"
        assert operation is not None, "a file where there is no operation"
        assert not operation.gives, "a file where elements are declared"
        assert answer.body.startswith(MAGIC[kind]), "a file of another kind"
        return None
    assert kind == "application/xml"
    if asked.method == "HEAD":
        return None
    return _judge_markup(operation, answer)


def label(surface: Surface, asked: Asked) -> str:
    """What was asked, for the count."""
    found, _ = surface.find(unquote(asked.path))
    if asked.method in found:
        return f"{asked.method} {found[asked.method].template}"
    return "another method" if found else "another path"


def _judge_status(surface: Surface, asked: Asked, answer: RawAnswer) -> Operation | None:
    status = answer.status
    assert status in STATUSES, f"status {status}"
    if asked.username is None:
        assert status == 401, f"status {status} without credentials"
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Basic ")
        return None
    found, _ = surface.find(unquote(asked.path))
    operation = found.get(asked.method)
    if operation is not None:
        assert status in operation.statuses, f"status {status}, and declared are {operation.statuses}"
        return operation
    assert status == (405 if found else 404), f"status {status} where there is no such operation"
    if found:
        assert answer.headers["allow"].split(", ") == sorted(found)
    return None


def _judge_markup(operation: Operation | None, answer: RawAnswer) -> etree._Element:
    assert answer.body.startswith(DECLARATION) or answer.status >= 400, "an answer that begins otherwise"
    root = etree.fromstring(answer.body)
    assert root.tag == "response"
    message, *payload = root
    assert message.tag == "message"
    if answer.status >= 400:
        assert answer.body.endswith(ENDS_OF_ERRORS), "a refusal that ends otherwise"
        assert message.text
        assert payload == []
        return root
    assert answer.body.endswith(b"</response>\n")
    assert message.text
    given = operation.gives if operation and operation.gives else CATALOGUE
    by_tag = {element.contract().tag: element for element in given}
    for part in payload:
        assert part.tag in by_tag, f"the answer has {part.tag}, which is not declared"
        _judge_element(by_tag[part.tag], part)
    return root


def _judge_element(element: type[Element], part: etree._Element) -> None:
    """Only what the class declares, in its order; what is not repeated stands once."""
    assert not part.attrib
    fields = _answered(element)
    order = list(fields)
    last = -1
    for child in part:
        assert child.tag in fields, f"{part.tag} has {child.tag}, which is not declared"
        place = order.index(str(child.tag))
        field = fields[str(child.tag)]
        assert place > last or (place == last and field.repeated), f"{part.tag}/{child.tag} is out of order"
        last = place
        if not isinstance(field.content, Scalar):
            _judge_element(field.content, child)
        else:
            assert len(child) == 0


@cache
def _answered(element: type[Element]) -> dict[str, Field]:
    return {field.name: field for field in element.contract().fields if field.answered}
