"""Whatever is sent to `/ffws/v1`, every model answers as the guide has it, and goes on sending faxes."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from hypothesis import strategies as st

from emulator.profiles import PROFILES, Profile
from tests.fuzz.asking import Asked, requests_of
from tests.fuzz.budget import Budget
from tests.fuzz.known import Known
from tests.fuzz.shortening import shortest
from tests.fuzz.surface import Surface
from tests.fuzz.tally import Tally
from tests.fuzz.verdict import judge, label
from tests.fuzz.words import HELLO
from tests.support.raw_http import RawAnswer, Wire
from tests.support.servers import RunningEmulator
from tests.support.units import SENT

TODAY = {"mode": "frozen", "now": "2030-01-01T00:00:00Z", "speed": 1}

INBOUND = {"document": HELLO, "content_type": "text/plain", "from": "2185553335"}

SHARE = 0.9 / len(PROFILES)

MOST_REQUESTS = 200
"""Of one session."""


@pytest.fixture(params=PROFILES.values(), ids=lambda profile: profile.name)
def profile(request: pytest.FixtureRequest) -> Profile:
    """Every model in turn."""
    found: Profile = request.param
    return found


@pytest.fixture
def target(profile: Profile) -> Iterator[RunningEmulator]:
    """A process of that model for this fuzzer alone; it ends in peace."""
    emulator = RunningEmulator(model=profile.name, pace="instant", log_level="warning")
    yield emulator
    assert emulator.stop() == 0


class Fuzzer:
    """Plays sessions on one connection, which is opened again when it was closed as announced."""

    def __init__(self, profile: Profile, emulator: RunningEmulator, tally: Tally) -> None:
        self._surface = Surface(profile)
        self._emulator = emulator
        self._tally = tally
        self._wire = Wire(emulator)

    def session(self, data: st.DataObject) -> None:
        """Requests as they are drawn. Raises `AssertionError` with the shortest session that fails."""
        known = self._begin()
        requests = requests_of(self._surface, known)
        played: list[Asked] = []
        try:
            while len(played) < MOST_REQUESTS and (request := data.draw(requests)):
                played.append(request)
                if self._step(request, known) == 401 and request.username == "admin":
                    break  # somebody has changed the password
            assert self._emulator.defects == []
        except (AssertionError, OSError) as error:
            raise AssertionError(self._story(played, error)) from error

    def close(self) -> None:
        """Hang up."""
        self._wire.hang_up()

    def _begin(self) -> Known:
        """Factory state, but for one fax that has come in."""
        self._emulator.control("POST", "/reset")
        self._emulator.control("PUT", "/clock", TODAY)
        assert self._emulator.http.post("/_emulator/inbound", json=INBOUND).status_code == 202
        self._emulator.control("POST", "/clock/advance", {"seconds": 120})
        return Known(self._surface)

    def _step(self, request: Asked, known: Known) -> int:
        if request.pause:
            self._emulator.control("POST", "/clock/advance", {"seconds": request.pause})
        answer = self._ask(request)
        self._tally.count(label(self._surface, request), answer.status)
        root = judge(self._surface, request, answer)
        if root is not None and answer.status < 400:
            known.learn(root)
        return answer.status

    def _ask(self, request: Asked) -> RawAnswer:
        self._wire.send(request.wire())
        answer = self._wire.answer(has_body=request.method != "HEAD")
        if answer.headers.get("connection") == "close" or "Connection: close" in request.headers:
            self._open_again()
        return answer

    def _open_again(self) -> None:
        self.close()
        self._wire = Wire(self._emulator)

    def _story(self, played: list[Asked], error: Exception) -> str:
        lines = [repr(request) for request in shortest(played, self._fails)]
        return "\n".join([str(error), "This session fails, after a fax has come in:", *lines])

    def _fails(self, played: list[Asked]) -> bool:
        self._open_again()
        self._emulator.reset()
        known = self._begin()
        try:
            for request in played:
                self._step(request, known)
        except (AssertionError, OSError):
            return True
        return self._emulator.defects != []


def test_whatever_is_asked_is_answered_as_the_guide_has_it(
    profile: Profile, target: RunningEmulator, budget: Callable[[float], Budget], tally: Tally
) -> None:
    with closing(Fuzzer(profile, target, tally)) as fuzzer:
        budget(SHARE).spend(tally, fuzzer.session, MOST_REQUESTS // 2)
    assert tally.statuses() >= {200, 201, 400, 401, 404, 405}
    assert goes_on_sending(target)


def goes_on_sending(emulator: RunningEmulator) -> bool:
    """From factory state a fax is sent to its end, and nothing in the log tells of a defect."""
    emulator.control("POST", "/reset")
    admin = emulator.client()
    keys = admin.send(SENT)
    emulator.run_until_idle()
    assert admin.state(keys) == "sent"
    assert emulator.defects == []
    return True
