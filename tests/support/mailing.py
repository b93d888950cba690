"""Short words for mails and deliveries on a unit whose time stands still."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from emulator.mail.message import message_of
from fax_engine.incoming import Incoming
from fax_engine.orders import AttachmentOrder, FaxOrder, Party
from fax_engine.renditions import PageIds
from models.delivery import Delivery, DeliveryOptions
from models.fax import Fax
from models.mail import Mail
from models.user import User
from models.vocabulary import DestinationType, Location, Receipt, ReceiptAttachment
from tests.support.units import BenchUnit

ANN = "ann@example.com"


def send_for(
    unit: BenchUnit,
    number: str,
    receipt: Receipt,
    attachment: ReceiptAttachment = ReceiptAttachment.NONE,
    *,
    address: str = ANN,
    content: bytes = b"One.\fTwo.",
    content_type: str = "text/plain",
    username: str = "admin",
    **more: Any,
) -> Fax:
    """Order a fax whose sender wants a receipt."""
    order = FaxOrder(
        username=username,
        recipients=(Party(name="Jane Roe", organization="Acme", fax_number=number),),
        attachments=(AttachmentOrder(Location.INLINE, "letter", content_type, content=content),),
        sender=Party(name="Ann", email_address=address),
        receipt=receipt,
        receipt_attachment=attachment,
        **{"max_tries": 2, "try_interval": 300, "priority": 3} | more,
    )
    with unit.appliance.context.work() as work:
        return unit.appliance.outbox.schedule(work, order)


def mails(unit: BenchUnit) -> list[Mail]:
    """What the unit has mailed, the newest last."""
    with unit.appliance.context.work() as work:
        return work.mails.all()


def messages(unit: BenchUnit) -> list[EmailMessage]:
    """The same as a mail program reads them."""
    found = []
    with unit.appliance.context.work() as work:
        for mail in work.mails.all():
            raw = message_of(mail, work.mails.contents(mail), unit.appliance.name, unit.appliance.settings.zone)
            message = message_from_bytes(raw, policy=SMTP)
            assert isinstance(message, EmailMessage)
            assert message.defects == []
            found.append(message)
    return found


def text_of(message: EmailMessage) -> str:
    """What a person reads."""
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def files_of(message: EmailMessage) -> dict[str, bytes]:
    """The documents that go with it, by name."""
    return {str(part.get_filename()): part.get_content() for part in message.iter_attachments()}


def add_user(unit: BenchUnit, username: str, email_address: str) -> None:
    """An account."""
    with unit.appliance.context.work() as work:
        work.users.add(User(username=username, password_digest="x", email_address=email_address))


def set_route(unit: BenchUnit, *destinations: tuple[DestinationType, str], name: str = "Sales") -> None:
    """Where everything that comes in goes."""
    with unit.appliance.context.work() as work:
        work.routes.keep("global", name, destinations)


def set_options(unit: BenchUnit, **changes: Any) -> None:
    """Change how received faxes are handed over."""
    with unit.appliance.context.work() as work:
        work.deliveries.set_options(DeliveryOptions(**work.deliveries.options()._asdict() | changes))


def letter(unit: BenchUnit, content: bytes = b"One.\fTwo.\fThree.", content_type: str = "text/plain") -> Incoming:
    """A fax from a shop in Minnesota, ready to be sent to the unit."""
    answers: list[PageIds | str] = []
    unit.appliance.callers_documents.make_pages(content, content_type, answers.append)
    while not answers:
        unit.workshops[0].wait()
    (answer,) = answers
    assert not isinstance(answer, str), answer
    return Incoming(answer, caller_id="2185551234", station_id="218 555 1234")


def receive(unit: BenchUnit, incoming: Incoming | None = None, **changes: Any) -> None:
    """Have it come in, up to the end of the call and the first try of every delivery."""
    ringing = unit.appliance.inbox.ring(replace(incoming or letter(unit), **changes))
    assert ringing is not None
    while not ringing.channel.is_idle:
        due_at = unit.appliance.timeline.next_due
        assert due_at is not None
        unit.run_for((due_at - unit.now).total_seconds())
    unit.run_for(0)


def deliveries(unit: BenchUnit) -> list[Delivery]:
    """How the deliveries stand, the oldest first."""
    with unit.appliance.context.work() as work:
        return [delivery for delivery, _, _ in reversed(work.deliveries.newest(1000))]
