"""Received faxes on their way to the destinations of their routes."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from socket import create_server

import pytest
from PIL import Image
from pypdf import PdfReader

from emulator.fetching import FETCH_LIMITS
from emulator.settings import Settings
from fax_engine.orders import AttachmentOrder
from fax_engine.workshop import Workshop
from models.vocabulary import DeliveryState, DestinationType, DocumentFormat, FaxState, Location, MailKind
from tests.support.external_server import ExternalServer
from tests.support.mailing import (
    add_user,
    deliveries,
    files_of,
    letter,
    mails,
    messages,
    receive,
    set_options,
    set_route,
    text_of,
)
from tests.support.units import START, BenchUnit

D = DestinationType
S = DeliveryState

NOISY = "".join(f"{number * 7919 % 100003} " * 9 + "\n" for number in range(240)).encode()
"""A text of several pages, full of digits."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "delivered"


@pytest.fixture
def printing(folder: Path, converters: Workshop, fetchers: Workshop) -> BenchUnit:
    """A unit whose printers and shares are folders."""
    return BenchUnit(converters, fetchers, Settings(delivery_dir=folder))


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_fax_goes_by_mail_to_an_address(unit: BenchUnit) -> None:
    set_route(unit, (D.EMAIL, "sales@example.com"))
    receive(unit)

    (message,) = messages(unit)
    assert (message["To"], message["Subject"]) == ("sales@example.com", "Fax from 2185551234 (3 pages)")
    ((name, content),) = files_of(message).items()
    assert len(PdfReader(BytesIO(content)).pages) == 3
    with unit.appliance.context.work() as work:
        ((_, _, call),) = work.deliveries.newest(2)
    assert name == f"fax-{call.ended_at:%Y%m%d-%H%M%S}-00000001.pdf"
    assert text_of(message) == (
        "A fax has come in: 3 pages from 2185551234.\n"
        "\n"
        "From:      2185551234\n"
        "Station:   218 555 1234\n"
        "For:       Sales\n"
        "Line:      1\n"
        f"Received:  {call.ended_at:%Y-%m-%d %H:%M:%S} UTC\n"
        "Pages:     3\n"
        "Result:    complete\n"
        "Call:      1\n"
        "\n"
        f"It is attached as {name}.\n"
    )
    (delivery,) = deliveries(unit)
    assert (delivery.state, delivery.tries, delivery.message) == (S.DELIVERED, 1, "sales@example.com")
    assert (delivery.ended_at, delivery.next_at) == (call.ended_at, None)


def test_without_details_a_mail_says_who_and_how_much(unit: BenchUnit) -> None:
    set_options(unit, email_fax_details=False, inbound_format=DocumentFormat.TIFF)
    set_route(unit, (D.EMAIL, "sales@example.com"))
    receive(unit)

    (message,) = messages(unit)
    ((name, content),) = files_of(message).items()
    assert text_of(message) == f"A fax has come in: 3 pages from 2185551234.\n\nIt is attached as {name}.\n"
    with Image.open(BytesIO(content)) as pages:
        assert pages.n_frames == 3  # type: ignore[attr-defined]


def test_users_get_it_at_their_addresses_and_notices_have_no_document(unit: BenchUnit) -> None:
    add_user(unit, "ann", "ann@example.com")
    set_route(unit, (D.USER, "ann"), (D.NOTIFY_USER, "ann"), (D.NOTIFY, "desk@example.com"), (D.TRASH, ""))
    receive(unit)

    assert sorted((mail.recipient, mail.kind, len(mail.attachments)) for mail in mails(unit)) == [
        ("ann@example.com", MailKind.FAX, 1),
        ("ann@example.com", MailKind.NOTICE, 0),
        ("desk@example.com", MailKind.NOTICE, 0),
    ]
    (notice,) = (message for message in messages(unit) if message["To"] == "desk@example.com")
    assert notice["Subject"] == "Notice: fax from 2185551234 (3 pages)"
    assert text_of(notice).endswith("\nIt is call 1 in the unit's log of inbound faxes.\n")
    assert [delivery.state for delivery in deliveries(unit)] == [S.DELIVERED] * 4


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (D.USER, "nobody", "there is no user nobody"),
        (D.NOTIFY_USER, "bob", "user bob has no usable e-mail address"),
        (D.EMAIL, "sales", "sales is no e-mail address"),
        (D.PRINTER, " ", "a printer needs a name"),
        (D.SHARE, "files/fax", "files/fax is not of the form //server/share/folder"),
        (D.SHARE, "//files", "//files is not of the form //server/share/folder"),
        (D.SFTP, "http://u@host/", "not of the form sftp://user:password@host:port/folder"),
    ],
)
def test_what_can_never_be_delivered_has_failed_at_once(
    unit: BenchUnit, kind: DestinationType, value: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    add_user(unit, "bob", "")
    set_route(unit, (kind, value), (D.EMAIL, "sales@example.com"))
    receive(unit)

    failed, delivered = deliveries(unit)
    assert (failed.state, failed.tries, failed.message) == (S.FAILED, 0, reason)
    assert delivered.state is S.DELIVERED
    assert f"received fax 1 was not delivered to {kind} {value}" in caplog.text


def test_printers_and_shares_are_folders(printing: BenchUnit, folder: Path) -> None:
    set_route(printing, (D.PRINTER, "lp1"), (D.SHARE, r"\\files\fax\in"), (D.SHARE, "//files/../x"))
    receive(printing)

    name = f"fax-{printing.now:%Y%m%d-%H%M%S}-00000001.pdf"
    ways = [f"printers/lp1/{name}", f"shares/files/%2E%2E/x/{name}", f"shares/files/fax/in/{name}"]
    assert files_in(folder) == ways
    assert len(PdfReader(folder / ways[0]).pages) == 3
    assert sorted(delivery.message for delivery in deliveries(printing)) == ways


def test_without_a_folder_it_is_kept_in_the_unit(unit: BenchUnit) -> None:
    set_route(unit, (D.PRINTER, "lp1"))
    receive(unit)
    (delivery,) = deliveries(unit)
    assert (delivery.state, delivery.message) == (S.DELIVERED, "kept in the unit: there is no delivery folder")


def test_a_printer_out_of_order_is_tried_again_with_growing_delay(printing: BenchUnit, folder: Path) -> None:
    folder.mkdir()
    (folder / "printers").write_text("not a folder")
    set_route(printing, (D.PRINTER, "lp1"))
    receive(printing)
    since = printing.now

    tried_at = []
    for tries in range(1, 6):
        (delivery,) = deliveries(printing)
        assert (delivery.state, delivery.tries) == (S.PENDING, tries)
        assert delivery.message.startswith("printers/lp1/fax-")
        assert delivery.next_at is not None
        tried_at.append(delivery.next_at - since)
        printing.run_for((delivery.next_at - printing.now).total_seconds())
    assert tried_at == [timedelta(minutes=minutes) for minutes in (1, 3, 7, 15, 31)]

    (folder / "printers").unlink()
    printing.run_until_idle()
    (delivery,) = deliveries(printing)
    assert (delivery.state, delivery.tries) == (S.DELIVERED, 7)
    assert files_in(folder) == [delivery.message]


def test_after_ten_tries_it_has_failed_and_the_fax_is_still_there(
    printing: BenchUnit, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    (folder / "shares").write_text("not a folder")
    set_route(printing, (D.SHARE, "//files/fax"))
    receive(printing)
    since = printing.now
    printing.run_until_idle()

    (delivery,) = deliveries(printing)
    assert (delivery.state, delivery.tries, delivery.next_at) == (S.FAILED, 10, None)
    assert delivery.ended_at == since + timedelta(minutes=1 + 2 + 4 + 8 + 16 + 32 + 3 * 60)
    assert "after 10 tries" in caplog.text
    with printing.appliance.context.work() as work:
        assert len(work.inbound.page_images(1)) == 3


def test_what_was_still_to_be_delivered_goes_on_after_a_restart(
    printing: BenchUnit, folder: Path, converters: Workshop, fetchers: Workshop
) -> None:
    folder.mkdir()
    (folder / "printers").write_text("not a folder")
    set_route(printing, (D.PRINTER, "lp1"), (D.EMAIL, "sales@example.com"))
    receive(printing)
    printing.appliance.context.is_closed = True
    (folder / "printers").unlink()

    after = BenchUnit(converters, fetchers, Settings(delivery_dir=folder), printing.store)
    assert [delivery.state for delivery in deliveries(after)] == [S.PENDING, S.DELIVERED]
    after.run_until_idle()
    assert [delivery.state for delivery in deliveries(after)] == [S.DELIVERED, S.DELIVERED]
    assert after.now >= START + timedelta(minutes=1)
    assert len(mails(after)) == 1


def test_power_is_cut_in_the_middle_of_a_try(unit: BenchUnit, converters: Workshop, fetchers: Workshop) -> None:
    set_route(unit, (D.EMAIL, "sales@example.com"))
    incoming = letter(unit)
    unit.appliance.inbox.ring(incoming)
    while not deliveries(unit):
        unit.run_next()
    unit.appliance.timeline.advance_to(unit.now)  # the try has begun, and its document is being made
    unit.appliance.context.is_closed = True
    assert mails(unit) == []

    after = BenchUnit(converters, fetchers, store=unit.store)
    after.run_until_idle()
    assert len(mails(after)) == 1


def test_a_server_that_is_silent_keeps_no_fax_from_being_fetched(converters: Workshop, fetchers: Workshop) -> None:
    with (
        closing(Workshop(1, FETCH_LIMITS)) as carriers,
        ExternalServer() as afar,
        create_server(("127.0.0.1", 0)) as silent,
    ):
        unit = BenchUnit(converters, fetchers, carriers=carriers)
        set_route(unit, *[(D.SFTP, f"sftp://fax:secret@127.0.0.1:{silent.getsockname()[1]}/in")] * 3)
        unit.appliance.inbox.ring(letter(unit))
        while carriers.is_idle:
            unit.appliance.timeline.advance_to(None)
            converters.wait()
        document = AttachmentOrder(Location.EXTERNAL, "letter", "text/plain", url=f"{afar.url}/letter.txt")
        fax = unit.send(attachments=(document,))
        while not (fetchers.is_idle and converters.is_idle):
            fetchers.wait()
            converters.wait()
        unit.appliance.timeline.advance_to(unit.now + timedelta(seconds=10), hold=False)  # as a clock that runs does

        assert unit.state(fax) is FaxState.SENDING
        assert [delivery.state for delivery in deliveries(unit)] == [S.PENDING] * 3


def test_a_reset_forgets_what_is_on_its_way(printing: BenchUnit, folder: Path) -> None:
    folder.mkdir()
    (folder / "printers").write_text("not a folder")
    set_route(printing, (D.PRINTER, "lp1"))
    receive(printing)
    printing.appliance.reset()
    printing.run_until_idle()
    assert deliveries(printing) == []


def test_a_large_fax_is_split_over_several_mails(unit: BenchUnit) -> None:
    set_route(unit, (D.EMAIL, "sales@example.com"))
    incoming = letter(unit, NOISY)
    receive(unit, incoming)
    set_options(unit, email_size_limit=80)
    receive(unit, incoming)

    with unit.appliance.context.work() as work:
        whole, *parts = work.mails.all()
    raw = [len(message.as_bytes()) for message in messages(unit)]
    assert raw[0] > 80 * 1024
    assert max(raw[1:]) <= 80 * 1024
    assert [mail.call_number for mail in parts] == [2] * len(parts)
    documents = [next(iter(files_of(message).values())) for message in messages(unit)]
    pages = [len(PdfReader(BytesIO(document)).pages) for document in documents]
    assert len(parts) > 1
    assert pages[0] == sum(pages[1:]) == len(incoming.page_ids)
    assert parts[0].subject == f"Fax from 2185551234 ({pages[0]} pages), part 1 of {len(parts)}"
    assert parts[0].attachments[0].name.endswith(f"-00000002-1of{len(parts)}.pdf")
    assert f"pages 1 to {pages[1]}." in parts[0].text
    assert (whole.attachments[0].size, len(whole.attachments)) == (len(documents[0]), 1)


def test_a_page_that_is_too_large_by_itself_goes_all_the_same(unit: BenchUnit) -> None:
    set_options(unit, email_size_limit=1)
    set_route(unit, (D.EMAIL, "sales@example.com"))
    receive(unit)
    assert [len(PdfReader(BytesIO(file)).pages) for m in messages(unit) for file in files_of(m).values()] == [1] * 3


def test_the_good_pages_of_a_broken_call_are_delivered_and_nothing_of_an_empty_one(unit: BenchUnit) -> None:
    set_route(unit, (D.EMAIL, "sales@example.com"))
    incoming = letter(unit)
    receive(unit, replace(incoming, good_pages=2))
    receive(unit, replace(incoming, good_pages=0))

    (message,) = messages(unit)
    assert message["Subject"] == "Fax from 2185551234 (2 pages)"
    assert "\nResult:    incomplete: " in text_of(message)


def test_a_printer_that_is_named_twice_prints_once(printing: BenchUnit, folder: Path) -> None:
    set_route(printing, *[(D.PRINTER, "lp1")] * 4)
    receive(printing)
    assert [delivery.state for delivery in deliveries(printing)] == [S.DELIVERED] * 4
    assert len(files_in(folder)) == 1


def test_a_user_who_is_gone_before_the_document_is_made(unit: BenchUnit) -> None:
    add_user(unit, "ann", "ann@example.com")
    set_route(unit, (D.USER, "ann"))
    unit.appliance.inbox.ring(letter(unit))
    while not deliveries(unit):
        unit.run_next()
    unit.appliance.timeline.advance_to(unit.now)
    with unit.appliance.context.work() as work:
        work.users.remove(["ann"])
    unit.run_until_idle()

    (delivery,) = deliveries(unit)
    assert (delivery.state, delivery.message) == (S.FAILED, "there is no user ann")
    assert mails(unit) == []


def test_a_route_that_changes_later_changes_no_delivery(printing: BenchUnit, folder: Path) -> None:
    folder.mkdir()
    (folder / "printers").write_text("not a folder")
    set_route(printing, (D.PRINTER, "lp1"))
    receive(printing)
    set_route(printing, (D.PRINTER, "lp2"))
    (folder / "printers").unlink()
    printing.run_until_idle()
    assert [name.split("/")[1] for name in files_in(folder)] == ["lp1"]


def test_without_a_route_nothing_is_delivered(unit: BenchUnit) -> None:
    receive(unit)
    assert deliveries(unit) == []
