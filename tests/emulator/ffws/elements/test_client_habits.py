"""What client programs in the field post, as six of them do: all of it is to be understood, or cleanly refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from emulator.ffws.elements import Attachment, CoverPage, Recipient, ScheduleFax, Sender, TransferEncoding
from emulator.markup import MarkupError, Reading
from models.vocabulary import Location, Receipt, ReceiptAttachment

GUIDE_REQUEST = (Path(__file__).parents[4] / "fixtures" / "wire" / "guide-schedule-fax.xml").read_bytes()

GUIDE_FAX = ScheduleFax(
    cover_page=CoverPage(
        url="https://192.168.2.1/ffws/v1/data/cover_pages/default.pdf",
        enabled=True,
        subject="Test Subject",
        comments="Test Message",
    ),
    sender=Sender(
        name="Sender Name",
        organization="Sender Org",
        phone_number="218-555-3333",
        fax_number="218-555-3334",
        email_address="sender@Example.com",
    ),
    recipients=(
        Recipient(
            name="Rcpt 1 Name",
            organization="Rcpt 1 Org",
            fax_number="-218-555-3335",
            phone_number="218-555-3336",
        ),
    ),
    attachments=(
        Attachment(
            location=Location.INLINE,
            name="attachment1.txt",
            content_type="text/plain",
            content_transfer_encoding=TransferEncoding.BASE64,
            content=b"test",
        ),
    ),
    max_tries=3,
    priority=3,
    try_interval=30,
    receipt=Receipt.FAILURE,
    receipt_attachment=ReceiptAttachment.NONE,
    schedule_all_at=datetime(2008, 8, 7, 20, 30, tzinfo=UTC),
)


def body_of(content: str) -> bytes:
    return f"<schedule_fax>{content}</schedule_fax>".encode()


DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'

WAYS_TO_WRITE_IT = {
    "as the guide does": GUIDE_REQUEST,
    "without a declaration": GUIDE_REQUEST.removeprefix(DECLARATION),
    "with single quotes": GUIDE_REQUEST.replace(b'"', b"'"),
    "with CR LF": GUIDE_REQUEST.replace(b"\n", b"\r\n"),
    "in one line": b"".join(line.strip() for line in GUIDE_REQUEST.splitlines()),
    "with blanks around every text": GUIDE_REQUEST.replace(b">", b">  ").replace(b"</", b"\t</").strip(),
    "with tabs for indentation": GUIDE_REQUEST.replace(b"  ", b"\t"),
    "in a namespace": GUIDE_REQUEST.replace(b"<schedule_fax>", b'<schedule_fax xmlns="http://multitech.com/fax">'),
    "in UTF-16": GUIDE_REQUEST.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
}


@pytest.mark.parametrize("body", WAYS_TO_WRITE_IT.values(), ids=WAYS_TO_WRITE_IT.keys())
def test_the_same_fax_written_in_many_ways(body: bytes) -> None:
    reading = Reading()
    assert ScheduleFax.from_bytes(body, reading) == GUIDE_FAX
    assert reading.unknown == reading.doubled == []


def test_settings_may_stand_first_and_the_cover_page_last() -> None:
    fax = ScheduleFax.from_bytes(
        body_of(
            "<priority>0</priority><receipt>never</receipt><receipt_attachment>pdf</receipt_attachment>"
            "<attachment><content>dGVzdA==</content><name>a</name></attachment>"
            "<recipient><fax_number>9,1-218-555</fax_number></recipient>"
            "<attachment><name>b</name></attachment><recipient><fax_number>91555</fax_number></recipient>"
            "<cover_page><comments>C</comments><enabled>false</enabled></cover_page>"
        )
    )
    assert fax == ScheduleFax(
        priority=0,
        receipt=Receipt.NEVER,
        receipt_attachment=ReceiptAttachment.PDF,
        attachments=(Attachment(name="a", content=b"test"), Attachment(name="b")),
        recipients=(Recipient(fax_number="9,1-218-555"), Recipient(fax_number="91555")),
        cover_page=CoverPage(enabled=False, comments="C"),
    )


def test_misnamed_elements_are_passed_over() -> None:
    reading = Reading()
    fax = ScheduleFax.from_bytes(
        body_of(
            "<cover_page><comment>lost</comment></cover_page>"
            "<attachment><attachment_name>x.pdf</attachment_name><name>y.pdf</name></attachment>"
        ),
        reading,
    )
    assert fax.cover_page == CoverPage()
    assert fax.attachments == (Attachment(name="y.pdf"),)
    assert reading.unknown == ["schedule_fax/cover_page/comment", "schedule_fax/attachment[1]/attachment_name"]


def test_of_two_names_the_one_that_is_not_empty_counts() -> None:
    fax = ScheduleFax.from_bytes(body_of("<attachment><name></name><name>y.pdf</name></attachment>"))
    assert fax.attachments == (Attachment(name="y.pdf"),)


def test_empty_settings_are_as_good_as_none() -> None:
    fax = ScheduleFax.from_bytes(
        body_of("<schedule_all_at/><try_interval/><max_tries></max_tries><priority> </priority>")
    )
    assert fax == ScheduleFax()


def test_an_attachment_of_only_white_space_is_none() -> None:
    assert ScheduleFax.from_bytes(body_of("<attachment>\r\n   </attachment>")).attachments == ()


def test_base64_may_hold_blanks_and_line_ends() -> None:
    fax = ScheduleFax.from_bytes(body_of("<attachment><content>\r\n dGV\tz\r\n dA = =\r\n</content></attachment>"))
    assert fax.attachments[0].content == b"test"


def test_an_external_attachment_needs_no_more_than_a_url() -> None:
    fax = ScheduleFax.from_bytes(
        body_of("<attachment><location>external</location><url>http://example.com/a.pdf?x=1&amp;y=2</url></attachment>")
    )
    assert fax.attachments == (Attachment(location=Location.EXTERNAL, url="http://example.com/a.pdf?x=1&y=2"),)


def test_comments_keep_their_line_breaks() -> None:
    fax = ScheduleFax.from_bytes(
        body_of("<cover_page><comments>\r\nDear Sir,\r\n\r\n  bye \r\n</comments></cover_page>")
    )
    assert fax.cover_page == CoverPage(comments="Dear Sir,\n\n  bye")


def test_names_do_not() -> None:
    fax = ScheduleFax.from_bytes(body_of("<sender><name>A\r\nBcc: b@example.com</name></sender>"))
    assert fax.sender == Sender(name="A Bcc: b@example.com")


def test_a_client_does_not_choose_the_user_it_is() -> None:
    assert ScheduleFax.from_bytes(body_of("<sender><username>admin</username></sender>")).sender == Sender()


def test_latin_1_bytes_are_read_where_they_are_declared_and_refused_where_not() -> None:
    text = '<?xml version="1.0" encoding="{}"?><schedule_fax><sender><name>Müller</name></sender></schedule_fax>'
    declared = text.format("ISO-8859-1").encode("latin-1")
    assert ScheduleFax.from_bytes(declared).sender == Sender(name="Müller")
    with pytest.raises(MarkupError, match=r"^The provided XML is not valid\.$"):
        ScheduleFax.from_bytes(text.format("UTF-8").encode("latin-1"))


def test_an_ampersand_by_itself_is_refused() -> None:
    with pytest.raises(MarkupError, match=r"^The provided XML is not valid\.$"):
        ScheduleFax.from_bytes(body_of("<sender><name>Smith & Sons</name></sender>"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<max_tries>abc</max_tries>", "schedule_fax/max_tries: 'abc' is not an integer"),
        ("<max_tries>0</max_tries>", "schedule_fax/max_tries: '0' is less than 1"),
        ("<priority>6</priority>", "schedule_fax/priority: '6' is more than 5"),
        ("<priority>-1</priority>", "schedule_fax/priority: '-1' is less than 0"),
        ("<try_interval>-5</try_interval>", "schedule_fax/try_interval: '-5' is less than 0"),
        ("<receipt>sometimes</receipt>", "schedule_fax/receipt: 'sometimes' is not one of: never, failure, always"),
        (
            "<receipt_attachment>doc</receipt_attachment>",
            "schedule_fax/receipt_attachment: 'doc' is not one of: none, pdf, tiff",
        ),
        (
            "<schedule_all_at>tomorrow</schedule_all_at>",
            "schedule_fax/schedule_all_at: 'tomorrow' is not a time in UTC like 2026-01-31T13:45:00",
        ),
        (
            "<cover_page><enabled>maybe</enabled></cover_page>",
            "schedule_fax/cover_page/enabled: 'maybe' is neither true nor false",
        ),
        (
            "<attachment/><attachment><location>attic</location></attachment>",
            "schedule_fax/attachment[2]/location: 'attic' is not one of: inline, external",
        ),
        (
            "<attachment><content>%PDF-1.4</content></attachment>",
            "schedule_fax/attachment[1]/content: the text is not base64: only base64 data is allowed",
        ),
        (
            "<attachment><content_transfer_encoding>7bit</content_transfer_encoding></attachment>",
            "schedule_fax/attachment[1]/content_transfer_encoding: '7bit' is not one of: base64",
        ),
    ],
)
def test_values_that_do_not_fit_are_named(content: str, message: str) -> None:
    with pytest.raises(MarkupError) as caught:
        ScheduleFax.from_bytes(body_of(content))
    assert caught.value.message == message


def test_400_recipients_keep_their_order() -> None:
    numbers = [f"218555{n:04}" for n in range(400)]
    content = "".join(f"<recipient><fax_number>{number}</fax_number></recipient>" for number in numbers)
    assert [each.fax_number for each in ScheduleFax.from_bytes(body_of(content)).recipients] == numbers
