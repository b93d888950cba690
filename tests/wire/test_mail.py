"""`/_emulator/mail`: receipts and received faxes as mails, over real HTTP."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.inbound import call_in
from tests.support.servers import FfwsClient, RunningEmulator
from tests.support.units import BUSY, SENT

SENDER = "<sender><email_address>ann@example.com</email_address></sender>"
ALWAYS = "<receipt>always</receipt><receipt_attachment>pdf</receipt_attachment>"


def test_receipts_are_there_as_soon_as_time_has_passed(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send(SENT, inside=SENDER + ALWAYS)
    admin.send(BUSY, inside=SENDER + "<max_tries>1</max_tries>")
    emulator.run_until_idle()

    listed = emulator.control("GET", "/mail")["mail"]
    assert sorted(mail["subject"] for mail in listed) == [
        f"Fax to {SENT} was sent (1 page)",
        f"Fax to {BUSY} failed",
    ]
    (sent,) = (mail for mail in listed if mail["fax"] == keys)
    assert (sent["from"], sent["to"], sent["kind"], sent["call"]) == (
        "fax@faxfinder.localdomain",
        "ann@example.com",
        "receipt",
        None,
    )
    assert sent["at"].endswith("Z")
    (attached,) = sent["attachments"]
    assert attached["content_type"] == "application/pdf"
    shown = emulator.control("GET", f"/mail/{sent['id']}")
    assert shown["text"].startswith("Your fax was sent.\n")
    assert {name: shown[name] for name in sent} == sent


def test_a_mail_as_it_travels(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT, inside=SENDER + ALWAYS)
    emulator.run_until_idle()

    answer = emulator.http.get("/_emulator/mail/1/raw")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "message/rfc822")
    assert emulator.http.get("/_emulator/mail/1/raw").content == answer.content
    message = message_from_bytes(answer.content, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert message["To"] == "ann@example.com"
    (part,) = message.iter_attachments()
    assert len(PdfReader(BytesIO(part.get_content())).pages) == 1


def test_mails_are_cleared_and_numbers_go_on(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for expected in (1, 2):
        admin.send(BUSY, inside=SENDER + "<max_tries>1</max_tries>")
        emulator.run_until_idle()
        assert [mail["id"] for mail in emulator.control("GET", "/mail")["mail"]] == [expected]
        assert emulator.control("DELETE", "/mail") == {"cleared": 1}
    assert emulator.control("GET", "/mail") == {"mail": []}
    emulator.reset()
    admin.send(BUSY, inside=SENDER + "<max_tries>1</max_tries>")
    emulator.run_until_idle()
    assert [mail["id"] for mail in emulator.control("GET", "/mail")["mail"]] == [1]


@pytest.mark.parametrize(
    ("path", "status"), [("/1", 404), ("/1/raw", 404), ("/0", 400), ("/x", 400), ("/99999999999999999999", 400)]
)
def test_a_mail_that_is_not_there(emulator: RunningEmulator, path: str, status: int) -> None:
    answer = emulator.http.get(f"/_emulator/mail{path}")
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}


def test_each_end_has_one_receipt_when_the_process_is_killed(tmp_path: Path) -> None:
    before = RunningEmulator(pace="instant", data_dir=str(tmp_path), model="FF840")
    sent = [before.client().send(SENT, text=f"Letter {number}.", inside=SENDER + ALWAYS) for number in range(40)]
    while len(before.control("GET", "/mail")["mail"]) < 8:
        pass
    before.kill()

    after = RunningEmulator(pace="instant", data_dir=str(tmp_path), model="FF840")
    try:
        after.freeze()
        after.run_until_idle()
        told = [mail["fax"] for mail in after.control("GET", "/mail")["mail"]]
        assert sorted(told) == sorted(sent)
    finally:
        assert after.stop() == 0


def test_where_mails_come_from_is_a_setting() -> None:
    emulator = RunningEmulator(pace="instant", mail_from="fax@unit.example")
    try:
        emulator.freeze()
        call = "<inbound_route><destination><type>Notify</type><value>desk@example.com</value></destination>"
        assert emulator.client().put("/inbound_routes/global", f"{call}</inbound_route>").status == 200
        call_in(emulator)
        emulator.run_until_idle()
        (mail,) = emulator.control("GET", "/mail")["mail"]
        assert (mail["from"], mail["kind"], mail["call"], mail["fax"]) == ("fax@unit.example", "notice", 1, None)
    finally:
        assert emulator.stop() == 0
