"""How quickly a page from the middle of long logs is read: attempts of one user among others, calls, received faxes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, insert, update

from benchmarks.figures import Figure
from benchmarks.load import Order, run
from benchmarks.orders import request
from benchmarks.processes import Emulator
from emulator.factory_state import furnish
from emulator.workspaces.names import DEFAULT
from models.appliance import Appliance
from models.base import Base, table_of
from models.call import Call
from models.fax import Fax, FaxEntry
from models.inbound import InboundFax
from models.store import Store
from models.vocabulary import Agent, Coding, Direction, FaxState, InboundState, Receipt, ReceiptAttachment, Resolution

ATTEMPTS = 100_000
OTHERS = 20_000
RECEIVED = 100_000
ENTRIES_OF_A_FAX = 100
START = datetime(2026, 1, 1, tzinfo=UTC)
PAGE = "limit=10&offset=50000"

READS = {
    f"outbound log of one user with {ATTEMPTS:,} rows": f"/outbound_log?{PAGE}",
    f"outbound log of all users, {ATTEMPTS + OTHERS:,} rows": f"/outbound_log?all_users=true&{PAGE}",
    f"inbound log, {RECEIVED:,} rows": f"/inbound_log?{PAGE}",
    f"call log, {ATTEMPTS + OTHERS + RECEIVED:,} rows": f"/call_log?{PAGE}",
    f"  outbound log count, {ATTEMPTS:,} rows": "/outbound_log_count",
}


def measure(quick: bool = False) -> list[Figure]:
    """Ten rows from the fifty-thousandth on, one request after the other; rows are put straight into the store."""
    rounds = 20 if quick else 200
    with TemporaryDirectory() as folder:
        _fill(Path(folder))
        with Emulator(data_dir=folder) as emulator:
            return [_figure(emulator, name, path, rounds) for name, path in READS.items()]


def _figure(emulator: Emulator, name: str, path: str, rounds: int) -> Figure:
    found = run(Order(emulator.port, [request("GET", path)] * (rounds + 1)))
    values = tuple(seconds * 1000 for seconds in found.latencies[1:])
    return Figure(name, values, "ms", reach=20, dream=10) if PAGE in path else Figure(name, values, "ms")


def _fill(folder: Path) -> None:
    store = Store.in_folder(folder)
    unit = store.open_appliance(DEFAULT)
    with store.work(unit) as work:
        furnish(work)
    store.close()
    engine = create_engine(f"sqlite:///{folder / 'faxfinder.db'}")
    with engine.begin() as connection:

        def add(kind: type[Base], rows: Iterator[dict[str, Any]]) -> None:
            connection.execute(insert(table_of(kind)), [row | {"appliance_id": unit} for row in rows])

        add(Fax, _faxes())
        add(FaxEntry, _entries())
        add(Call, _calls())
        add(InboundFax, _received())
        units = table_of(Appliance)
        newest = {
            "last_fax_key": (ATTEMPTS + OTHERS) // ENTRIES_OF_A_FAX,
            "last_call_number": ATTEMPTS + OTHERS + RECEIVED,
        }
        connection.execute(update(units).where(units.c.id == unit).values(newest))
    engine.dispose()


def _owner(attempt: int) -> str:
    """Five of six attempts are the administrator's."""
    fax = attempt // ENTRIES_OF_A_FAX
    return "other" if fax % (1 + ATTEMPTS // OTHERS) == 0 else "admin"


def _faxes() -> Iterator[dict[str, Any]]:
    for number in range((ATTEMPTS + OTHERS) // ENTRIES_OF_A_FAX):
        yield {
            "id": number + 1,
            "key": number + 1,
            "username": _owner(number * ENTRIES_OF_A_FAX),
            "agent": Agent.FFWS,
            "created_at": START,
            "max_tries": 3,
            "try_interval": 300,
            "priority": 3,
            "receipt": Receipt.NEVER,
            "receipt_attachment": ReceiptAttachment.NONE,
        }


def _entries() -> Iterator[dict[str, Any]]:
    for attempt in range(ATTEMPTS + OTHERS):
        fax, number = divmod(attempt, ENTRIES_OF_A_FAX)
        yield {
            "id": attempt + 1,
            "fax_id": fax + 1,
            "number": number,
            "recipient_fax_number": "2185553335",
            "state": FaxState.SENT,
            "message": "Successfully sent fax",
            "priority": 3,
            "due_at": START,
            "ended_at": _began_at(attempt) + timedelta(seconds=40),
        }


def _began_at(number: int) -> datetime:
    return START + timedelta(seconds=50 * number)


def _calls() -> Iterator[dict[str, Any]]:
    """Received faxes are numbered after all attempts, and began at the same times."""
    for number in range(ATTEMPTS + OTHERS + RECEIVED):
        received = number - ATTEMPTS - OTHERS
        is_attempt = received < 0
        began_at = _began_at(number if is_attempt else received)
        yield {
            "id": number + 1,
            "number": number + 1,
            "direction": Direction.OUTBOUND if is_attempt else Direction.INBOUND,
            "channel": 1 if is_attempt else 2,
            "fax_number": "2185553335",
            "outcome": "ok",
            "succeeded": True,
            "started_at": began_at,
            "connected_at": began_at + timedelta(seconds=10),
            "ended_at": began_at + timedelta(seconds=40),
            "rate": 14400,
            "ecm": True,
            "coding": Coding.MMR,
            "resolution": Resolution.FINE,
            "remote_id": "2185553335",
            "pages": 1,
            "hangup_code": "00",
            "hangup_message": "normal",
            "entry_id": number + 1 if is_attempt else None,
            "try_number": 1 if is_attempt else None,
            "username": _owner(number) if is_attempt else None,
            "state": FaxState.SENT if is_attempt else None,
        }


def _received() -> Iterator[dict[str, Any]]:
    for received in range(RECEIVED):
        yield {"call_id": ATTEMPTS + OTHERS + received + 1, "state": InboundState.RECEIVED, "recipient": "Front desk"}
