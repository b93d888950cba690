"""States that conversations on file begin in: a word each, and how a unit gets there through its own interfaces.

Rule: a unit is in factory state, its clock stands at the moment that the developer guide's samples were made, and what
a state needs comes in as a client or the control plane would bring it.
"""

from base64 import b64encode
from collections.abc import Callable

from tests.support.servers import FfwsClient, RunningEmulator, schedule_fax
from tests.support.units import BUSY, SENT

ZONE = "America/Chicago"
"""Where Multi-Tech's units stand; only that the samples' times are local ones matters."""

CREATED = "2008-08-01T13:43:29Z"
ABORTED = "2008-08-01T13:52:29Z"
"""08:43:29 and 08:52:29 in the samples."""

LATER = "<schedule_all_at>2008-08-07T20:30:00</schedule_all_at>"

MOST_STEPS = 200
"""How many things may happen before a line is where a state wants it."""

ROUTE = (
    "<inbound_route><name>Front desk</name>"
    "<destination><type>Email</type><value>desk@example.com</value></destination>"
    "<destination><type>Printer</type><value>Laser 1</value></destination>"
    "<destination><type>Share</type><value>//files/faxes</value></destination></inbound_route>"
)

OTHER = "<user><username>other</username><password>other</password></user>"

USER1 = (
    "<user><name>New User 1</name><username>user1</username><password>user1</password>"
    "<email_address>admin@Example.com</email_address><phone_number>218-555-3333</phone_number>"
    "<fax_number>218-555-3334</fax_number><organization>Example Org</organization><priority>1</priority>"
    "<max_attempts>2</max_attempts><interval>600</interval><receipt>never</receipt>"
    "<receipt_attachment>none</receipt_attachment></user>"
)

GUIDE_FAX = (
    "<schedule_fax><cover_page><url>https://192.168.2.1/ffws/v1/data/cover_pages/default.pdf</url>"
    "<enabled>true</enabled><subject>Test Subject</subject><comments>Test Message</comments></cover_page>"
    "<sender><name>Sender Name</name><organization>Sender Org</organization>"
    "<phone_number>218-555-3333</phone_number><fax_number>-218-555-3334</fax_number>"
    "<email_address>sender@Example.com</email_address></sender>"
    "<recipient><name>Rcpt 1 Name</name><organization>Rcpt 1 Org</organization>"
    "<fax_number>218-555-3335</fax_number><phone_number>218-555-3336</phone_number></recipient>"
    "<max_tries>3</max_tries><priority>3</priority><try_interval>30</try_interval><receipt>failure</receipt>"
    f"<receipt_attachment>none</receipt_attachment>{LATER}</schedule_fax>"
)
"""The fax of page 8: one page, which is its cover page, and a dash before the sender's number."""

GUIDE_ADMINISTRATOR = (
    "<user><email_address>cla@mts.test</email_address><phone_number>1234</phone_number><fax_number>2345</fax_number>"
    "<organization>MTS</organization><default_cover_page_enabled>true</default_cover_page_enabled>"
    "<default_cover_page_name>mts_template3.pdf</default_cover_page_name>"
    "<receipt_attachment>pdf</receipt_attachment></user>"
)


def bring_to(state: str, emulator: RunningEmulator) -> None:
    """Put a running unit into the state of that name."""
    emulator.control("PUT", "/clock", {"mode": "frozen", "now": CREATED})
    emulator.reset()
    STATES[state](emulator)


def contact(name: str, organization: str = "Some org") -> str:
    """A `contact` element with the numbers of the guide's samples."""
    return (
        f"<contact><name>{name}</name><fax_number>218-555-3335</fax_number>"
        f"<phone_number>218-555-3336</phone_number><organization>{organization}</organization></contact>"
    )


def _done(*statuses: int) -> None:
    assert set(statuses) <= {200, 201, 202}, statuses


def _add_contacts(client: FfwsClient, owner: str, count: int) -> None:
    _done(*(client.post(f"/contacts/{owner}", contact(f"Contact {number}")).status for number in range(1, count + 1)))


def _factory(emulator: RunningEmulator) -> None:
    """As it left the factory."""


def _before_the_guides_fax(emulator: RunningEmulator) -> None:
    """Keys up to 0000001A are used, by somebody else."""
    _done(emulator.client().post("/users", OTHER).status)
    other = emulator.client("other", "other")
    _done(*(other.post("/ofax", schedule_fax(inside=LATER)).status for _ in range(0x1A)))


def _pending(emulator: RunningEmulator) -> None:
    _before_the_guides_fax(emulator)
    _done(emulator.client().post("/ofax", GUIDE_FAX).status)
    emulator.control("POST", "/clock/advance", {"to": ABORTED})


def _aborted(emulator: RunningEmulator) -> None:
    _pending(emulator)
    _done(emulator.client().delete("/ofax/0000001B").status)


def _administrator(emulator: RunningEmulator) -> None:
    _done(emulator.client().put("/users/admin", GUIDE_ADMINISTRATOR).status)


def _new_user(emulator: RunningEmulator) -> None:
    _done(emulator.client().post("/users", USER1).status)


def _contact_3(emulator: RunningEmulator) -> None:
    client = emulator.client()
    _add_contacts(client, "global_contact_list", 2)
    _done(client.post("/contacts/admin", contact("Contact Name", "Contacts Org")).status)


def _five_contacts(emulator: RunningEmulator) -> None:
    _add_contacts(emulator.client(), "global_contact_list", 5)


def _contact_6(emulator: RunningEmulator) -> None:
    _five_contacts(emulator)
    _done(emulator.client().post("/contacts/admin", contact("Test Contact")).status)


def _seventeen_contacts(emulator: RunningEmulator) -> None:
    client = emulator.client()
    _add_contacts(client, "admin", 35)
    _done(*(client.delete(f"/contacts/admin/{number}").status for number in range(15, 33)))


def _contacts(emulator: RunningEmulator) -> None:
    """1 and 2 in the global list, 3 to 5 the administrator's, and no two with the same name."""
    client = emulator.client()
    _add_contacts(client, "global_contact_list", 2)
    names = (("Charlie", "Some org"), ("Alice", "Some org"), ("Bob", "Other org"))
    _done(*(client.post("/contacts/admin", contact(*name)).status for name in names))


def _group(emulator: RunningEmulator) -> None:
    """A group of two, one of them from the global list."""
    _contacts(emulator)
    _done(emulator.client().post("/contact_groups/admin", group("Friends", "Tuesdays", "global_contact_list/1")).status)


def group(name: str, description: str, *members: str) -> str:
    """A `contact_group` element of the administrator's contact 3 and of `members`, as `OWNER/ID`."""
    urls = [f"https://192.168.2.1/ffws/v1/contacts/{member}" for member in ("admin/3", *members)]
    inside = "".join(f"<contact>{url}</contact>" for url in urls)
    return f"<contact_group><name>{name}</name><description>{description}</description>{inside}</contact_group>"


def _sent(emulator: RunningEmulator) -> None:
    """A fax of one page went out."""
    emulator.client().send(SENT, inside="<sender><name>Sender Name</name></sender>")
    emulator.run_until_idle()


def _busy_twice(emulator: RunningEmulator) -> None:
    """Two tries, both to a number that was busy."""
    emulator.client().send(BUSY, inside="<max_tries>2</max_tries><try_interval>30</try_interval>")
    emulator.run_until_idle()


def _waiting_for_approval(emulator: RunningEmulator) -> None:
    """A fax whose sender needs an approver's consent."""
    emulator.client().post("/users", "<user><username>boss</username><password>boss</password></user>")
    emulator.control("PUT", "/users/admin", {"needs_approval": True, "approver": "boss"})
    emulator.client().send(SENT, inside=LATER)
    emulator.control("POST", "/clock/advance", {"to": ABORTED})


def _approved(emulator: RunningEmulator) -> None:
    """The same, and the approver agreed."""
    _waiting_for_approval(emulator)
    emulator.control("POST", "/faxes/00000001/0000/approval", {"approve": True, "approver": "boss"})


def _sending(emulator: RunningEmulator) -> None:
    """The first page of a fax is on the line; another fax waits for its time."""
    emulator.client().send(SENT)
    emulator.client().send(SENT, inside=LATER)
    _run_until_a_line_says("Sending Page", emulator)


def _receiving(emulator: RunningEmulator) -> None:
    """Somebody's first page comes in."""
    _route(emulator)
    _ring(emulator)
    _run_until_a_line_says("Receiving Page", emulator)


def _received(emulator: RunningEmulator) -> None:
    """A fax of one page came in."""
    _route(emulator)
    _ring(emulator)
    emulator.run_until_idle()


def _after_a_day(emulator: RunningEmulator) -> None:
    """One fax went out, one came in."""
    _sent(emulator)
    _received(emulator)


def _route(emulator: RunningEmulator) -> None:
    """All faxes go to a mailbox, a printer and a share."""
    _done(emulator.client().put("/inbound_routes/global", ROUTE).status)


def _ring(emulator: RunningEmulator) -> None:
    document = b64encode(b"Hello.").decode()
    call = {"from": "2185551234", "station_id": "218 555 1234", "document": document, "content_type": "text/plain"}
    assert emulator.http.post("/_emulator/inbound", json=call).status_code == 202


def _run_until_a_line_says(state: str, emulator: RunningEmulator) -> None:
    client = emulator.client()
    kind = "modem_status" if client.get("/modem_status").status == 200 else "channel_status"
    for _ in range(MOST_STEPS):
        if state in client.get(f"/{kind}").all(f"{kind}/state"):
            return
        emulator.control("POST", "/clock/advance", {"until": "next_event"})
    raise AssertionError(f"no line ever says {state}")


STATES: dict[str, Callable[[RunningEmulator], None]] = {
    "factory": _factory,
    "before the guide's fax": _before_the_guides_fax,
    "the guide's fax, pending": _pending,
    "the guide's fax, aborted": _aborted,
    "the guide's administrator": _administrator,
    "the guide's new user": _new_user,
    "the guide's contact 3": _contact_3,
    "five contacts ever": _five_contacts,
    "the guide's contact 6": _contact_6,
    "the guide's seventeen contacts": _seventeen_contacts,
    "five contacts in two lists": _contacts,
    "a group of two": _group,
    "a fax went out": _sent,
    "two tries were busy": _busy_twice,
    "a fax waits for approval": _waiting_for_approval,
    "a fax was approved": _approved,
    "a fax is going out": _sending,
    "a route for all faxes": _route,
    "a fax is coming in": _receiving,
    "a fax came in": _received,
    "a fax went out, one came in": _after_a_day,
}
