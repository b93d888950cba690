"""What a session knows of the unit from its answers, so that what was made is asked for again.

Rule: whatever an answer holds is remembered by its name; a URL is remembered by what its path leads to.
"""

from typing import TypeVar
from urllib.parse import unquote, urlsplit

from lxml import etree

from emulator.ffws.links import BASE_PATH
from tests.fuzz.surface import Surface

T = TypeVar("T")

MOST = 20
"""Remembered of each name; the oldest goes first."""


class Known:
    """The memory of one session."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._places: dict[str, list[dict[str, str]]] = {}
        self._texts: dict[str, list[str]] = {"username": ["admin"]}

    def learn(self, answer: etree._Element) -> None:
        """Take in a whole answer."""
        for element in answer.iter():
            text = element.text
            if not text or len(element):
                continue
            if BASE_PATH in text:
                self._learn_place(text)
            for word in text.split(",") if element.tag == "oids" else [text]:
                _remember(self._texts.setdefault(element.tag, []), word)

    def places(self, family: str) -> list[dict[str, str]]:
        """The values in the paths that answers named, of those that begin so: `ofax` -> fax and entry key."""
        return self._places.get(family, [])

    def texts(self, name: str) -> list[str]:
        """The texts of the leaves that answers had of that name, or nearly, and the values that paths had."""
        return next((self._texts[name + end] for end in ("", "_number", "_url") if name + end in self._texts), [])

    def _learn_place(self, url: str) -> None:
        path = unquote(urlsplit(url).path).removeprefix(BASE_PATH)
        _, values = self._surface.find(path)
        if values:
            _remember(self._places.setdefault(path.strip("/").split("/")[0], []), values)
        for name, value in values.items():
            _remember(self._texts.setdefault(name, []), value)


def _remember(values: list[T], value: T) -> None:
    if value not in values:
        values.append(value)
        del values[:-MOST]
