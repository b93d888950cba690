"""A running emulator as a client meets it: a process of its own, real HTTP, and short words for what clients do."""

import os
import re
import signal
import subprocess
import sys
from base64 import b64encode
from collections import deque
from typing import Any
from xml.sax.saxutils import escape

import httpx
from lxml import etree

from tests.support.connections import Guard
from tests.support.output import Output
from tests.support.patience import PATIENT
from tests.support.prepared import ROOT, Copy

DEFECT = re.compile(r"a defect|Traceback|Exception in|exception was never retrieved| ERROR | CRITICAL ")
"""What the log says when something went wrong that no request may cause."""

LOG_LINES_KEPT = 1000

KEYS = re.compile(r"([0-9A-F]{8})/([0-9A-F]{4})$")
"""How a client in the field cuts the keys from an entry's URL."""


class Reachable:
    """A unit that is asked through `http`: both its interfaces lie below the client's base."""

    http: httpx.Client

    def client(self, username: str = "admin", password: str = "admin") -> "FfwsClient":
        """Somebody who talks to `/ffws/v1`."""
        return FfwsClient(self, username, password)

    def control(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Ask the control plane; answers the JSON."""
        answer = self.http.request(method, f"/_emulator{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def freeze(self) -> None:
        """Stop the unit's clock."""
        self.control("PUT", "/clock", {"mode": "frozen"})

    def run_until_idle(self) -> None:
        """Move the unit's clock on until nothing is due any more."""
        self.control("POST", "/clock/advance", {"until": "idle"})


class RunningEmulator(Reachable):
    """`faxfinder-emulator serve` on free ports; settings as keywords. A copy of a process that has read the code
    already."""

    def __init__(self, **settings: str) -> None:
        arguments = {"http_port": "0", "https_port": "off", "host": "127.0.0.1", **settings}
        flags = [part for name, value in arguments.items() for part in (f"--{name.replace('_', '-')}", value)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FAXFINDER_")}
        self._moment: str | None = None
        self.start_lines: list[str] = []
        self._log: deque[str] = deque(maxlen=LOG_LINES_KEPT)
        self._defects: list[str] = []
        self.process = self._start(["serve", *flags], environment)
        assert self.process.stdout is not None
        self._output = Output(self.process.stdout, self._take)
        self._output.read_until(self._has_started)
        assert self._has_started(), f"it did not start: {self.start_lines}"
        self._output.read_on()
        urls = dict(re.findall(r"(https?)(://[^\s,\"]+)", "\n".join(self.start_lines)))
        self.urls = {scheme: (scheme + rest).rstrip("/") for scheme, rest in urls.items()}
        self.url = self.urls["http"]
        self.http = httpx.Client(base_url=self.url, timeout=2 * PATIENT, trust_env=False)

    def _start(self, arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str] | Copy":
        return Copy(arguments, environment)

    def _has_started(self) -> bool:
        return self.start_lines[-1:] == ["Ready."]

    def _take(self, line: str) -> None:
        if not self._has_started():
            self.start_lines.append(line)
            return
        self._log.append(line)
        if DEFECT.search(line):
            self._defects.append(line)

    @property
    def defects(self) -> list[str]:
        """Log lines that tell of a defect, since the last reset."""
        self._output.look()
        return [*self._defects, *self._log] if self._defects else []

    @property
    def log(self) -> list[str]:
        """The newest lines of the log."""
        self._output.look()
        return list(self._log)

    def reset(self) -> None:
        """Back to factory state, without snapshots, its clock frozen at the moment of the first reset, wherever a test
        has moved it."""
        self.control("DELETE", "/snapshots")
        self.control("POST", "/reset")
        self._moment = self.control("PUT", "/clock", {"mode": "frozen", "now": self._moment, "speed": 1})["now"]
        self._output.look()
        self._defects.clear()

    def take_defects(self) -> list[str]:
        """The defects so far, for a test that provoked them on purpose; from now on there were none."""
        taken = self.defects
        self._defects.clear()
        return taken

    def kill(self) -> None:
        """The plug is pulled."""
        self.process.kill()
        self._close()

    def stop(self) -> int:
        """SIGTERM; answers the exit code. Fails where the log tells of a defect."""
        self.process.send_signal(signal.SIGTERM)
        code = self._close()
        assert self.defects == []
        return code

    def _close(self) -> int:
        self.http.close()
        code = self.process.wait(PATIENT)
        self._output.close(PATIENT)
        return code


class EmulatorFromScratch(RunningEmulator):
    """The same as from a shell: a Python that has read nothing yet. A `guard` sees what it does with the network."""

    def __init__(self, guard: Guard | None = None, /, **settings: str) -> None:
        self._guard = guard
        super().__init__(**settings)

    def _start(self, arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", "from emulator.cli import main; main()", *arguments]
        return subprocess.Popen(
            self._guard.command(command) if self._guard else command,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=self._guard.environment(environment) if self._guard else environment,
            cwd=ROOT,
        )


class FfwsClient:
    """A client program of one user."""

    def __init__(self, unit: Reachable, username: str, password: str) -> None:
        self._http = unit.http
        self._auth = httpx.BasicAuth(username, password)

    def request(self, method: str, path: str, body: bytes | str | None = None, **more: Any) -> "XmlAnswer":
        """One request below `/ffws/v1`."""
        content = body.encode() if isinstance(body, str) else body
        return XmlAnswer(self._http.request(method, f"/ffws/v1{path}", content=content, auth=self._auth, **more))

    def get(self, path: str) -> "XmlAnswer":
        """GET."""
        return self.request("GET", path)

    def post(self, path: str, body: bytes | str) -> "XmlAnswer":
        """POST."""
        return self.request("POST", path, body)

    def put(self, path: str, body: bytes | str | None = None) -> "XmlAnswer":
        """PUT."""
        return self.request("PUT", path, body)

    def delete(self, path: str) -> "XmlAnswer":
        """DELETE."""
        return self.request("DELETE", path)

    def file(self, path: str) -> httpx.Response:
        """A file below `/ffws/v1`."""
        return self._http.get(f"/ffws/v1{path}", auth=self._auth)

    def send(self, *numbers: str, inside: str = "", text: str = "Hello.") -> str:
        """Post a fax of one text; answers `FAXKEY/ENTRYKEY` of the first entry."""
        answer = self.post("/ofax", schedule_fax(*numbers, inside=inside, text=text))
        assert answer.status == 201, answer.message
        return answer.entry_keys()[0]

    def state(self, keys: str) -> str:
        """The state of an entry."""
        return self.get(f"/ofax/{keys}").first("fax_entry/state")


class XmlAnswer:
    """An answer as clients read it."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        assert response.headers["content-type"] == "application/xml"
        self.root = etree.fromstring(response.content)
        assert self.root.tag == "response"
        assert self.root[0].tag == "message"

    @property
    def message(self) -> str:
        """`/response/message`."""
        return self.first("message")

    def first(self, path: str) -> str:
        """The text of the first element there; empty when it is empty."""
        found = self.root.find(path)
        assert found is not None, path
        return found.text or ""

    def all(self, path: str) -> list[str]:
        """The texts of all elements there."""
        return [element.text or "" for element in self.root.findall(path)]

    def entry_keys(self) -> list[str]:
        """`FAXKEY/ENTRYKEY` of every entry."""
        found = [KEYS.search(url) for url in self.all("fax_entry/fax_entry_url")]
        return [match[0] for match in found if match]


def recipients(*numbers: str) -> str:
    """`recipient` elements."""
    return "".join(f"<recipient><fax_number>{number}</fax_number></recipient>" for number in numbers)


def attachment(content: bytes = b"Hello.", content_type: str = "text/plain", name: str = "letter.txt") -> str:
    """An inline `attachment` element."""
    return (
        f"<attachment><location>inline</location><name>{escape(name)}</name><content_type>{content_type}</content_type>"
        "<content_transfer_encoding>base64</content_transfer_encoding>"
        f"<content>{b64encode(content).decode()}</content></attachment>"
    )


def schedule_fax(*numbers: str, inside: str = "", text: str = "Hello.") -> str:
    """A whole `schedule_fax` with one text attachment."""
    return (
        f"<schedule_fax>{recipients(*(numbers or ('218-555-3335',)))}{attachment(text.encode())}{inside}</schedule_fax>"
    )
