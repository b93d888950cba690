"""The guide's own examples, byte for byte, in the guide's dialect and in that of firmware 3.5.2."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from emulator.dialects import Dialect, parse_dialect
from emulator.ffws.elements import CoverPage, FaxEntry, ModemInfo, Recipient, Sender, User
from emulator.markup import answer
from models.vocabulary import Agent, Coding, FaxState, Receipt, ReceiptAttachment, Resolution

WIRE = Path(__file__).parents[4] / "fixtures" / "wire"
CHICAGO = ZoneInfo("America/Chicago")


def guide_entry(dialect: Dialect) -> FaxEntry:
    return FaxEntry(
        fax_entry_url=f"https://192.168.2.1/ffws/v1/ofax/0000001B{dialect.entry_separator}0000",
        fax_url="https://192.168.2.1/ffws/v1/ofax/0000001B",
        state=FaxState.ABORTED,
        schedule_message="Fax aborted by user",
        created=datetime(2008, 8, 1, 13, 43, 29, tzinfo=UTC),
        stime=datetime(2008, 8, 1, 13, 52, 29, tzinfo=UTC),
        try_number=1,
        agent=Agent.FFWS,
        preview="https://192.168.2.1/ffws/v1/data/preview/0000001B-0000.pdf",
        cover_page=CoverPage(
            url="https://192.168.2.1/ffws/v1/data/cover_pages/default.pdf",
            enabled=True,
            subject="Test Subject",
            comments="Test Message",
        ),
        sender=Sender(
            username="admin",
            name="Sender Name",
            organization="Sender Org",
            phone_number="218-555-3333",
            fax_number="-218-555-3334",
            email_address="sender@Example.com",
        ),
        recipient=Recipient(
            name="Rcpt 1 Name",
            organization="Rcpt 1 Org",
            fax_number="218-555-3335",
            phone_number="218-555-3336",
        ),
        max_tries=3,
        priority=3,
        try_interval=30,
        receipt=Receipt.FAILURE,
        receipt_attachment=ReceiptAttachment.NONE,
        pages=1,
    )


@pytest.mark.parametrize("name", ["guide", "3.5.2"])
def test_viewing_fax_entries(name: str) -> None:
    dialect = parse_dialect(name)
    body = answer("Success", [guide_entry(dialect)], style=dialect.write_style(CHICAGO))
    assert body.decode() == (WIRE / f"{name}-get-ofax-200.xml").read_text(encoding="utf-8")


def test_times_of_the_2008_examples_have_a_blank() -> None:
    dialect = parse_dialect("timestamp_separator=blank")
    body = answer("Success", [guide_entry(dialect)], style=dialect.write_style(CHICAGO))
    assert b"<created>2008-08-01 08:43:29</created>" in body


def test_modem_information_follows_the_approval_time_once_an_attempt() -> None:
    entry = guide_entry(parse_dialect("guide"))
    attempt = ModemInfo(
        try_number=1,
        modem_number=2,
        init_time=datetime(2008, 8, 1, 13, 43, 30, tzinfo=UTC),
        elapsed_time=41,
        baud_rate=14400,
        ecm=True,
        line_encoding=Coding.MMR,
        resolution=Resolution.FINE,
        remote_id="218 555 3335",
        pages=1,
        hangup_code="00",
        hangup_message="Normal",
    )
    entry.modem_infos = (attempt, ModemInfo(channel_number=1))
    written = answer("Success", [entry], style=parse_dialect("guide").write_style(CHICAGO)).decode()
    info = written[written.index("    <approval_time>") : written.index("  </fax_entry>")].splitlines()
    assert info[:19] == [
        "    <approval_time></approval_time>",
        "    <modem_info>",
        "      <try_number>1</try_number>",
        "      <modem_number>2</modem_number>",
        "      <init_time>2008-08-01T08:43:30</init_time>",
        "      <connect_time></connect_time>",
        "      <hangup_time></hangup_time>",
        "      <elapsed_time>41</elapsed_time>",
        "      <baud_rate>14400</baud_rate>",
        "      <ecm>true</ecm>",
        "      <line_encoding>mmr</line_encoding>",
        "      <resolution>fine</resolution>",
        "      <remote_id>218 555 3335</remote_id>",
        "      <pages>1</pages>",
        "      <hangup_code>00</hangup_code>",
        "      <hangup_message>Normal</hangup_message>",
        "    </modem_info>",
        "    <modem_info>",
        "      <try_number></try_number>",
    ]
    assert info[19] == "      <channel_number>1</channel_number>"


def test_viewing_user_information() -> None:
    user = User(
        user_url="https://dot3/ffws/v1/users/admin",
        name="Administrator",
        username="admin",
        password="never to be seen",
        email_address="cla@mts.test",
        phone_number="1234",
        fax_number="2345",
        organization="MTS",
        default_cover_page_enabled=True,
        default_cover_page_name="mts_template3.pdf",
        priority=3,
        max_attempts=3,
        interval=300,
        receipt=Receipt.FAILURE,
        receipt_attachment=ReceiptAttachment.PDF,
    )
    body = answer("Success", [user], style=parse_dialect("guide").write_style(UTC))
    assert body.decode() == (WIRE / "guide-get-user-200.xml").read_text(encoding="utf-8")
    assert "never to be seen" not in repr(user)


def test_adding_a_user() -> None:
    assert User.from_bytes((WIRE / "guide-post-users.xml").read_bytes()) == User(
        name="New User 1",
        username="user1",
        password="user1",
        email_address="admin@Example.com",
        phone_number="218-555-3333",
        fax_number="218-555-3334",
        organization="Example Org",
        priority=1,
        max_attempts=2,
        interval=600,
        receipt=Receipt.NEVER,
        receipt_attachment=ReceiptAttachment.NONE,
    )
