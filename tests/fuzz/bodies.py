"""Bodies: what an element's contract declares, then made worse in the tree and in the text.

Rule: a third is what a client sends in earnest, a third is that with one thing or two wrong, so that the rest gets past
the checks that come first, and the others are anything at all.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from emulator.markup import Element, Scalar
from emulator.markup.fields import Field
from tests.fuzz import words
from tests.fuzz.coats import COATS, ENCODINGS
from tests.fuzz.known import Known
from tests.fuzz.surface import CATALOGUE, asked_fields, own_text, plausible, right

Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Tag:
    """One tag of a body in the making. `is_raw`: its text is written as it is, escaped or not."""

    name: str
    text: str = ""
    children: list["Tag"] = field(default_factory=list)
    is_raw: bool = False

    def written(self) -> str:
        """As XML."""
        inside = self.text if self.is_raw else escape(self.text)
        return f"<{self.name}>{inside}{''.join(child.written() for child in self.children)}</{self.name.split(' ')[0]}>"

    def spots(self) -> list[tuple["Tag", int]]:
        """Every place where a tag stands below this one: the tag around it, and its index there."""
        found = [(self, index) for index in range(len(self.children))]
        return found + [spot for child in self.children for spot in child.spots()]


NUMBERS = st.integers(0, 255)
IS_IN_EARNEST = st.sampled_from((True, True, False))
IS_WHOLE = st.sampled_from((True, True, True, False))
IS_THERE = st.booleans()
HOW_OFTEN = st.sampled_from((1, 1, 1, 1, 2, 3, 0))
FEW_WRONG = st.sampled_from((0, 1, 0, 2))
MANY_WRONG = st.sampled_from((1, 0, 2, 4))
HOW_MANY_COATS = st.sampled_from((0, 0, 0, 1, 1, 2))
COAT = st.sampled_from(COATS)
ENCODING = st.sampled_from(ENCODINGS)
NASTY = st.sampled_from(words.NASTY)
ANY_TEXT = st.text(max_size=12)
ANY_BYTES = st.binary(max_size=60)
NAMES = st.sampled_from(
    [*(cls.contract().tag for cls in CATALOGUE), *("x", "X:y", "response", "message", "recipients", "id", "élan")]
)


def body(draw: Draw, choices: tuple[type[Element], ...], known: Known, named: Mapping[str, str]) -> bytes:
    """A body made of one of the elements; `named` is what the request's path says."""
    element = choices[draw(NUMBERS) % len(choices)] if len(choices) > 1 else choices[0]
    is_in_earnest = draw(IS_IN_EARNEST)
    tree = _in_earnest(draw, element, known, named) if is_in_earnest else _tree(draw, element)
    top = Tag("", children=[tree])
    for _ in range(draw(FEW_WRONG if is_in_earnest else MANY_WRONG)):
        spots = top.spots()
        if spots:
            around, index = spots[draw(NUMBERS) % len(spots)]
            draw(DEED)(draw, around, index, known)
    text = "".join(child.written() for child in top.children)
    if is_in_earnest:
        return text.encode("utf-8", "surrogatepass")
    for _ in range(draw(HOW_MANY_COATS)):
        text = draw(COAT)(text, draw(NUMBERS))
    encoded: bytes = draw(ENCODING)(text, len(text))
    return encoded


def _in_earnest(draw: Draw, element: type[Element], known: Known, named: Mapping[str, str]) -> Tag:
    """Everything that may stand there, all of it right, and in accord with the path and with what the unit has."""
    made = Tag(element.contract().tag)
    text = own_text(element)
    if text is not None:
        made.text = draw(right_texts(text))
    for part in asked_fields(element):
        for _ in range(draw(HOW_OFTEN) if part.repeated else 1):
            if not isinstance(part.content, Scalar):
                made.children.append(_in_earnest(draw, part.content, known, {}))
                continue
            said = named.get(part.name.removesuffix("_number"))
            seen = known.texts(f"{part.name}_url")
            made.children.append(Tag(part.name, said or (seen[-1] if seen else draw(right_texts(part)))))
    return made


def _tree(draw: Draw, element: type[Element]) -> Tag:
    """What may stand there, or some of it."""
    made = Tag(element.contract().tag)
    text = own_text(element)
    if text is not None:
        made.text = draw(plausible_texts(text))
    is_whole = draw(IS_WHOLE)
    for part in asked_fields(element):
        if is_whole or draw(IS_THERE):
            for _ in range(draw(HOW_OFTEN) if part.repeated else 1):
                content = part.content
                made.children.append(
                    Tag(part.name, draw(plausible_texts(part))) if isinstance(content, Scalar) else _tree(draw, content)
                )
    return made


@cache
def right_texts(part: Field) -> st.SearchStrategy[str]:
    """What a client writes there, made once for each field."""
    return st.sampled_from(right(part))


@cache
def plausible_texts(part: Field) -> st.SearchStrategy[str]:
    """What a client might write there, likewise."""
    return st.sampled_from(plausible(part))


def _leave_out(draw: Draw, around: Tag, index: int, known: Known) -> None:
    del around.children[index]


def _double(draw: Draw, around: Tag, index: int, known: Known) -> None:
    twin = deepcopy(around.children[index])
    if draw(IS_THERE):
        twin.text = draw(NASTY)
    around.children.insert(index + draw(NUMBERS) % 2, twin)


def _swap(draw: Draw, around: Tag, index: int, known: Known) -> None:
    other = draw(NUMBERS) % len(around.children)
    children = around.children
    children[index], children[other] = children[other], children[index]


def _nest(draw: Draw, around: Tag, index: int, known: Known) -> None:
    inner = around.children[index]
    around.children[index] = Tag(inner.name if draw(IS_THERE) else draw(NAMES), children=[inner])


def _fill(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].children.append(Tag(draw(NAMES), draw(NASTY)))


def _rename(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].name = draw(NAMES)


def _empty(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].text = ""
    around.children[index].children.clear()


def _spoil(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].text = draw(NASTY)
    around.children[index].is_raw = draw(NUMBERS) > 200


def _write_anything(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].text = draw(ANY_TEXT)


def _encode_anything(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].text = b64encode(draw(ANY_BYTES)).decode()


def _use_again(draw: Draw, around: Tag, index: int, known: Known) -> None:
    target = around.children[index]
    seen = known.texts(target.name) or known.texts("username")
    target.text = seen[draw(NUMBERS) % len(seen)]


def _give_attributes(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index].name += ' a="1" xml:lang="en" type=\'x\''


def _crowd(draw: Draw, around: Tag, index: int, known: Known) -> None:
    around.children[index:index] = [deepcopy(around.children[index]) for _ in range(draw(NUMBERS) % 30)]


DEED = st.sampled_from(
    (
        _leave_out,
        _spoil,
        _use_again,
        _empty,
        _double,
        _spoil,
        _spoil,
        _spoil,
        _use_again,
        _swap,
        _nest,
        _fill,
        _rename,
        _write_anything,
        _encode_anything,
        _give_attributes,
        _crowd,
    )
)
"""One thing that is done to a tag; some are likelier than others."""
