"""Options of the unit that its interface only shows: the appliance's administrator sets them in its web pages."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator

from emulator.appliance import Appliance
from emulator.control.unit import current_unit
from models.delivery import DeliveryOptions
from models.store import Work
from models.vocabulary import DocumentFormat

router = APIRouter()

Unit = Annotated[Appliance, Depends(current_unit)]

MOST_KILOBYTES = 1_000_000


class Options(BaseModel):
    """`add_global_contacts`: users who are not administrators may add to the global contact list.

    `inbound_format`: what received faxes are handed over as. `email_size_limit`: how large a mail with one may be, in
    kilobytes, 0 for no limit; larger faxes are split over several mails. `email_fax_details`: such mails tell all that
    is known of the call, and not only who sent how many pages.
    """

    add_global_contacts: bool
    inbound_format: DocumentFormat
    email_size_limit: int
    email_fax_details: bool


class ChangedOptions(BaseModel):
    """Any part may be left out, but not all."""

    model_config = ConfigDict(extra="forbid")

    add_global_contacts: bool | None = None
    inbound_format: DocumentFormat | None = None
    email_size_limit: Annotated[int | None, Field(ge=0, le=MOST_KILOBYTES, strict=True)] = None
    email_fax_details: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise ValueError("an option to set")
        return self


@router.get("/options", tags=["configuration"])
async def view_options(unit: Unit) -> Options:
    """The options as they are."""
    with unit.context.work() as work:
        return _options(work)


@router.put("/options", tags=["configuration"])
async def set_options(wanted: ChangedOptions, unit: Unit) -> Options:
    """Set what is said; the rest stays as it was."""
    said = wanted.model_dump(exclude_none=True)
    with unit.context.work() as work:
        if wanted.add_global_contacts is not None:
            work.configuration.allow_adding_global_contacts(wanted.add_global_contacts)
        present = work.deliveries.options()
        known = {name: value for name, value in said.items() if name in DeliveryOptions._fields}
        work.deliveries.set_options(present._replace(**known))
        return _options(work)


def _options(work: Work) -> Options:
    return Options(add_global_contacts=work.configuration.add_global_contacts(), **work.deliveries.options()._asdict())
