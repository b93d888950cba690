"""What the journal tells of: entries, calls, channels, received faxes, mails, resets; each after its commit."""

from fax_engine.incoming import Incoming
from fax_engine.journal import CallRecorded, ChannelMoved, EntryMoved, Event, FaxReceived, MailKept, UnitReset
from models.vocabulary import FaxState, InboundState, Receipt
from tests.support.mailing import send_for
from tests.support.units import BUSY, GOOD, SENT, BenchUnit


def heard(unit: BenchUnit) -> list[Event]:
    """Everything that the journal tells from now on."""
    events: list[Event] = []
    unit.appliance.journal.listen_to_all(events.append)
    return events


def test_a_fax_from_its_order_to_its_end(unit: BenchUnit) -> None:
    events = heard(unit)
    fax = unit.send(GOOD, text="One.\fTwo.")
    unit.run_until_idle()

    moves = [event for event in events if isinstance(event, EntryMoved)]
    assert [move.after for move in moves] == ["preprocessing", "pending", "sending", "sent"]
    assert [move.pages for move in moves] == [0, 2, 2, 2]
    assert {(move.fax_key, move.fax_number, move.username) for move in moves} == {(fax.key, GOOD, "admin")}

    (call,) = (event for event in events if isinstance(event, CallRecorded))
    assert (call.number, call.channel, call.outcome, call.succeeded, call.pages) == (1, 1, "ok", True, 2)
    assert (call.fax_key, call.entry_number, call.fax_number, call.caller_id) == (fax.key, 0, GOOD, "")

    assert [(event.state, event.page) for event in events if isinstance(event, ChannelMoved)] == [
        ("Initializing Modem", 0),
        ("Dialing", 0),
        ("Negotiating", 0),
        ("Sending Page", 1),
        ("Postpage Processing", 1),
        ("Sending Page", 2),
        ("Postpage Processing", 2),
        ("idle", 0),
    ]


def test_the_store_knows_already_what_is_told(unit: BenchUnit) -> None:
    fax = unit.send(BUSY, max_tries=1)
    stored: list[tuple[FaxState, FaxState]] = []

    def compare(event: Event) -> None:
        if isinstance(event, EntryMoved):
            stored.append((event.after, unit.state(fax)))

    unit.appliance.journal.listen_to_all(compare)
    unit.run_until_idle()
    assert [after for after, _ in stored] == ["pending", "sending", "failed"]
    assert all(after is found for after, found in stored)


def test_a_call_that_comes_in(unit: BenchUnit) -> None:
    with unit.appliance.context.work() as work:
        document = work.documents.keep(b"One.\fTwo.")
    made: list[object] = []
    unit.appliance.callers_documents.make_pages(b"One.\fTwo.", "text/plain", made.append)
    unit.run_converters()
    (pages,) = made
    assert document
    assert isinstance(pages, list)
    events = heard(unit)
    unit.appliance.inbox.ring(Incoming(page_ids=pages, caller_id="2185551234", good_pages=1))
    unit.run_until_idle()

    (received,) = (event for event in events if isinstance(event, FaxReceived))
    assert (received.call, received.state, received.caller_id, received.pages) == (
        1,
        InboundState.FAILED,
        "2185551234",
        1,
    )
    (call,) = (event for event in events if isinstance(event, CallRecorded))
    assert (call.direction, call.fax_key, call.succeeded) == ("inbound", None, False)
    assert isinstance(events[0], ChannelMoved)
    assert (events[0].direction, events[0].number) == ("inbound", "2185551234")


def test_a_mail(unit: BenchUnit) -> None:
    events = heard(unit)
    fax = send_for(unit, SENT, Receipt.ALWAYS)
    unit.run_until_idle()

    (mail,) = (event for event in events if isinstance(event, MailKept))
    assert (mail.number, mail.recipient, mail.fax_key, mail.entry_number) == (1, "ann@example.com", fax.key, 0)
    assert mail.subject == f"Fax to {SENT} was sent (2 pages)"


def test_nothing_is_heard_of_what_a_reset_cut_off(unit: BenchUnit) -> None:
    fax = unit.send(SENT)
    unit.run_until(fax, FaxState.SENDING)
    events = heard(unit)
    unit.appliance.reset()
    unit.run_until_idle()
    assert events == [UnitReset(unit.now)]


def test_who_stopped_listening_hears_nothing(unit: BenchUnit) -> None:
    events: list[Event] = []
    stop = unit.appliance.journal.listen_to_all(events.append)
    stop()
    unit.send(SENT)
    assert events == []
