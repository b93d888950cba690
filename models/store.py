"""The store: one database for any number of units, and the only way to a transaction.

Rule: `with store.work(appliance_id) as work:` is the only transaction. It commits at the end of the block or, after an
exception, leaves nothing behind; what was asked for with `after_commit` runs once the rows are safe.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from models.appliance import (
    add_appliance,
    find_appliance,
    find_gone,
    let_go_of,
    let_go_of_all_aside,
    take_name,
)
from models.base import create_tables
from models.call import Calls
from models.configuration import Configuration
from models.contact import Contacts
from models.contact_group import Groups
from models.copying import copy_unit, count_rows, delete_step
from models.delivery import Deliveries
from models.dialing import DialingRules
from models.document import Documents
from models.faxes import Faxes
from models.inbound import InboundFaxes
from models.mail import Mails
from models.receipt import ReceiptsDue
from models.route import Routes
from models.station import Stations
from models.transaction import Transaction
from models.user import Users
from models.webhook import Webhooks
from models.window import Window
from models.workspace import Workspaces

if TYPE_CHECKING:
    from models.leftovers import Leftovers
    from models.summaries import Summaries

SCHEMA_VERSION = "0006"
"""The newest migration under `models/migrations/versions`."""


class StoreError(Exception):
    """The store cannot be used; the text says why and what would help."""


class FollowUpFailed(Exception):
    """Something that was to follow a transaction failed (see `__cause__`); the transaction is committed, the rest has
    followed."""


class Work(Transaction):
    """One transaction of one unit, with a repository for each aggregate; each is made when it is asked for."""

    faxes = cached_property(Faxes)
    calls = cached_property(Calls)
    inbound = cached_property(InboundFaxes)
    users = cached_property(Users)
    contacts = cached_property(Contacts)
    groups = cached_property(Groups)
    documents = cached_property(Documents)
    routes = cached_property(Routes)
    configuration = cached_property(Configuration)
    dialing = cached_property(DialingRules)
    deliveries = cached_property(Deliveries)
    receipts = cached_property(ReceiptsDue)
    mails = cached_property(Mails)
    stations = cached_property(Stations)
    webhooks = cached_property(Webhooks)
    window = cached_property(Window)

    def __init__(self, connection: Connection, appliance_id: int) -> None:
        super().__init__(connection, appliance_id)
        self._afterwards: list[Callable[[], None]] = []

    @cached_property
    def summaries(self) -> "Summaries":
        """For whoever looks at the unit from outside: one that is only polled does without."""
        from models.summaries import Summaries

        return Summaries(self)

    @cached_property
    def leftovers(self) -> "Leftovers":
        """For the day when something falls out of the window, or was left at the end of another process."""
        from models.leftovers import Leftovers

        return Leftovers(self)

    def take_name(self, name: str) -> None:
        """Once this is committed, this is the unit of that name, and whichever was it before is gone."""
        take_name(self.connection, self.appliance_id, name)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once this transaction is committed; never when it is not.

        When one fails, the others are run all the same, and whoever worked gets `FollowUpFailed`.
        """
        self._afterwards.append(action)


class Store:
    """A database of units. One thread owns it. `engine` is for `models` alone."""

    def __init__(self, engine: Engine, lock: IO[bytes] | None = None) -> None:
        self._engine = engine
        self._lock = lock
        self._is_closed = False

    @classmethod
    def in_memory(cls) -> "Store":
        """A store that lives as long as the process."""
        engine = _connect("sqlite://", "auto_vacuum=INCREMENTAL")
        create_tables(engine)
        return cls(engine)

    @classmethod
    def in_folder(cls, folder: Path) -> "Store":
        """The store kept in `folder`, made or migrated when needed.

        Raises `StoreError` for a folder that cannot be written and for a store of a newer version.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = _lock(folder)
        except OSError as error:
            raise _unusable(folder, error) from error
        engine = _connect(f"sqlite:///{folder / 'faxfinder.db'}")
        try:
            _bring_up_to_date(engine)
            with engine.begin() as connection:
                let_go_of_all_aside(connection)
        except Exception as error:
            engine.dispose()
            lock.close()
            if isinstance(error, StoreError):
                raise
            raise _unusable(folder, error) from error
        return cls(engine, lock)

    def work(self, appliance_id: int) -> AbstractContextManager[Work]:
        """One transaction of the unit."""
        return self._working(lambda _: appliance_id)

    def work_on_copy(self, appliance_id: int, name: str) -> AbstractContextManager[Work]:
        """One transaction of another unit of that name, which begins with the same rows; whichever had the name is
        gone."""

        def copied(connection: Connection) -> int:
            let_go_of(connection, name)
            return copy_unit(connection, appliance_id, name)

        return self._working(copied)

    @property
    def engine(self) -> Engine:
        """What connects to the database. Raises `RuntimeError` within a transaction: there is one connection to it, and
        whoever let go of another one would take back what the transaction has done."""
        if "_connection" in vars(self) and self._connection.in_transaction():
            raise RuntimeError("a transaction is open")
        return self._engine

    @cached_property
    def _connection(self) -> Connection:
        """What units work on; it stays open, because connecting costs as much as two statements."""
        return self._engine.connect()

    @contextmanager
    def _working(self, begin: Callable[[Connection], int]) -> Iterator[Work]:
        connection = self._connection
        try:
            with connection.begin(), closing(Work(connection, begin(connection))) as work:
                yield work
                work.flush()
        except DBAPIError:
            # A commit that failed leaves SQLite within the transaction.
            connection.connection.rollback()
            raise
        _do_all(work._afterwards)

    def open_appliance(self, name: str) -> int:
        """The id of the unit of that name, which is made when there is none; it is empty then."""
        known = self.find_appliance(name)
        if known is not None:
            return known
        with self.engine.begin() as connection:
            return add_appliance(connection, name)

    def find_appliance(self, name: str) -> int | None:
        """The id of the unit of that name."""
        with self.engine.connect() as connection:
            return find_appliance(connection, name)

    def pack_appliance(self, appliance_id: int, stamp: str) -> bytes:
        """The unit as a file; see `models.snapshots`. Raises `SnapshotRefused` for one that is too large."""
        from models.snapshots import pack

        with self.engine.connect() as connection:
            return pack(connection, appliance_id, stamp, SCHEMA_VERSION)

    def unpack_appliance(self, content: bytes, name: str) -> int:
        """A unit of that name with the rows of a file that was packed here or examined; answers its id."""
        from models.snapshots import unpack

        with self.engine.connect() as connection:
            return unpack(connection, content, name)

    def count_rows(self, appliance_id: int) -> dict[str, int]:
        """How many rows of each table belong to the unit."""
        with self.engine.connect() as connection:
            return count_rows(connection, appliance_id)

    def forget_appliance(self, name: str) -> dict[str, int]:
        """Delete a unit; answers how many rows of each table go. It is not there any more at once, its rows go by
        `sweep`."""
        unit_id = self.find_appliance(name)
        if unit_id is None:
            return {}
        with self.engine.begin() as connection:
            let_go_of(connection, name)
        return self.count_rows(unit_id)

    def sweep(self) -> bool:
        """Delete a few rows of what is gone, a millisecond's worth; answers whether there are more."""
        if self._is_closed:
            return False
        # References stay enforced: SQLite prepares all statements anew, everybody's, whenever that is switched.
        with self.engine.begin() as connection:
            unit_id = find_gone(connection)
            if unit_id is None:
                return False
            delete_step(connection, unit_id)
        return True

    @property
    def workspaces(self) -> Workspaces:
        """The units beside the default one."""
        return Workspaces(self.engine)

    @property
    def size(self) -> int:
        """Bytes that the database takes, all units together; on disk, what its newest commits add comes on top."""
        with self.engine.connect() as connection:
            pages: int = connection.execute(text("PRAGMA page_count")).scalar_one()
            page_size: int = connection.execute(text("PRAGMA page_size")).scalar_one()
        return pages * page_size

    def give_back(self) -> None:
        """Let go of the memory that deleted rows took, where the database lies in memory."""
        with self.engine.connect() as connection:
            # SQLite gives back one page a step, and the driver takes all steps only in a script.
            driver: Any = connection.connection.driver_connection
            driver.executescript("PRAGMA incremental_vacuum")

    def close(self) -> None:
        """Let go of the database."""
        self._is_closed = True
        if "_connection" in vars(self):
            self._connection.close()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.close()


def _do_all(actions: Iterable[Callable[[], None]]) -> None:
    """Each of them, whatever becomes of the others. Raises `FollowUpFailed`, for the first that fails."""
    failure: Exception | None = None
    for action in actions:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - others must not suffer from it
            failure = failure or error
    if failure is not None:
        raise FollowUpFailed(f"after a commit: {failure!r}") from failure


def _unusable(folder: Path, error: Exception) -> StoreError:
    return StoreError(f"cannot use the data folder {folder}: {error}")


def _lock(folder: Path) -> IO[bytes]:
    """The folder's lock, held until it is closed or the process ends: two units on one store would send a fax twice.

    Raises `StoreError` when another process holds it. Where the system has no such locks, whoever starts it takes care.
    """
    file = open(folder / "faxfinder.lock", "wb")  # noqa: SIM115 - it stays open as long as the store
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock

        flock(file, LOCK_EX | LOCK_NB)
    except ImportError:
        pass
    except BlockingIOError:
        file.close()
        raise StoreError(f"the data folder {folder} is in use: another emulator runs on it") from None
    return file


def _connect(url: str, *more_pragmas: str) -> Engine:
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        # A commit in WAL mode with NORMAL survives the end of the process however it comes; only a power cut of the
        # machine itself could take the newest commits.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000", *more_pragmas):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _bring_up_to_date(engine: Engine) -> None:
    """Migrate unless the store says that it is current: reading the version spares the migration tool's start."""
    with engine.connect() as connection:
        has_version = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'")
        ).scalar_one()
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if has_version else None
    if version == SCHEMA_VERSION:
        return
    if version is not None and version > SCHEMA_VERSION:
        raise StoreError(
            f"the store was written by a newer version (schema {version}, this program knows {SCHEMA_VERSION}); "
            "start that version, or use another data folder"
        )
    from models.migrations import upgrade

    upgrade(engine)
