"""What a unit is when it leaves the factory: the administrator's account and the cover pages.

Account `admin` / `admin`, name `Administrator`: administrator guide. The cover pages' names are the developer guide's;
the pages themselves are of our own making.
"""

from fax_engine.documents.factory import factory_covers
from fax_engine.passwords import digest
from models.store import Work
from models.user import User

ADMINISTRATOR = "admin"


def furnish(work: Work) -> None:
    """Put the factory state into an empty unit."""
    work.users.add(
        User(
            username=ADMINISTRATOR,
            password_digest=digest("admin"),
            is_admin=True,
            name="Administrator",
        )
    )
    for name, content in factory_covers().items():
        work.documents.keep_cover_page(name, content)
