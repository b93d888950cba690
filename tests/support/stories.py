"""A story of twenty steps that a client plays in a workspace of its own, and that nobody else's story may show up in.

Rule: every text that it leaves behind has its teller's mark in it, and every step looks at what can be seen of the unit
for the marks of others.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.support.inbound import call_in
from tests.support.servers import Reachable, XmlAnswer, schedule_fax
from tests.support.units import BUSY, SENT

MARK = re.compile(r"mark-([a-z0-9-]+)-end")
RECEIPT = "<sender><email_address>ann@example.com</email_address></sender><receipt>always</receipt>"

STEPS = 20


class Story:
    """One telling. `step` is called with 0 to 19, in order; between two, others may do as they like."""

    def __init__(self, unit: Reachable, name: str) -> None:
        self._unit = unit
        self._mark = f"mark-{name}-end"
        self._name = name
        self._admin = unit.client()
        self._bob = unit.client("bob", f"bob-{name}")
        self._steps: Iterator[None] = self._tell()

    def step(self) -> None:
        """The next step. Raises `AssertionError` when it shows what is not this story's."""
        next(self._steps)

    def _tell(self) -> Iterator[None]:
        unit, admin, bob, mark = self._unit, self._admin, self._bob, self._mark
        assert unit.control("GET", "/info")["workspace"] == self._name
        yield
        unit.control("PUT", "/clock", {"mode": "frozen", "now": "2030-01-01T12:00:00Z"})
        yield
        user = f"<user><username>bob</username><password>bob-{self._name}</password><name>{mark}</name></user>"
        assert admin.post("/users", user).status == 200
        yield
        self._sees(bob.get("/users/bob"), 1)
        yield
        keys = admin.send(SENT, inside=RECEIPT, text=mark)
        assert keys == "00000001/0000"
        yield
        answer = bob.post("/ofax", schedule_fax(BUSY, text=f"{mark} again", inside="<max_tries>2</max_tries>"))
        assert answer.entry_keys() == ["00000002/0000"]
        yield
        contact = f"<contact><name>{mark}</name><fax_number>2185550111</fax_number></contact>"
        assert bob.post("/contacts/bob", contact).status in (200, 201)
        yield
        unit.control("POST", "/stations", {"number": "1234567", "script": ["busy"], "station_id": self._name}, 201)
        yield
        assert call_in(unit, text=mark)["call"] == 1
        yield
        unit.control("PUT", "/faults/verify", {"match": {"path": "/verify"}, "effects": [{"kind": "unavailable"}]})
        assert unit.http.get("/ffws/v1/verify", auth=("admin", "admin")).status_code == 503
        yield
        unit.run_until_idle()
        yield
        assert unit.control("GET", "/info")["faxes"] == {"sent": 1, "failed": 1}
        yield
        verdict = {"fax": keys, "state": "sent", "text": [{"page": 1, "contains": mark}], "count": 1}
        assert unit.control("POST", "/verify", verdict)["fax"]["fax"] == keys
        yield
        (mail,) = unit.control("GET", "/mail")["mail"]
        assert (mail["id"], mail["to"]) == (1, "ann@example.com")
        yield
        tries = admin.get("/outbound_log?all_users=true").all("outbound_log_entry/try_number")
        assert sorted(tries) == ["1", "1", "2"]
        yield
        preview = admin.file("/data/preview/00000001-0000.pdf")
        assert preview.content.startswith(b"%PDF-")
        yield
        self._sees(bob.get("/contacts/bob"), 1)
        yield
        self._sees_only_its_own(unit.control("GET", "/requests?limit=1000"))
        yield
        self._sees_only_its_own(unit.http.get("/_emulator/directories/users.csv").text)
        yield
        assert unit.control("GET", "/clock")["now"] < "2030-01-02"
        (station,) = unit.control("GET", "/stations")["stations"]
        assert station["station_id"] == self._name
        yield

    def _sees(self, answer: XmlAnswer, least: int) -> None:
        assert answer.status == 200, answer.message
        assert self._sees_only_its_own(answer.response.text) >= least

    def _sees_only_its_own(self, shown: Any) -> int:
        """How often the story's mark is there; no other may be."""
        found = MARK.findall(str(shown))
        assert set(found) <= {self._name}
        return len(found)
