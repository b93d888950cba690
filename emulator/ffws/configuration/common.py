"""What all settings share: who may see them, and how a stored row and its element become each other."""

from typing import TypeVar

from emulator.ffws.problems import forbidden
from emulator.ffws.request import Request
from emulator.markup import Element
from models.configuration import Settings

E = TypeVar("E", bound=Element)


def check_admin(request: Request) -> None:
    """Only administrators may. Raises a 403 `Problem`."""
    if not request.caller.is_admin:
        raise forbidden()


def shown(element: type[E], settings: Settings) -> E:
    """The settings as an answer has them."""
    names = (field.attribute for field in element.contract().fields if field.answered)
    return element(**{name: getattr(settings, name) for name in names})


def change(settings: Settings, wanted: Element) -> None:
    """Change what the element names; the rest stays. An empty text empties it, where it was read so (ours)."""
    for field in wanted.contract().fields:
        value = getattr(wanted, field.attribute)
        if value is not None:
            setattr(settings, field.attribute, value)
