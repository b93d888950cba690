"""A seed that was read and found good: everything in memory that planting it takes, any number of times."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.profiles import Profile
from emulator.seeds.documents import Sheet
from emulator.seeds.merging import Merged
from fax_engine.documents.page import PageImage
from models.store import Work

if TYPE_CHECKING:
    from emulator.appliance import Appliance


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed for one unit.

    `covers`: the templates by name; `sheets`: the documents of the part that stands at a place; `page_counts` and
    `images` are by document; `digests` are the users' passwords as they are kept. `owner`: the workspace that it is
    for, empty for the process's.
    """

    merged: Merged
    covers: dict[str, bytes]
    sheets: dict[str, tuple[Sheet, ...]]
    page_counts: dict[Sheet, int]
    images: dict[Sheet, list[PageImage]]
    digests: dict[str, str]
    owner: str = ""

    def set_up(self, profile: Profile, work: Work) -> None:
        """Put what does not depend on when it is done into a unit of this profile in factory state: all but faxes and
        calls."""
        from emulator.seeds.planting import set_up

        set_up(self, profile, work)

    def plant(self, unit: "Appliance", work: Work) -> None:
        """Put its faxes and calls into a unit that is set up, in this transaction; what is alive lives on once that is
        committed."""
        from emulator.seeds.planting import plant

        plant(self, unit, work)

    def pages_of(self, sheets: tuple[Sheet, ...], *, has_cover: bool) -> int:
        """How many pages go out: the documents', and a cover page."""
        return sum(self.page_counts.get(sheet, 0) for sheet in sheets) + has_cover
