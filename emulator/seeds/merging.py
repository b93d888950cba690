"""The files of a seed as one: every part with the place where it stands.

Rule: lists follow each other in the order of the files, and what has a name stands once in all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from emulator.seeds.directory import Contact, Group, User
from emulator.seeds.errors import SeedError
from emulator.seeds.schema import CoverPage, Route, Rule, SeedFile, Station, Webhook
from emulator.seeds.traffic import Fax, IncomingCall, Received
from models.contact import GLOBAL_LIST

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T_co]):
    """A part and where it stands: `users.toml: users[2]`. `folder` is where files named in it lie."""

    where: str
    folder: Path
    part: T_co


@dataclass(slots=True)
class Merged:
    """A whole seed. Contacts and groups are by owner and name, dialing rules by list."""

    users: dict[str, Placed[User]] = field(default_factory=dict)
    contacts: dict[tuple[str, str], Placed[Contact]] = field(default_factory=dict)
    groups: dict[tuple[str, str], Placed[Group]] = field(default_factory=dict)
    routes: dict[str, Placed[Route]] = field(default_factory=dict)
    dialing_rules: dict[str, Placed[tuple[Rule, ...]]] = field(default_factory=dict)
    cover_pages: dict[str, Placed[CoverPage]] = field(default_factory=dict)
    settings: dict[tuple[str, int, str], Placed[Any]] = field(default_factory=dict)
    faxes: list[Placed[Fax]] = field(default_factory=list)
    received: list[Placed[Received]] = field(default_factory=list)
    calls: list[Placed[IncomingCall]] = field(default_factory=list)
    stations: list[Placed[Station]] = field(default_factory=list)
    webhooks: list[Placed[Webhook]] = field(default_factory=list)

    def find_contact(self, owner: str, name: str) -> Placed[Contact] | None:
        """The contact of that name in the owner's list, else in the global one."""
        return self.contacts.get((owner, name)) or self.contacts.get((GLOBAL_LIST, name))


def merge(files: Sequence[tuple[Path, SeedFile]]) -> Merged:
    """Put the files together. Raises `SeedError` that names both places of whatever stands twice."""
    merged = Merged()
    complaints: list[str] = []
    for path, file in files:
        for table, key, placed in _named_parts(path, file):
            entries = getattr(merged, table)
            if key in entries:
                complaints.append(f"{placed.where}: stands in {entries[key].where} already")
            else:
                entries[key] = placed
        for table in ("faxes", "received", "calls", "stations", "webhooks"):
            getattr(merged, table).extend(_listed(path, file, table))
    if complaints:
        raise SeedError(complaints)
    return merged


def _named_parts(path: Path, file: SeedFile) -> Iterator[tuple[str, Any, Placed[Any]]]:
    """Each part that has a name: its table, its key there, and the part."""
    for user in _listed(path, file, "users"):
        yield "users", user.part.username, user
    for table in ("contacts", "groups"):
        for owner, parts in getattr(file, table).items():
            for number, part in enumerate(parts):
                yield table, (owner, part.name), Placed(_place(path, f"{table}.{owner}[{number}]"), path.parent, part)
    for route in _listed(path, file, "routes"):
        yield "routes", route.part.extension, route
    for name, rules in file.dialing_rules.items():
        yield "dialing_rules", name, Placed(_place(path, f"dialing_rules.{name}"), path.parent, rules)
    for cover in _listed(path, file, "cover_pages"):
        yield "cover_pages", cover.part.name or Path(cover.part.file).name, cover
    for key, where, value in file.settings.entries():
        yield "settings", key, Placed(_place(path, where), path.parent, value)


def _listed(path: Path, file: SeedFile, table: str) -> Iterator[Placed[Any]]:
    for number, part in enumerate(getattr(file, table)):
        yield Placed(_place(path, f"{table}[{number}]"), path.parent, part)


def _place(path: Path, where: str) -> str:
    return f"{path.name}: {where}"
