"""The unit that the table of cells is walked on: its people, and one of everything that an operation needs.

Rule: what a good request changes or deletes is made anew for it, so that one cell never spoils another.
"""

from models.contact import GLOBAL_LIST
from tests.support.inside import InsideAnswer, InsideEmulator
from tests.support.servers import schedule_fax
from tests.support.units import SENT

ADMIN = ("admin", "admin")
OWNER = ("owner", "owner")
OTHER = ("other", "other")

START = "2030-01-01T00:00:00Z"
INBOUND = {"from": "2185551234", "document": "SGVsbG8u", "content_type": "text/plain"}
LATER = "<schedule_all_at>2031-01-01T00:00:00</schedule_all_at>"

CONTACT = "<contact><name>Zoe</name><fax_number>218-555-3335</fax_number></contact>"
ROUTE = (
    "<inbound_route><name>Sales</name><destination><type>Email</type><value>sales@example.com</value></destination>"
    "</inbound_route>"
)


class World:
    """One unit and what is on it. Everything belongs to the user `owner` where it belongs to anybody."""

    def __init__(self, emulator: InsideEmulator) -> None:
        self.emulator = emulator
        self._made = 0
        self._is_open = False
        emulator.control("PUT", "/clock", {"now": START})
        for username, password in (OWNER, OTHER):
            self.ask("POST", "/users", f"<user><username>{username}</username><password>{password}</password></user>")
        self.sent_fax = self._fax(schedule_fax(SENT))
        emulator.control("POST", "/inbound", INBOUND)
        emulator.control("POST", "/clock/advance", {"until": "idle"})
        self.received_fax = self.ask("GET", "/inbound_log").first("inbound_log_entry/id")
        for person in (ADMIN, OWNER, OTHER):
            self._fax(schedule_fax(inside=LATER), person)

    def ask(self, method: str, target: str, body: str = "", credentials: tuple[str, str] = ADMIN) -> InsideAnswer:
        """A request that must go well, the administrator's unless told."""
        answer = self.emulator.request(method, target, body, credentials)
        assert answer.status in (200, 201, 202), f"{method} {target}: {answer.status} {answer.body!r}"
        return answer

    def fresh_fax(self) -> tuple[str, str]:
        """The keys of a fax that waits for its time."""
        return self._fax(schedule_fax(inside=LATER))

    def fresh_contact(self, owner: str = "owner") -> str:
        """The ID of a new contact."""
        return self._id("POST", f"/contacts/{owner}", CONTACT, "contact/contact_url")

    def fresh_group(self, owner: str = "owner") -> str:
        """The ID of a new group with one member."""
        return self._id("POST", f"/contact_groups/{owner}", self.group(owner), "contact_group/contact_group_url")

    def group(self, owner: str = "owner") -> str:
        """A `contact_group` element with a new contact in it."""
        url = f"https://192.168.2.1/ffws/v1/contacts/{owner}/{self.fresh_contact(owner)}"
        return f"<contact_group><name>Friends</name><contact>{url}</contact></contact_group>"

    def fresh_route(self) -> str:
        """The extension of a new route."""
        extension = str(1000 + self._count())
        self.ask("PUT", f"/inbound_routes/{extension}", ROUTE)
        return extension

    def open_list(self) -> str:
        """The global list, to which every user may add from now on."""
        return self._global_list(is_open=True)

    def closed_list(self) -> str:
        """The global list, to which only administrators may add from now on."""
        return self._global_list(is_open=False)

    def fresh_user(self) -> str:
        """A `user` element that nobody has posted yet."""
        return f"<user><username>user{self._count()}</username><password>secret</password></user>"

    def _global_list(self, *, is_open: bool) -> str:
        if self._is_open is not is_open:
            self.emulator.control("PUT", "/options", {"add_global_contacts": is_open})
            self._is_open = is_open
        return GLOBAL_LIST

    def _fax(self, body: str, person: tuple[str, str] = OWNER) -> tuple[str, str]:
        url = self.ask("POST", "/ofax", body, person).first("fax_entry/fax_entry_url")
        fax_key, entry_key = url.rsplit("/", 2)[1:]
        return fax_key, entry_key

    def _id(self, method: str, target: str, body: str, path: str) -> str:
        return self.ask(method, target, body).first(path).rsplit("/", 1)[1]

    def _count(self) -> int:
        self._made += 1
        return self._made
