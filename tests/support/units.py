"""A unit on the bench: frozen time, real store, real converters, and short words for what tests do with it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from emulator.appliance import Appliance
from emulator.footing import Footing
from emulator.seeds.seed import Seed
from emulator.settings import Settings
from emulator.webhooks.post_room import PostRoom
from fax_engine.clock import Advance
from fax_engine.orders import AttachmentOrder, CoverOrder, FaxOrder, Party
from fax_engine.workshop import Workshop
from models.call import Call
from models.fax import Fax, FaxEntry
from models.store import Store
from models.vocabulary import FaxState, Location, Resolution

GOOD = "218-555-3335"
SENT = "5005550000"
BUSY = "5005550201"
NO_ANSWER = "5005550203"

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
"""When a unit on the bench is powered on."""

CLOSINGS: list[Callable[[], None]] = []
"""What lets go of the stores of the test that runs; called when it ends."""


class BenchUnit:
    """One powered-on appliance whose time stands still until a test moves it."""

    def __init__(
        self,
        converters: Workshop,
        fetchers: Workshop,
        settings: Settings | None = None,
        store: Store | None = None,
        seed: Seed | None = None,
        carriers: Workshop | None = None,
    ) -> None:
        self.store = store or Store.in_memory()
        CLOSINGS.append(self.close)
        carriers = carriers or fetchers  # one worker does for most tests
        self.workshops = tuple(dict.fromkeys((converters, fetchers, carriers)))
        settings = settings or Settings()
        footing = Footing(self.store, converters, fetchers, carriers, PostRoom())
        self.appliance = Appliance("bench", settings, footing, seed=seed)
        self.appliance.pacer.freeze()
        self.appliance.timeline.jump_to(START)  # header lines show the time, and their bits take time on the line
        self.moves: list[str] = []
        self.appliance.journal.listen(
            lambda event: self.moves.append(f"{event.fax_key:08X}/{event.entry_number:04X} {event.after}")
        )
        self.appliance.power_on()

    def close(self) -> None:
        """Power off: whatever is still in the making elsewhere is not taken in any more."""
        self.appliance.context.is_closed = True
        self.store.close()

    @property
    def now(self) -> datetime:
        """The unit's moment."""
        return self.appliance.timeline.now

    def send(
        self,
        *numbers: str,
        text: str = "Hello.",
        username: str = "admin",
        cover: CoverOrder | None = None,
        attachments: tuple[AttachmentOrder, ...] | None = None,
        due_at: datetime | None = None,
        max_tries: int = 3,
        try_interval: int = 300,
        priority: int = 3,
    ) -> Fax:
        """Schedule a fax of one short text to these numbers, or to a good one."""
        letter = AttachmentOrder(Location.INLINE, "letter.txt", "text/plain", content=text.encode())
        order = FaxOrder(
            username=username,
            recipients=tuple(Party(fax_number=number) for number in numbers or (GOOD,)),
            attachments=(letter,) if attachments is None else attachments,
            cover=cover,
            due_at=due_at,
            max_tries=max_tries,
            try_interval=try_interval,
            priority=priority,
        )
        with self.appliance.context.work() as work:
            return self.appliance.outbox.schedule(work, order)

    def entry(self, fax: Fax, number: int = 0) -> FaxEntry:
        """One entry as it stands in the store."""
        with self.appliance.context.work() as work:
            entry = work.faxes.find_entry(fax.key, number)
        assert entry is not None
        return entry

    def page_images(self, fax: Fax) -> list[tuple[int, Resolution, bytes, bytes]]:
        """The pages that go to its first recipient: rows, resolution, bits of the page and of its header strip."""
        entry = self.entry(fax)
        with self.appliance.context.work() as work:
            return work.faxes.page_images(entry.id)

    def state(self, fax: Fax, number: int = 0) -> FaxState:
        """Its state."""
        return self.entry(fax, number).state

    def attempts(self, fax: Fax, number: int = 0) -> list[Call]:
        """How its tries went."""
        with self.appliance.context.work() as work:
            entry = work.faxes.find_entry(fax.key, number)
            assert entry is not None
            return work.calls.of_entries([entry]).get(entry.id, [])

    def abort(self, fax: Fax, number: int = 0) -> None:
        """Abort one entry."""
        with self.appliance.context.work() as work:
            entry = work.faxes.find_entry(fax.key, number)
            assert entry is not None
            self.appliance.outbox.abort(work, [entry])

    def reschedule(self, fax: Fax, at: datetime | None = None, number: int = 0) -> None:
        """Reschedule one entry."""
        with self.appliance.context.work() as work:
            entry = work.faxes.find_entry(fax.key, number)
            assert entry is not None
            self.appliance.outbox.reschedule(work, [entry], at)

    def run_until_idle(self) -> None:
        """Move time on until nothing is due any more."""
        self._run(None)

    def run_for(self, seconds: float) -> None:
        """Move time on by so much."""
        self._run(self.now + timedelta(seconds=seconds))

    def run_next(self) -> None:
        """Let the one timer run that is due next; fails when there is none."""
        due_at = self.appliance.timeline.next_due
        assert due_at is not None, "nothing is due any more"
        self._run(due_at, most=1)

    def run_until(self, fax: Fax, state: FaxState, number: int = 0) -> None:
        """Move time on, event by event, until the entry is in that state."""
        while self.state(fax, number) is not state:
            due_at = self.appliance.timeline.next_due
            assert due_at is not None, f"nothing is due any more and the entry is {self.state(fax, number)}"
            self._run(due_at)

    def run_converters(self) -> None:
        """Let the workers finish what they were given, while time stands still."""
        while not all(workshop.is_idle for workshop in self.workshops):
            self._let_workers_work()

    def _run(self, moment: datetime | None, most: int | None = None) -> None:
        while self.appliance.timeline.advance_to(moment, most=most) is Advance.HELD:
            self._let_workers_work()

    def _let_workers_work(self) -> None:
        """Until one has something to say; fails where none is at work, and none ever would."""
        busy = [workshop for workshop in self.workshops if not workshop.is_idle]
        assert busy, "something is waited for, and no worker is at work"
        for workshop in busy:
            workshop.wait()
