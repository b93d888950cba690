"""Whatever the control plane's own description allows, and much that it does not, is answered as it describes.

Rule: schemathesis makes the requests of `/_emulator/openapi.json`; here stands only what a description cannot tell:
which users and faxes there are, and what is right in bodies that it does not look into. Numbers of tries are small in
every fax that there is, and times are what the description allows: to advance by ten years is a moment's work.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from emulator.control.application import PROBES
from emulator.seeds.schema import SeedFile
from tests.fuzz.budget import Budget
from tests.fuzz.seeds import WHOLE, seeds
from tests.fuzz.shortening import shortest
from tests.fuzz.tally import Tally
from tests.fuzz.test_fuzz_ffws import INBOUND, TODAY, goes_on_sending
from tests.support.patience import PATIENT
from tests.support.servers import RunningEmulator
from tests.support.units import BUSY, SENT
from tests.support.workspaces import workspace

Case: TypeAlias = schemathesis.Case[Any]

MODELS = ("FF240", "FF240-IP")

SHARE = 0.1 / len(MODELS)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

MODES: tuple[schemathesis.GenerationMode, ...] = (
    schemathesis.GenerationMode.POSITIVE,
    schemathesis.GenerationMode.NEGATIVE,
)
"""What the description allows, and what it does not; where nothing is to be said there is nothing wrong to say."""

GOES_ON = st.integers(0, 30)
"""A session ends with a 0."""

MOST_REQUESTS = 30
"""Of one session."""

IS_IN_EARNEST = st.booleans()

SEEDS = seeds()

SECONDS_TO_ANSWER = PATIENT

NAMES = {"username": "ann", "fax_key": "00000001", "entry_key": "0000", "number": "1", "page": "1"}
"""What there is in every session, by the names of parts of paths."""

WITHOUT_AN_END = {"/_emulator/events"}
"""What nobody can ask for and have the whole answer."""

WAITING = "POST /_emulator/wait"
PATIENCE = 0.05
"""Seconds: whatever a session waits for has happened, or will not."""

MAKING = "POST /_emulator/workspaces"

RIGHT_BODIES: dict[str, Any] = {
    "POST /_emulator/clock/advance": {"seconds": 60},
    "POST /_emulator/inbound": INBOUND,
    "POST /_emulator/stations": {"number": "218555*", "script": ["busy", "ok"]},
    MAKING: {"name": "one", "model": "FF840", "clock": {"mode": "frozen"}},
    "PUT /_emulator/registration": {"answer": 503},
    "PUT /_emulator/stations/{number}": {"number": "218555*", "script": ["no-answer", "ok-until-page:1"]},
    "POST /_emulator/webhooks": {"url": "http://127.0.0.1:9/", "events": ["fax"], "secret": "not-so-secret"},
    "PUT /_emulator/webhooks/{number}": {"url": "http://127.0.0.1:9/again", "headers": {"X-Test": "a b"}},
    "PUT /_emulator/users/{username}": {"needs_approval": True, "approver": "admin"},
}
"""Where chance would hardly ever find one."""


@pytest.fixture(params=MODELS)
def target(request: pytest.FixtureRequest) -> Iterator[RunningEmulator]:
    """A process for this fuzzer alone; it ends in peace."""
    emulator = RunningEmulator(model=request.param, pace="instant", log_level="warning")
    yield emulator
    assert emulator.stop() == 0


def furnish(emulator: RunningEmulator) -> None:
    """A user whose fax waits for approval, faxes that are sent and given up, and a webhook that nobody answers."""
    emulator.control("POST", "/reset")
    for one in emulator.control("GET", "/workspaces")["workspaces"]:
        emulator.control("DELETE", f"/workspaces/{one['name']}")
    emulator.control("PUT", "/clock", TODAY)
    webhook = emulator.http.post("/_emulator/webhooks", json=RIGHT_BODIES["POST /_emulator/webhooks"])
    assert webhook.status_code == 201
    admin = emulator.client()
    assert admin.post("/users", "<user><username>ann</username><password>ann</password></user>").status == 200
    emulator.control("PUT", "/users/ann", {"needs_approval": True, "approver": "admin"})
    assert emulator.client("ann", "ann").send(SENT) == "00000001/0000"
    admin.send(SENT, BUSY)
    emulator.control("POST", "/clock/advance", {"seconds": 60})


def test_the_description_tells_how_every_request_is_refused(emulator: RunningEmulator) -> None:
    paths = emulator.http.get("/_emulator/openapi.json").json()["paths"]
    for path, declared in ((path, declared) for path, operations in paths.items() for declared in operations.values()):
        assert ("4XX" in declared["responses"]) is (path not in PROBES), path
        assert "422" not in declared["responses"]


@pytest.mark.parametrize("model", MODELS)
def test_a_workspace_begins_with_the_seed_that_says_a_little_of_everything(
    emulator: RunningEmulator, model: str
) -> None:
    assert set(WHOLE) == set(SeedFile.model_fields)
    with workspace(emulator, "one") as unit:
        made = emulator.control(
            "POST", "/workspaces", RIGHT_BODIES[MAKING] | {"model": model, "seed": WHOLE}, status=201
        )
        assert made["seed"] == "written out"
        assert unit.control("GET", "/faxes")["total"] == 3
        assert len(unit.control("GET", "/webhooks")["webhooks"]) == 1


def test_whatever_is_asked_is_answered_as_described(
    target: RunningEmulator, budget: Callable[[float], Budget], tally: Tally
) -> None:
    schema = schemathesis.openapi.from_url(f"{target.url}/_emulator/openapi.json")
    paths = target.http.get("/_emulator/openapi.json").json()["paths"]
    cases = st.one_of(
        [
            schema[path][method].as_strategy(generation_mode=mode)
            for path, operations in paths.items()
            if path not in WITHOUT_AN_END
            for method, declared in operations.items()
            for mode in (MODES if {"parameters", "requestBody"} & set(declared) else MODES[:1])
        ]
    )

    def session(data: st.DataObject) -> None:
        furnish(target)
        played: list[Case] = []
        try:
            while len(played) < MOST_REQUESTS and data.draw(GOES_ON):
                played.append(data.draw(cases))
                if data.draw(IS_IN_EARNEST):
                    name_what_there_is(played[-1])
                if data.draw(IS_IN_EARNEST):
                    say_what_is_right(played[-1])
                    if played[-1].operation.label == MAKING and data.draw(IS_IN_EARNEST):
                        played[-1].body = RIGHT_BODIES[MAKING] | {"seed": data.draw(SEEDS)}
                        played[-1].media_type = "application/json"
                be_impatient(played[-1])
                step(played[-1])
            assert target.defects == []
        except (AssertionError, FailureGroup, OSError) as error:
            curls = [case.as_curl_command() for case in shortest(played, fails)]
            raise AssertionError(
                "\n".join([str(error), "This session fails, as `furnish` begins it:", *curls])
            ) from error

    def step(case: Case) -> None:
        answer = case.call(timeout=SECONDS_TO_ANSWER)
        tally.count(case.operation.label, answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    def fails(played: list[Case]) -> bool:
        target.reset()
        furnish(target)
        try:
            for case in played:
                step(case)
        except (AssertionError, FailureGroup, OSError):
            return True
        return target.defects != []

    def name_what_there_is(case: Case) -> None:
        for name in case.path_parameters:
            case.path_parameters[name] = NAMES.get(name, case.path_parameters[name])

    def be_impatient(case: Case) -> None:
        if case.operation.label == WAITING and isinstance(case.body, dict):
            case.body["timeout"] = PATIENCE

    def say_what_is_right(case: Case) -> None:
        """A body from the table, or what can be read there, put back."""
        if case.operation.label in RIGHT_BODIES:
            case.body, case.media_type = RIGHT_BODIES[case.operation.label], "application/json"
        elif case.method == "PUT" and "get" in paths[case.operation.path]:
            read = target.http.get(case.formatted_path)
            case.body = read.json() if read.headers["content-type"] == "application/json" else read.text

    budget(SHARE).spend(tally, session, MOST_REQUESTS // 2)
    assert tally.statuses() >= {200, 400, 404}
    assert goes_on_sending(target)
