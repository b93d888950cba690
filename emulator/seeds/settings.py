"""The part of a seed that says how the unit is set up.

Rule: the keys of a table are the leaves of the wire's element for it, so that a setting is described once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema

from emulator.ffws import elements
from emulator.markup.element import Element
from emulator.markup.scalars import BOOLEAN, INTEGER, TEXT, Scalar
from emulator.seeds.parts import MOST_LINES, Part, of_kind

Key = tuple[str, int, str]
"""The kind of settings, the modem's number (0 for what stands once), and the setting's name."""

UNIT = "unit"
"""The kind of what is no table of its own."""


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The annotated table is read as one of `part`."""

    part: type[Part]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """pydantic's hook for what an annotation means."""
        return handler(self.part)


def _table(element: type[Element], *, without: str = "", also: str = "") -> ReadAs:
    """A table whose keys are the element's leaves, but for one, and a text besides."""
    kinds = {
        field.attribute: field.content
        for field in element.contract().fields
        if isinstance(field.content, Scalar) and field.attribute != without
    }
    if also:
        kinds[also] = TEXT
    keys: dict[str, Any] = {name: (Annotated[Any, of_kind(kind)], None) for name, kind in kinds.items()}
    return ReadAs(create_model(element.__name__, __base__=Part, **keys))


ModemNumber = Annotated[int, of_kind(INTEGER(1, MOST_LINES))]
Modem = Annotated[Part, _table(elements.ModemSettings, without="modem_number")]


class Settings(Part):
    """Settings by kind, those of modems by number; what the unit's model does not have is passed over.

    The wire has no name for the dialing rules of SIP channels: that key is ours.
    """

    add_global_contacts: Annotated[bool | None, of_kind(BOOLEAN)] = None
    modem: dict[ModemNumber, Modem] = Field(default_factory=dict)
    sip: Annotated[Part, _table(elements.SipSettings, also="dialing_rules")] = Field(default_factory=Part)
    t38: Annotated[Part, _table(elements.T38Settings)] = Field(default_factory=Part)
    t37: Annotated[Part, _table(elements.T37Settings)] = Field(default_factory=Part)

    def entries(self) -> Iterator[tuple[Key, str, Any]]:
        """Every setting that is made here: its key, the way to it, and its value."""
        if self.add_global_contacts is not None:
            yield (UNIT, 0, "add_global_contacts"), "settings.add_global_contacts", self.add_global_contacts
        tables = [("modem", number, f"settings.modem.{number}", modem) for number, modem in self.modem.items()]
        tables += [(kind, 0, f"settings.{kind}", getattr(self, kind)) for kind in ("sip", "t38", "t37")]
        for kind, number, where, table in tables:
            for name, value in table:
                if value is not None:
                    yield (kind, number, name), f"{where}.{name}", value
