"""Power cuts: the process is killed at any moment, twenty times, with hundreds of faxes in progress.

What was answered 201 ends; what was reported sent stays sent and is never sent again; a key is never used twice.
"""

import random  # noqa: TID251 - seeded below: which moments the power is cut at
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import httpx
from lxml import etree

from models.vocabulary import FINAL_STATES
from tests.support.patience import PATIENT
from tests.support.servers import KEYS, FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import BUSY, SENT

ROUNDS = 20
FAXES_AT_FIRST = 240
OF_THEM_BUSY = 200
FAXES_A_ROUND = 20
SEED = 2026


@dataclass
class Witness:
    """What the outside world knows: which faxes were answered 201, and which were reported sent, and when."""

    taken: dict[str, str] = field(default_factory=dict)  # keys of the entry -> the name it was given
    sent: dict[str, str] = field(default_factory=dict)  # keys of the entry -> its stime
    posted: int = 0

    def take(self, keys: str, name: str) -> None:
        """A 201 for a fax to somebody of that name."""
        assert keys not in self.taken, f"{keys} was given to {self.taken[keys]} and to {name}"
        self.taken[keys] = name

    def see(self, entry: etree._Element) -> None:
        """An entry as the unit reports it."""
        keys, state, stime = key_of(entry), entry.findtext("state"), entry.findtext("stime") or ""
        if keys in self.sent:
            assert (keys, state, stime) == (keys, "sent", self.sent[keys])
        elif state == "sent":
            self.sent[keys] = stime


class Poster:
    """Somebody who posts faxes as fast as they are taken, in a thread of their own, until the server is gone."""

    def __init__(self, emulator: RunningEmulator, witness: Witness, count: int) -> None:
        self._url = f"{emulator.url}/ffws/v1/ofax"
        self._witness = witness
        self._count = count
        self._thread = Thread(target=self._post_all)
        self.is_done = Event()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """Wait for the last."""
        self._thread.join(PATIENT)

    def _post_all(self) -> None:
        try:
            with httpx.Client(auth=("admin", "admin"), trust_env=False, timeout=PATIENT) as client:
                for _ in range(self._count):
                    self._post(client)
        except httpx.TransportError:
            pass  # the power was cut; whether the last fax was taken is known to nobody
        finally:
            self.is_done.set()

    def _post(self, client: httpx.Client) -> None:
        self._witness.posted += 1
        number = self._witness.posted
        name = f"Recipient {number}"
        answer = client.post(self._url, content=order(number, name))
        assert answer.status_code == 201
        self._witness.take(key_of(etree.fromstring(answer.content)[1]), name)


def order(number: int, name: str) -> str:
    """The first are busy for longer than the test takes, a quarter of them tried every 20 s; of the rest half are."""
    is_early = number <= OF_THEM_BUSY
    tries, interval = (9, 0) if not is_early else (35, 20) if number % 4 == 0 else (7, 120)
    settings = f"<max_tries>{tries}</max_tries><try_interval>{interval}</try_interval>"
    is_busy = is_early or number % 2 == 0
    body = schedule_fax(BUSY if is_busy else SENT, inside=settings, text=f"Letter {number % 3}")
    return body.replace("</recipient>", f"<name>{name}</name></recipient>")


def key_of(entry: etree._Element) -> str:
    found = KEYS.search(entry.findtext("fax_entry_url") or "")
    assert found is not None
    return found[0]


def start(folder: Path) -> RunningEmulator:
    return RunningEmulator(pace="instant", data_dir=str(folder), log_level="warning")


def unfinished(client: FfwsClient) -> int:
    return sum(state not in FINAL_STATES for state in client.get("/ofax?complete_limit=1").all("fax_entry/state"))


def watch(client: FfwsClient, witness: Witness) -> None:
    for entry in client.get("/ofax?class=complete&complete_limit=30").root.findall("fax_entry"):
        witness.see(entry)


def test_the_power_is_cut_twenty_times(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    witness = Witness()
    in_progress = []
    for round_number in range(ROUNDS):
        emulator = start(tmp_path)
        client = emulator.client()
        poster = Poster(emulator, witness, FAXES_AT_FIRST if round_number == 0 else FAXES_A_ROUND)
        poster.start()
        if round_number == 0:
            emulator.freeze()
            poster.is_done.wait(PATIENT)
            emulator.control("PUT", "/clock", {"mode": "real"})
        in_progress.append(unfinished(client))
        for _ in range(dice.randrange(12)):
            watch(client, witness)
        emulator.kill()
        poster.join()
        assert emulator.defects == []

    emulator = start(tmp_path)
    emulator.freeze()
    emulator.run_until_idle()
    answer = emulator.client().get("/ofax?include_modem_info=true&complete_limit=10000")
    entries = {key_of(entry): entry for entry in answer.root.findall("fax_entry")}
    assert emulator.defects == []
    assert emulator.stop() == 0

    assert min(in_progress) >= OF_THEM_BUSY
    for entry in entries.values():
        witness.see(entry)
        assert_lived_rightly(entry)
    assert witness.taken.items() <= {keys: entry.findtext("recipient/name") for keys, entry in entries.items()}.items()
    assert len(entries) <= witness.posted


def assert_lived_rightly(entry: etree._Element) -> None:
    """It ended, and its attempts tell of one life: numbered from 1, none after the one that succeeded."""
    state = entry.findtext("state")
    assert state in FINAL_STATES
    attempts = entry.findall("modem_info")
    assert [attempt.findtext("try_number") for attempt in attempts] == [str(n) for n in range(1, len(attempts) + 1)]
    succeeded = [attempt.findtext("hangup_code") == "00" for attempt in attempts]
    assert sum(succeeded) == (1 if state == "sent" else 0)
    if state == "sent":
        assert succeeded[-1]
        assert entry.findtext("stime") == attempts[-1].findtext("hangup_time")
        assert entry.findtext("recipient/fax_number") == SENT


def test_a_restart_after_an_orderly_end_loses_nothing(tmp_path: Path) -> None:
    emulator = start(tmp_path)
    emulator.freeze()
    client = emulator.client()
    sent = client.send(SENT)
    emulator.run_until_idle()
    waiting = client.send(SENT, inside="<schedule_all_at>2999-01-01T00:00:00</schedule_all_at>")
    emulator.control("POST", "/clock/advance", {"seconds": 60})
    assert client.state(waiting) == "pending"
    before = [client.get(f"/ofax/{keys}").response.text.replace(emulator.url, "") for keys in (sent, waiting)]
    assert emulator.stop() == 0

    emulator = start(tmp_path)
    emulator.freeze()
    client = emulator.client()
    after = [client.get(f"/ofax/{keys}").response.text.replace(emulator.url, "") for keys in (sent, waiting)]
    assert after == before
    assert client.send(SENT) == "00000003/0000"
    assert emulator.stop() == 0
