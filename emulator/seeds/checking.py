"""What the parts of a seed say of each other: whether whoever is named is there, and whether a fax makes sense.

Rule: nothing is changed here, and every complaint is collected.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from string import digits as DIGITS

from emulator.factory_state import ADMINISTRATOR
from emulator.profiles import Profile
from emulator.seeds.errors import did_you_mean
from emulator.seeds.merging import Merged, Placed
from emulator.seeds.parts import MOST_LINES
from emulator.seeds.schema import Route, Rule, Station
from emulator.seeds.traffic import Fax, HowItWent, Recipient, Standing, standing
from emulator.workspaces.names import read_name
from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.dial_patterns import PatternError, parse_pattern
from fax_engine.documents.factory import NAMES as FACTORY_COVERS
from fax_engine.outbox import MOST_RECIPIENTS
from fax_engine.setup_rules import is_dial_prefix, is_extension, is_station_id, is_username, lacks_value
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.stations import BESIDE_A_UNIT, read_pattern, read_script
from models.configuration import T38Settings, factory_settings
from models.contact import GLOBAL_LIST
from models.vocabulary import DestinationType, FaxState, RuleAction

_TRIED = frozenset({FaxState.SENT, FaxState.FAILED})
_TO_USERS = frozenset({DestinationType.USER, DestinationType.NOTIFY_USER})


@dataclass(frozen=True, slots=True)
class Checker:
    """Looks at a whole seed for an appliance of this type."""

    seed: Merged
    profile: Profile

    def complaints(self) -> Iterator[str]:
        """Everything that is wrong."""
        yield from self._users()
        yield from self._lists()
        yield from self._groups()
        for route in self.seed.routes.values():
            yield from self._route(route)
        yield from self._dialing_rules()
        yield from self._settings()
        for name, cover in self.seed.cover_pages.items():
            if name in FACTORY_COVERS:
                yield f"{cover.where}: the factory has a cover page {name} already"
        for station in self.seed.stations:
            yield from self._station(station)
        yield from self._stations_of_one_number()
        for fax in self.seed.faxes:
            yield from self._fax(fax)
        for call in (*self.seed.received, *self.seed.calls):
            yield from self._call(call.where, call.part)

    @property
    def _usernames(self) -> set[str]:
        return {ADMINISTRATOR, *self.seed.users}

    @property
    def _covers(self) -> set[str]:
        return {*FACTORY_COVERS, *self.seed.cover_pages}

    def _users(self) -> Iterator[str]:
        admin = self.seed.users.get(ADMINISTRATOR)
        if admin and admin.part.is_admin is False and not any(each.part.is_admin for each in self.seed.users.values()):
            yield f"{admin.where}.is_admin: the unit would have no administrator"
        for placed in self.seed.users.values():
            user = placed.part
            if not is_username(user.username):
                yield f"{placed.where}.username: {user.username!r} is not alphanumeric"
            if user.username != ADMINISTRATOR and not user.password:
                yield f"{placed.where}.password: is missing"
            if user.needs_approval and not user.approver:
                yield f"{placed.where}.approver: is missing, and the user needs approval"
            if user.approver:
                yield from _known(f"{placed.where}.approver", user.approver, self._usernames, "user")
            if user.default_cover_page_name:
                yield from _known(
                    f"{placed.where}.default_cover_page_name", user.default_cover_page_name, self._covers, "cover page"
                )

    def _lists(self) -> Iterator[str]:
        owners = {*self._usernames, GLOBAL_LIST}
        for table, parts in (("contacts", self.seed.contacts), ("groups", self.seed.groups)):
            for (owner, _), placed in _once_an_owner(parts):
                if owner not in owners:
                    yield f"{_of_list(placed)}: no user {owner!r} has {table} here; {did_you_mean(owner, owners)}"

    def _groups(self) -> Iterator[str]:
        for (owner, _), placed in self.seed.groups.items():
            names = {name for list_, name in self.seed.contacts if list_ in (owner, GLOBAL_LIST)}
            for number, member in enumerate(placed.part.members):
                yield from _known(f"{placed.where}.members[{number}]", member or "", names, "contact")

    def _route(self, route: Placed[Route]) -> Iterator[str]:
        if not is_extension(route.part.extension, MOST_LINES):
            yield f"{route.where}.extension: {route.part.extension!r} is not a number, global, or line1 to lineN"
        for number, destination in enumerate(route.part.destinations):
            where = f"{route.where}.destinations[{number}].value"
            if lacks_value(destination.type, destination.value):
                yield f"{where}: is missing"
            elif destination.type in _TO_USERS:
                yield from _known(where, destination.value or "", self._usernames, "user")

    def _dialing_rules(self) -> Iterator[str]:
        for placed in self.seed.dialing_rules.values():
            for number, rule in enumerate(placed.part):
                yield from self._rule(f"{placed.where}[{number}]", rule)

    def _rule(self, where: str, rule: Rule) -> Iterator[str]:
        try:
            parse_pattern(rule.pattern)
        except PatternError as error:
            yield f"{where}.pattern: {rule.pattern!r}, column {error.column}: {error}"
        if rule.action is RuleAction.GO_TO:
            yield from _known(
                f"{where}.argument", rule.argument or "", self.seed.dialing_rules, "list of dialing rules"
            )

    def _settings(self) -> Iterator[str]:
        for (_, _, name), placed in self.seed.settings.items():
            if name == "dialing_rules" and placed.part:
                yield from _known(placed.where, placed.part, self.seed.dialing_rules, "list of dialing rules")
            elif name == "cover_page_name" and placed.part:
                yield from _known(placed.where, placed.part, self._covers, "cover page")
            elif name == "station_id" and not is_station_id(placed.part):
                yield f"{placed.where}: {placed.part!r} is not at most {STATION_ID_LENGTH} printable ASCII characters"
            elif name == "dial_prefix" and not is_dial_prefix(placed.part):
                yield f"{placed.where}: {placed.part!r} is not made of dialing characters"
        yield from self._ports()

    def _ports(self) -> Iterator[str]:
        factory = factory_settings(T38Settings)
        said = [self.seed.settings.get(("t38", 0, name)) for name in ("udptl_port_min", "udptl_port_max")]
        least = said[0].part if said[0] else factory.udptl_port_min
        most = said[1].part if said[1] else factory.udptl_port_max
        where = next((placed.where for placed in said if placed), "")
        if least > most:
            yield f"{where}: udptl_port_min, {least}, is more than udptl_port_max, {most}"

    def _station(self, placed: Placed[Station]) -> Iterator[str]:
        station, where = placed.part, placed.where
        try:
            read_pattern(station.number)
        except ValueError as error:
            yield f"{where}.number: {error}"
        try:
            read_script(station.script)
        except ValueError as error:
            yield f"{where}.script: {error}"
        if station.unit is not None:
            yield from _unit(station, where)
        if len(station.station_id or "") > STATION_ID_LENGTH:
            yield f"{where}.station_id: {station.station_id!r} is longer than {STATION_ID_LENGTH} characters"

    def _stations_of_one_number(self) -> Iterator[str]:
        """Of two stations for the same numbers the second would never have a call."""
        first: dict[str, str] = {}
        for placed in self.seed.stations:
            with suppress(ValueError):  # what is no number is complained of already
                where = first.setdefault(read_pattern(placed.part.number), placed.where)
                if where != placed.where:
                    yield f"{placed.where}.number: stands in {where} already"

    def _fax(self, placed: Placed[Fax]) -> Iterator[str]:
        fax, where = placed.part, placed.where
        username = fax.user or ADMINISTRATOR
        yield from _known(f"{where}.user", username, self._usernames, "user")
        if fax.cover_page:
            yield from _known(f"{where}.cover_page", fax.cover_page, self._covers, "cover page")
        elif not fax.documents:
            yield f"{where}: nothing to send: no documents and no cover_page"
        if not 1 <= len(fax.recipients) <= MOST_RECIPIENTS:
            yield f"{where}.recipients: {len(fax.recipients)} of them, a fax has 1 to {MOST_RECIPIENTS}"
        for number, recipient in enumerate(fax.recipients):
            yield from self._recipient(f"{where}.recipients[{number}]", fax, username, recipient)

    def _recipient(self, where: str, fax: Fax, username: str, recipient: Recipient) -> Iterator[str]:
        fax_number = recipient.fax_number
        if recipient.contact:
            contact = self.seed.find_contact(username, recipient.contact)
            names = {name for owner, name in self.seed.contacts if owner in (username, GLOBAL_LIST)}
            yield from _known(f"{where}.contact", recipient.contact, names, "contact")
            fax_number = fax_number or (contact.part.fax_number if contact else "0")
        if not any(digit in (fax_number or "") for digit in DIGITS):
            yield f"{where}.fax_number: {fax_number or 'none'} is not a number to dial"
        yield from self._standing(where, standing(fax, recipient), username)

    def _standing(self, where: str, said: Standing, username: str) -> Iterator[str]:
        state = said.state or FaxState.SENT
        user = self.seed.users.get(username)
        if state is FaxState.DEAD and not said.message:
            yield f"{where}.message: is missing: a dead fax says why it could not be sent"
        if state is FaxState.APPROVAL_PENDING and not (user and user.part.needs_approval):
            yield f"{where}.state: nobody needs to approve the faxes of {username}: set needs_approval and approver there"
        if said.ended is not None and not state.is_final:
            yield f"{where}.ended: a fax that is {state} is not over"
        if said.attempts is not None and state in _TRIED and not said.attempts:
            yield f"{where}.attempts: a fax that is {state} was tried at least once"
        for number, attempt in enumerate(said.attempts or ()):
            yield from self._call(f"{where}.attempts[{number}]", attempt)
            outcome = OUTCOMES.get(attempt.outcome or "")
            is_last = state is FaxState.SENT and number == len(said.attempts or ()) - 1
            if outcome is None or outcome.succeeded is is_last:
                continue
            if is_last:
                yield f"{where}.attempts[{number}].outcome: {outcome.name}, but the fax is sent"
            else:
                yield f"{where}.attempts[{number}].outcome: {outcome.name} is for the last attempt of a fax that is sent"

    def _call(self, where: str, call: HowItWent) -> Iterator[str]:
        if call.outcome is not None:
            yield from _known(f"{where}.outcome", call.outcome, OUTCOMES, "outcome")
        if call.line is not None and call.line > self.profile.channels:
            yield f"{where}.line: {call.line}, and an {self.profile.name} has {self.profile.channels}"


def _unit(station: Station, where: str) -> Iterator[str]:
    try:
        read_name(station.unit or "")
    except ValueError as error:
        yield f"{where}.unit: {error}"
    if more := sorted(station.model_fields_set - {"unit", "number"}):
        yield f"{where}.{more[0]}: {BESIDE_A_UNIT.format(', '.join(more))}"


def _known(where: str, name: str, names: Iterable[str], what: str) -> Iterator[str]:
    if name not in (known := set(names)):
        yield f"{where}: no {what} {name!r}; {did_you_mean(name, known)}"


def _once_an_owner(parts: Mapping[tuple[str, str], Placed[object]]) -> Iterator[tuple[tuple[str, str], Placed[object]]]:
    seen: set[str] = set()
    for key, placed in parts.items():
        if key[0] not in seen:
            seen.add(key[0])
            yield key, placed


def _of_list(placed: Placed[object]) -> str:
    return placed.where.rpartition("[")[0]
