"""The interface as all units of a process have it in common: where paths lead, and the writers compiled for elements.

Rule: whoever has the same habits gets the same objects, which no unit changes; a style lives as long as a unit writes
by it.
"""

from collections.abc import Iterable
from datetime import tzinfo
from weakref import WeakValueDictionary

from emulator.dialects import Dialect
from emulator.ffws.operations import Operation, Routes, renamed
from emulator.markup.style import WriteStyle
from emulator.wording import Wording
from models.vocabulary import ChannelKind


class Interface:
    """These operations, on the paths and with the names of a wording."""

    def __init__(self, operations: Iterable[Operation], wording: Wording) -> None:
        self._operations = renamed(operations, wording.paths)
        self._names = wording.elements
        self._routes: dict[ChannelKind, Routes] = {}
        self._styles: WeakValueDictionary[tuple[Dialect, tzinfo], WriteStyle] = WeakValueDictionary()

    def routes(self, kind: ChannelKind) -> Routes:
        """Where paths lead on units with channels of this kind."""
        if kind not in self._routes:
            self._routes[kind] = Routes(self._operations, kind)
        return self._routes[kind]

    def style(self, dialect: Dialect, zone: tzinfo) -> WriteStyle:
        """How units of this dialect write in this time zone while their clocks are right."""
        style = self._styles.get((dialect, zone))
        if style is None:
            style = self._styles[dialect, zone] = dialect.write_style(zone, self._names)
        return style
