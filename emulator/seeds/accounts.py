"""The users of a seed become accounts; what it says of `admin` changes the factory's own account."""

from emulator.factory_state import ADMINISTRATOR
from emulator.seeds.directory import User as UserPart
from emulator.seeds.seed import Seed
from models.store import Work
from models.user import User

_NOT_AS_IT_IS = frozenset({"username", "password"})


def plant_accounts(seed: Seed, work: Work) -> None:
    """Add every user."""
    for name, placed in seed.merged.users.items():
        if name == ADMINISTRATOR:
            user = work.users.find(name)
            assert user is not None
            user.password_digest = seed.digests.get(name, user.password_digest)
            for key, value in _said(placed.part).items():
                setattr(user, key, value)
        else:
            work.users.add(User(username=name, password_digest=seed.digests[name], **_said(placed.part)))


def _said(part: UserPart) -> dict[str, object]:
    return {key: value for key, value in part if value is not None and key not in _NOT_AS_IT_IS}
