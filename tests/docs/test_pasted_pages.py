"""The shell's examples of the pages that have some are pasted, each page's into a unit in its first state that has sent
one fax.

Pages with a test of their own are left to it: snapshots, faults, testing a client.
"""

import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from emulator.control.options import Options
from fax_engine.documents.formats import ALIASES, FORMATS, unsupported
from tests.support.examples import HttpExample, is_within, of_http
from tests.support.patience import PATIENT
from tests.support.servers import RunningEmulator, attachment, recipients
from tests.support.shell import NO_CURL, ROOT, blocks, paste
from tests.support.units import GOOD, SENT

PASTED = ("calls.md", "dialing-rules.md", "documents.md", "https.md", "inbound.md", "stations.md")

curl = pytest.mark.skipif(NO_CURL, reason="the examples ask with curl")


@pytest.fixture(scope="module", params=["FF240"])
def secured(request: pytest.FixtureRequest) -> Iterator[RunningEmulator]:
    """With HTTPS."""
    emulator = RunningEmulator(https_port="0", model=request.param, pace="instant")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def served(secured: RunningEmulator) -> RunningEmulator:
    """A unit that has sent one fax, its clock running."""
    secured.reset()
    secured.client().send(GOOD)
    secured.run_until_idle()
    secured.control("PUT", "/clock", {"mode": "real"})
    return secured


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def pasted(name: str) -> list[str]:
    """The page's examples, but for those that show what comes out of them."""
    plain = [re.sub(r"^\$ ", "", text, flags=re.MULTILINE) for text in blocks(page(name), "console", "bash")]
    return [text for text in plain if "call-in" not in text]


@curl
@pytest.mark.parametrize("name", PASTED)
def test_a_page_s_examples_are_answered_well(name: str, served: RunningEmulator, tmp_path: Path) -> None:
    assert pasted(name)
    assert paste(tmp_path, served, *pasted(name))


@curl
@pytest.mark.parametrize("secured", ["FF240-IP"], indirect=True)
def test_the_examples_of_a_unit_on_ip_are_answered_well(served: RunningEmulator, tmp_path: Path) -> None:
    said = paste(tmp_path, served, *pasted("sip.md"))
    assert "INVITE" in said
    assert (tmp_path / "packets.pcap").stat().st_size > 1000


@curl
def test_what_comes_in_by_an_extension_finds_its_route(served: RunningEmulator, tmp_path: Path) -> None:
    paste(tmp_path, served, *pasted("inbound.md"))
    found = served.control("POST", "/wait", {"match": {"extension": "0201"}, "inbound": 1, "timeout": PATIENT})
    assert [fax["recipient"] for fax in found["inbound"]] == ["Sales"]


def test_a_call_that_is_followed_looks_as_shown(secured: RunningEmulator, tmp_path: Path) -> None:
    secured.reset()
    secured.control("PUT", "/clock", {"mode": "real"})
    (shown,) = [text for text in blocks(page("calls.md"), "console") if "call-in" in text]
    command, told = shown.removeprefix("$ ").split("\n", 1)
    assert paste(tmp_path, secured, command) == told


def test_every_option_is_on_a_page() -> None:
    assert [name for name in Options.model_fields if f"| `{name}` |" not in page("inbound.md")] == []
    assert "add_global_contacts" in page("directories.md")


def test_every_type_of_document_is_on_its_page() -> None:
    told = re.findall(r"^\| `([\w/]+)` \| `(\w+)` \|", page("documents.md"), re.MULTILINE)
    assert [name for name, _ in told] == list(FORMATS)
    assert [name for name, grade in told if grade == "guide"] == ["application/pdf", "text/plain"]
    assert [name for name in ALIASES if f"`{name}`" not in page("documents.md")] == []


def test_a_type_that_makes_no_pages_is_refused_as_shown(served: RunningEmulator) -> None:
    found = re.search(r"^POST /ffws/v1/ofax\n(.+)\n\n400\n(.+)$", page("documents.md"), re.MULTILINE)
    assert found is not None
    body = f"<schedule_fax>{recipients(SENT)}{attachment(content_type=found[1], name='letter')}</schedule_fax>"
    answer = served.client().post("/ofax", body)
    assert (answer.status, answer.message) == (400, found[2])
    assert str(unsupported(found[1])) in found[2]


def test_approvals_are_given_and_refused_as_shown(emulator: RunningEmulator) -> None:
    emulator.client().post("/users", "<user><username>ann</username><password>ann</password></user>")
    ann = emulator.client("ann", "ann")
    rule, *verdicts = of_http(page("approvals.md"))
    _is_answered_as_told(emulator, rule)
    ann.send(SENT, SENT)
    wanted = {"match": {"fax": "00000001"}, "state": "approval_pending", "skip": True, "timeout": PATIENT}
    assert emulator.control("POST", "/wait", wanted)["count"] == 2
    for verdict in verdicts:
        _is_answered_as_told(emulator, verdict)
    emulator.run_until_idle()
    assert ann.get("/ofax/00000001").all("fax_entry/state") == ["sent", "aborted"]


def _is_answered_as_told(emulator: RunningEmulator, example: HttpExample) -> None:
    answer = emulator.http.request(example.method, example.path, json=example.body)
    assert answer.status_code == example.status, answer.text
    assert is_within(example.answer, answer.json()), answer.text


def test_python_trusts_the_authority_as_shown(secured: RunningEmulator, tmp_path: Path) -> None:
    (program,) = blocks(page("https.md"), "python")
    authority = tmp_path / "ca.crt"
    authority.write_text(secured.http.get("/_emulator/ca.crt").text)
    program = program.replace("https://localhost:8443", secured.urls["https"]).replace("ca.crt", str(authority))
    names: dict[str, httpx.Response] = {}
    exec(program, {}, names)  # noqa: S102 - a program of ours, as the page shows it
    assert names["answer"].status_code == 200
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{secured.urls['https']}/livez", verify=ssl.create_default_context(), trust_env=False)
