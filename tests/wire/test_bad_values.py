"""Well-formed requests with wrong values: a 400 that names the element, nothing scheduled, no key used."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from lxml import etree

from emulator.ffws.elements import ScheduleFax
from emulator.markup import Contract, Scalar
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients, schedule_fax

COVER = "<cover_page><url>https://x/default.pdf</url><enabled>true</enabled><subject>s</subject></cover_page>"

FULL = (
    "<schedule_fax><cover_page><url>https://x/default.pdf</url><enabled>true</enabled><subject>Subject</subject>"
    "<comments>Comments</comments></cover_page><sender><name>Ann</name><organization>Org</organization>"
    "<phone_number>1</phone_number><fax_number>2</fax_number><email_address>a@x</email_address></sender>"
    "<recipient><name>Bob</name><organization>Org</organization><fax_number>5005550000</fax_number>"
    "<phone_number>3</phone_number></recipient>" + attachment() + "<max_tries>3</max_tries><priority>3</priority>"
    "<try_interval>30</try_interval><receipt>never</receipt><receipt_attachment>none</receipt_attachment>"
    "<schedule_all_at>2020-01-01T00:00:00</schedule_all_at></schedule_fax>"
)
"""Every element that a request can hold but an external attachment's `url`."""

NEEDED = {
    "recipient": "scheduling failed: internal error",
    "recipient/fax_number": "fax_number",
    "cover_page/url": "cover page url required",
    "attachment/name": "invalid name: empty",
    "attachment/content_type": "content_type",
    "attachment/content": "content",
}
"""What cannot be left out, and what the refusal names."""


def paths(contract: Contract, prefix: str = "") -> Iterator[str]:
    """Every element that a request can hold, `recipient/fax_number`."""
    for field in contract.fields:
        if field.asked:
            yield prefix + field.name
            if not isinstance(field.content, Scalar):
                yield from paths(field.content.contract(), f"{prefix}{field.name}/")


PATHS = [path for path in paths(ScheduleFax.contract()) if path != "attachment/url"]


def changed(path: str, change: str) -> bytes:
    root = etree.fromstring(FULL)
    element = root.find(path)
    assert element is not None, f"FULL lacks {path}"
    parent = element.getparent()
    assert parent is not None
    copy = etree.fromstring(etree.tostring(element))
    match change:
        case "missing":
            parent.remove(element)
        case "empty":
            parent.replace(element, etree.Element(element.tag))
        case "blank":
            blank = etree.Element(element.tag)
            blank.text = " \n\t "
            parent.replace(element, blank)
        case "doubled":
            element.addnext(copy)
        case "doubled with an empty one":
            element.addnext(etree.Element(element.tag))
        case "beside a stranger":
            etree.SubElement(element, "stranger").text = "99"
            element.addnext(etree.Element("stranger"))
    return etree.tostring(root)


@pytest.mark.parametrize("change", ["missing", "empty", "blank"])
def test_what_may_be_left_out_and_what_may_not(victim: FfwsClient, change: str) -> None:
    for path in PATHS:
        answer = victim.post("/ofax", changed(path, change))
        if path in NEEDED:
            assert (path, answer.status) == (path, 400)
            assert NEEDED[path] in answer.message
        else:
            assert (path, answer.status, answer.message) == (path, 201, "Success")


@pytest.mark.parametrize("change", ["doubled", "doubled with an empty one", "beside a stranger"])
def test_what_stands_twice_or_beside_strangers_is_taken(victim: FfwsClient, change: str) -> None:
    for path in PATHS:
        answer = victim.post("/ofax", changed(path, change))
        assert (path, answer.status, answer.message) == (path, 201, "Success")
        entries = 2 if (path, change) == ("recipient", "doubled") else 1
        assert len(answer.all("fax_entry")) == entries


WRONG = {
    "max_tries": [
        "0",
        "-1",
        "1.5",
        "99999999999999999999",
        "9" * 10_000,
        "three",
        "0x3",
        "1e3",
        "3 3",
        "\u0663",
        "NaN",
    ],
    "priority": ["-1", "6", "1.5", "high", "99999999999999999999", "1" + "0" * 30, "\u00bd", "--1", "true"],
    "try_interval": ["-5", "1" + "0" * 30, "0.5", "5s", "2147483648", "-" + "9" * 10_000, "1_000", "1,000"],
    "receipt": ["sometimes", "Always", "0", "true", "x" * 10_000],
    "receipt_attachment": ["doc", "PDF", "1", "application/pdf"],
    "schedule_all_at": [
        *("2030-13-01T00:00:00", "2030-00-10T00:00:00", "2030-02-30T00:00:00", "2031-02-29T00:00:00"),
        *("2030-04-31T12:00:00", "2030-01-01T24:00:00", "2030-01-01T00:60:00", "2030-01-01T00:00:60"),
        *("0000-01-01T00:00:00", "9999-12-31T23:59:59", "99999-01-01T00:00:00", "-2030-01-01T00:00:00"),
        *("2030-01-01T00:00:00+01:00", "2030-01-01T00:00:00-00:00", "2030-01-01T00:00:00.5", "2030-01-01"),
        *("30-01-01T00:00:00", "2030-1-1T0:0:0", "01.02.2030 10:00", "02/01/2030", "10:00", "20300101T000000"),
        *("now", "tomorrow", "never", "1893456000", "T", "2030-01-01T", "\u0662\u0660\u0663\u0660-01-01T00:00:00"),
        *("2030-01-01T00:00:00" * 1_000, "2030-W01-1", "2030-001"),
    ],
}


@pytest.mark.parametrize("element", WRONG)
def test_a_wrong_setting_is_a_400_that_names_it(victim: FfwsClient, element: str) -> None:
    for value in WRONG[element]:
        answer = victim.post("/ofax", schedule_fax(inside=f"<{element}>{value}</{element}>"))
        assert (value, answer.status) == (value, 400)
        assert answer.message.startswith(f"schedule_fax/{element}: ")
        assert len(answer.message) < 200
    assert victim.send() == "00000002/0000"


WRONG_INSIDE = {
    "schedule_fax/cover_page/enabled": "<cover_page><enabled>{}</enabled></cover_page>",
    "schedule_fax/attachment[2]/location": "<attachment><location>{}</location></attachment>",
    "schedule_fax/attachment[2]/content_transfer_encoding": (
        "<attachment><name>a</name><content_transfer_encoding>{}</content_transfer_encoding></attachment>"
    ),
}


@pytest.mark.parametrize("path", WRONG_INSIDE)
def test_a_wrong_word_is_a_400_that_names_its_place(victim: FfwsClient, path: str) -> None:
    for word in ("maybe", "-1", "x" * 10_000, "\u2713"):
        answer = victim.post("/ofax", schedule_fax(inside=WRONG_INSIDE[path].format(word)))
        assert (word, answer.status) == (word, 400)
        assert answer.message.startswith(f"{path}: ")


LONGEST = {
    "cover_page/subject": 1_000,
    "cover_page/comments": 65_536,
    "cover_page/url": 8_000,
    "recipient/name": 1_000,
    "recipient/fax_number": 1_000,
    "attachment/name": 1_000,
    "attachment/content_type": 1_000,
    "sender/email_address": 1_000,
}


@pytest.mark.parametrize("path", LONGEST)
def test_a_text_that_is_too_long_is_a_400_that_names_its_place(victim: FfwsClient, path: str) -> None:
    outer, inner = path.split("/")
    place = f"{outer}[2]" if outer in ("recipient", "attachment") else outer
    for size in (LONGEST[path] + 1, 10_000_000):
        answer = victim.post("/ofax", schedule_fax(inside=f"<{outer}><{inner}>{'5' * size}</{inner}></{outer}>"))
        assert (answer.status, answer.message) == (
            400,
            f"schedule_fax/{place}/{inner}: longer than {LONGEST[path]} characters",
        )


def test_texts_of_the_greatest_length_are_taken(victim: FfwsClient) -> None:
    cover = COVER.replace("</subject>", "</subject><comments>" + "c" * 65_536 + "</comments>").replace(
        ">s<", f">{'s' * 1_000}<"
    )
    keys = victim.post("/ofax", schedule_fax(inside=cover)).entry_keys()[0]
    seen = victim.get(f"/ofax/{keys}")
    assert len(seen.first("fax_entry/cover_page/comments")) == 65_536
    assert len(seen.first("fax_entry/cover_page/subject")) == 1_000


NOT_BASE64 = {
    "words": "This is not base64!",
    "umlauts": "\u00e4\u00f6\u00fc",
    "the URL alphabet": "_-_-",
    "one character": "A",
    "five characters": "AAAAA",
    "a group cut short": "SGVsbG8",
    "padding too long": "SGVsbG8==",
    "padding alone": "====",
    "padding first": "=SGVsbG8",
    "padding in the middle": "SGVs=bG8=",
    "something after the padding": "SGVsbG8=SGVsbG8=",
    "words after the padding": "SGVsbG8= and so on",
    "a data URL": "data:text/plain;base64,SGVsbG8=",
    "hex": "48656c6c6f.",
    "the last of a million": "AAAA" * 1_000_000 + "A",
    "wrong in the last of many": "AAAA" * 100_000 + "!AAA",
}


@pytest.mark.parametrize("name", NOT_BASE64)
def test_bad_base64_is_a_400_that_names_the_content(victim: FfwsClient, name: str) -> None:
    good = b64encode(b"Hello.").decode()
    answer = victim.post("/ofax", schedule_fax().replace(good, NOT_BASE64[name]))
    assert answer.status == 400
    assert "attachment[1]/content: the text is not base64" in answer.message


@pytest.mark.parametrize("content", ["", " \n ", "<b/>", "<!-- -->"])
def test_an_attachment_of_no_bytes_is_a_400_that_names_it(victim: FfwsClient, content: str) -> None:
    good = b64encode(b"Hello.").decode()
    answer = victim.post("/ofax", schedule_fax().replace(good, content))
    assert (answer.status, answer.message) == (400, "attachment letter.txt: invalid content: empty")


@pytest.mark.parametrize(
    "content_type",
    [
        *("application/x-cat", "text", "/", "text/", "/plain", "text/plain/extra", "*/*", "image/*", "video/mp4"),
        *("application/octet-stream", "multipart/mixed", "message/rfc822", ";", "; charset=utf-8", "x" * 1_000),
        *("\u4f20\u771f/\u6587\u672c", "text/plain\u0301", "application/pdf, text/plain", "../../etc/passwd"),
    ],
)
def test_a_content_type_that_no_page_is_made_of(victim: FfwsClient, content_type: str) -> None:
    answer = victim.post(
        "/ofax", f"<schedule_fax>{recipients('1')}{attachment(content_type=content_type)}</schedule_fax>"
    )
    assert answer.status == 400
    assert answer.message.startswith("attachment letter.txt: ")
    assert "content_type" in answer.message


@pytest.mark.parametrize(
    "number", ["", "abc", "-", "+", "()", ",,W", "\u260e", "\u0663\u0664\u0665", "\u00b2\u00b3", "\u2460"]
)
def test_a_fax_number_without_a_digit_is_a_400_that_names_it(victim: FfwsClient, number: str) -> None:
    answer = victim.post("/ofax", schedule_fax("5005550000", number))
    assert answer.status == 400
    assert "recipient 2: invalid fax_number" in answer.message


@pytest.mark.parametrize(
    "url",
    [
        "https://x/nonsense.pdf",
        "/",
        "https://x/",
        "default",
        "default.pdf/..",
        "..",
        "%00",
        "https://x/%2e%2e/a",
        "\u263a",
    ],
)
def test_a_cover_page_that_the_unit_does_not_have(victim: FfwsClient, url: str) -> None:
    answer = victim.post("/ofax", schedule_fax(inside=f"<cover_page><url>{url}</url></cover_page>"))
    assert answer.status == 400
    assert answer.message.startswith("cover page not found")


def test_nothing_to_send(victim: FfwsClient) -> None:
    answer = victim.post("/ofax", f"<schedule_fax>{recipients('5551234')}</schedule_fax>")
    assert (answer.status, answer.message) == (400, "nothing to send: no attachment and no cover page")


def test_400_recipients_are_taken_and_401_are_not(emulator: RunningEmulator, victim: FfwsClient) -> None:
    answer = victim.post("/ofax", schedule_fax(*["5005550000"] * 401))
    assert (answer.status, answer.message) == (400, "too many recipients: 401, at most 400")

    answer = victim.post("/ofax", schedule_fax(*["5005550000"] * 400))
    assert answer.status == 201
    assert answer.entry_keys() == [f"00000002/{number:04X}" for number in range(400)]
    emulator.run_until_idle()
    assert victim.get("/ofax/00000002").all("fax_entry/state") == ["sent"] * 400


HOSTILE = "=cmd|' /C calc'!A0 <b>&amp;\"'; DROP TABLE fax; -- ${jndi:ldap://x} {{7*7}} %s%n ../../x".replace(
    "<", "&lt;"
)


def test_texts_that_mean_something_elsewhere_mean_nothing_here(emulator: RunningEmulator, victim: FfwsClient) -> None:
    shown = etree.fromstring(f"<x>{HOSTILE}</x>").text or ""
    body = schedule_fax("5005550000").replace("</recipient>", f"<name>{HOSTILE}</name></recipient>")
    keys = victim.post("/ofax", body.replace("letter.txt", HOSTILE)).entry_keys()[0]
    emulator.run_until_idle()
    seen = victim.get(f"/ofax/{keys}")
    assert seen.first("fax_entry/recipient/name") == shown
    assert seen.first("fax_entry/state") == "sent"
