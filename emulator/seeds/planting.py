"""A seed goes into a unit in factory state: first how it is set up, which is the same whenever that is done, then what
happened and is still to happen, which counts from the unit's now.

Rule: faxes get their keys in the order in which they were accepted and calls their numbers in the order in which they
ended, whatever their order in the files, as they would have if all of it had happened here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.factory_state import ADMINISTRATOR
from emulator.profiles import Profile
from emulator.seeds.accounts import plant_accounts
from emulator.seeds.calls import LineLog
from emulator.seeds.histories import Historian, History
from emulator.seeds.lists import plant_lists
from emulator.seeds.merging import Placed
from emulator.seeds.seed import Seed
from emulator.seeds.setup import plant_setup
from emulator.seeds.traffic import Fax, Recipient, standing
from emulator.webhooks.queue import now_as_text
from fax_engine.orders import AttachmentOrder, CoverOrder, FaxOrder, FaxPast, Party
from models.store import Work
from models.user import User
from models.vocabulary import Agent, Location

if TYPE_CHECKING:
    from emulator.appliance import Appliance


def set_up(seed: Seed, profile: Profile, work: Work) -> None:
    """Put everything of the seed but faxes and calls into a unit of this profile in factory state."""
    plant_accounts(seed, work)
    for name, content in seed.covers.items():
        work.documents.keep_cover_page(name, content)
    plant_lists(seed.merged, work)
    plant_setup(seed.merged, profile, work)


def plant(seed: Seed, unit: "Appliance", work: Work) -> None:
    """Put the seed's faxes and calls into the unit, which is set up."""
    log = LineLog(unit.profile, unit.settings.resolution, unit.context.texts)
    _plant_faxes(seed, unit, work, log)
    for received in seed.merged.received:
        images = [image for sheet in seed.sheets[received.where] for image in seed.images[sheet]]
        log.received(received.part, images, unit.timeline.now, unit.settings.zone)
    for call in seed.merged.calls:
        log.called(call.part, unit.timeline.now, unit.settings.zone)
    log.write(work)
    _plant_webhooks(seed, unit, work)


def _plant_webhooks(seed: Seed, unit: "Appliance", work: Work) -> None:
    """Whoever is to be told of events is told of those to come, not of what the seed says has been."""
    for webhook in seed.merged.webhooks:
        work.webhooks.add(now_as_text(), webhook.part.target())
    if seed.merged.webhooks:
        work.after_commit(unit.webhooks.recover)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A fax about to be taken up: its order, and the history of each entry."""

    order: FaxOrder
    past: FaxPast
    histories: tuple[History, ...]


def _plant_faxes(seed: Seed, unit: "Appliance", work: Work, log: LineLog) -> None:
    users: dict[str, User] = {}
    for name in {placed.part.user or ADMINISTRATOR for placed in seed.merged.faxes}:
        user = work.users.find(name)
        assert user is not None
        users[name] = user
    historian = Historian(unit.timeline.now, unit.settings.zone, unit.context.texts, unit.profile.channel_kind)
    planned = [_plan(seed, placed, users, historian) for placed in seed.merged.faxes]
    planned.sort(key=lambda one: one.past.created_at)
    faxes = unit.outbox.take_up(work, [(one.order, one.past) for one in planned])
    for fax, one in zip(faxes, planned, strict=True):
        for entry, history in zip(fax.entries, one.histories, strict=True):
            log.tried(fax, entry, history)


def _plan(seed: Seed, placed: Placed[Fax], users: dict[str, User], historian: Historian) -> _Planned:
    fax, sheets = placed.part, seed.sheets[placed.where]
    user = users[fax.user or ADMINISTRATOR]
    order = FaxOrder(
        username=user.username,
        recipients=tuple(_party(seed, user.username, recipient) for recipient in fax.recipients),
        attachments=tuple(
            AttachmentOrder(Location.INLINE, sheet.name, sheet.content_type, sheet.content) for sheet in sheets
        ),
        cover=_cover(fax),
        sender=_sender(fax, user),
        max_tries=_or(fax.max_tries, user.max_attempts),
        try_interval=_or(fax.try_interval, user.interval),
        priority=_or(fax.priority, user.priority),
        receipt=fax.receipt or user.receipt,
        receipt_attachment=fax.receipt_attachment or user.receipt_attachment,
        agent=fax.agent or Agent.FFWS,
    )
    histories = tuple(
        historian.tell(
            standing(fax, recipient),
            fax.created,
            number,
            pages=seed.pages_of(sheets, has_cover=bool(fax.cover_page)),
            max_tries=order.max_tries,
            try_interval=order.try_interval,
            approver=user.approver if user.needs_approval else "",
        )
        for number, recipient in enumerate(fax.recipients)
    )
    past = FaxPast(min(history.created_at for history in histories), tuple(history.past for history in histories))
    return _Planned(order, past, histories)


def _party(seed: Seed, username: str, recipient: Recipient) -> Party:
    contact = seed.merged.find_contact(username, recipient.contact) if recipient.contact else None
    known = {name: getattr(contact.part, name) or "" for name in _OF_A_PARTY} if contact else {}
    said = {name: value for name in _OF_A_PARTY if (value := getattr(recipient, name)) is not None}
    return Party(**{**known, **said})


_OF_A_PARTY = ("name", "organization", "fax_number", "phone_number")


def _sender(fax: Fax, user: User) -> Party:
    said = {name: value for name, value in fax.sender if value is not None}
    known = {name: getattr(user, name) for name in (*_OF_A_PARTY, "email_address")}
    return Party(**{**known, **said})


def _cover(fax: Fax) -> CoverOrder | None:
    if not (fax.cover_page or fax.subject or fax.comments):
        return None
    return CoverOrder(fax.cover_page or "", fax.subject or "", fax.comments or "", enabled=bool(fax.cover_page))


def _or(value: int | None, default: int) -> int:
    return default if value is None else value
