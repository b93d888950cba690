"""What `GET` shows can be given back: bodies take the fields that are only shown, beside those that can be set.

Rule: nothing is set by a field that is only shown. One that stays as it is must be as it is shown (400 `read_only`
names it); one that goes on of itself, as counts and moments do, is passed over, since it may have gone on after it was
read. What comes back whole and unchanged changes nothing. `POST` makes another one, and passes over whatever is said of
the first.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, Field, create_model

from emulator.control.errors import ControlError

READ_ONLY: Mapping[str, Any] = MappingProxyType({"readOnly": True})
"""How the description marks a field that is only shown (JSON Schema 2020-12 validation, section 9.4)."""

Body = TypeVar("Body", bound=BaseModel)


def given_back(view: type[BaseModel]) -> Callable[[type[Body]], type[Body]]:
    """For the class of a body: it takes every field of the view that it does not have itself, too, and may do
    without."""

    def widened(body: type[Body]) -> type[Body]:
        shown: dict[str, Any] = {
            name: (field.rebuild_annotation() | None, Field(None, json_schema_extra=dict(READ_ONLY)))
            for name, field in view.model_fields.items()
            if name not in body.model_fields
        }
        return create_model(body.__name__, __base__=body, __module__=body.__module__, __doc__=body.__doc__, **shown)

    return widened


def is_as_shown(given: BaseModel, view: BaseModel) -> bool:
    """Whether everything of a view was given back, and all that can be set as it stands there: nothing is to be
    changed."""
    return given.model_fields_set >= type(view).model_fields.keys() and all(
        getattr(given, name) == getattr(view, name)
        for name, field in type(given).model_fields.items()
        if field.json_schema_extra != READ_ONLY
    )


def refuse_another(given: BaseModel, **shown: Any) -> None:
    """Fields that stay as they are, as they are shown: raises `ControlError` where another value was given for one."""
    for name, value in shown.items():
        said = getattr(given, name)
        if name in given.model_fields_set and said != value:
            detail = f"body.{name}: it is {value} and cannot be set: give it back as it is shown, or leave it out"
            raise ControlError(400, "read_only", detail)
