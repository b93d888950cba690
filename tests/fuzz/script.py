"""A script: what clients ask of a unit, and what else happens there, made from a seed alone.

Rule: no answer is looked at while it is made, so that whatever differs between two runs of one script is the unit's
doing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random  # noqa: TID251 - seeded by the script's reader, and its own
from typing import Any

from tests.support.servers import attachment, recipients, schedule_fax
from tests.support.units import BUSY, GOOD, NO_ANSWER, SENT

ADMIN = ("admin", "admin")
NUMBERS = (SENT, GOOD, BUSY, NO_ANSWER, "5005550301", "5005550037", "5005550312", "2187770001", "2187770002")
TEXTS = ("Hello.", "One.\fTwo.", "A line.\n" * 90)
PAUSES = (0, 0, 1, 5, 30, 120, 600)

STATIONS: tuple[Mapping[str, Any], ...] = (
    {"number": "2187770001", "script": ["busy", "no-answer", "ok"]},
    {"number": "218777*", "script": ["ok", "ok-until-page:1", "ok"], "max_baud_rate": 9600, "ecm": False},
)

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "refused": {
        "match": {"method": "POST"},
        "effects": [{"kind": "unavailable"}],
        "turns": {"probability": 0.1},
    },
    "spoilt": {
        "effects": [
            {"kind": "delay", "normal": {"mean": 1, "deviation": 1}},
            {"kind": "changed_status", "status": 299},
            {"kind": "broken_xml"},
        ],
        "turns": {"probability": 0.05},
    },
    "garbled": {"effects": [{"kind": "garbage", "size": 64}], "turns": {"probability": 0.05}},
}

CONDITIONS: tuple[Mapping[str, Any], ...] = (
    {"effects": [{"kind": "reboot", "seconds": 20, "while_down": "unavailable"}]},
    {"effects": [{"kind": "disk_full", "after_bytes": 2_000}], "expires": {"seconds": 300}},
    {"effects": [{"kind": "clock_skew", "seconds": -90, "seconds_a_day": 5}], "expires": {"seconds": 600}},
    {"effects": [{"kind": "channel_dead", "channels": [1]}], "expires": {"seconds": 200}},
    {"effects": [{"kind": "channel_reset"}]},
    {"effects": [{"kind": "cord_pulled", "channels": [2]}], "expires": {"seconds": 200}},
)


@dataclass(frozen=True, slots=True)
class Step:
    """A request to `/ffws/v1`, or to the control plane with a `given` object."""

    method: str
    path: str
    body: str = ""
    given: Any = None

    @property
    def is_of_client(self) -> bool:
        """Whether it is asked of `/ffws/v1`."""
        return self.given is None


def script(seed: int, requests: int) -> Iterator[Step]:
    """So many requests to `/ffws/v1`, and what else happens between them."""
    dice = Random(f"script/{seed}")
    for station in STATIONS:
        yield Step("POST", "/stations", given=station)
    for name, fault in FAULTS.items():
        yield Step("PUT", f"/faults/{name}", given={**fault, "seed": seed})
    for _ in range(requests):
        if dice.random() < 0.4:
            yield Step("POST", "/clock/advance", given={"seconds": dice.choice(PAUSES)})
        if dice.random() < 0.03:
            yield _call_in(dice)
        if dice.random() < 0.02:
            yield Step("PUT", "/faults/condition", given=dice.choice(CONDITIONS))
        yield _request(dice)


def _request(dice: Random) -> Step:
    get = partial(Step, "GET")
    entry = f"/ofax/{dice.randint(1, 40):08X}/{dice.randint(0, 2):04X}"
    kinds: Sequence[tuple[int, Callable[[], Step]]] = (
        (30, lambda: _order(dice)),
        (80, lambda: get(entry + dice.choice(("", "?include_modem_info=true")))),
        (15, lambda: get("/ofax?all_users=true&complete_limit=20")),
        (8, lambda: Step("DELETE", entry)),
        (8, lambda: Step("PUT", f"{entry}?at={dice.choice(('now', '2030-01-01T03:00:00'))}")),
        (25, lambda: get(dice.choice(("/status", "/modem_status", "/outbound_status", "/inbound_status", "/about")))),
        (15, lambda: get(dice.choice(("/outbound_log", "/inbound_log", "/call_log?limit=5", "/nonsense")))),
        (6, lambda: get(f"/data/preview/{entry[6:].replace('/', '-')}.pdf")),
        (
            6,
            lambda: Step(
                "POST", "/users", f"<user><username>u{dice.randint(1, 9)}</username><password>p</password></user>"
            ),
        ),
        (6, lambda: Step("POST", "/contacts", f"<contact><name>N{dice.randint(1, 99)}</name></contact>")),
        (4, lambda: get("/contacts")),
    )
    (make,) = dice.choices([make for _, make in kinds], [weight for weight, _ in kinds])
    return make()


def _order(dice: Random) -> Step:
    numbers = dice.sample(NUMBERS, dice.randint(1, 3))
    inside = f"<max_tries>{dice.randint(1, 4)}</max_tries><try_interval>{dice.choice((0, 30, 300))}</try_interval>"
    if dice.random() < 0.2:
        inside += f"<schedule_all_at>2030-01-01T0{dice.randint(0, 4)}:00:00</schedule_all_at>"
    if dice.random() < 0.2:
        broken = attachment(b"This is no PDF.", "application/pdf", "broken.pdf")
        return Step("POST", "/ofax", f"<schedule_fax>{recipients(*numbers)}{broken}{inside}</schedule_fax>")
    return Step("POST", "/ofax", schedule_fax(*numbers, inside=inside, text=dice.choice(TEXTS)))


def _call_in(dice: Random) -> Step:
    outcome = dice.choice(("ok", "ok", "receive_phase_c"))
    call = {"from": "218-555-1234", "document": "SGVsbG8u", "content_type": "text/plain", "outcome": outcome}
    return Step("POST", "/inbound", given=call)
