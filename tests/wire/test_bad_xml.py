"""Bodies that are no acceptable XML, and XML made to hurt: a clean 400 from every operation, nothing scheduled."""

from collections.abc import Callable

import pytest

from emulator.ffws.operations import Operation
from emulator.ffws.registry import OPERATIONS
from models.vocabulary import ChannelKind
from tests.support.external_server import ExternalServer
from tests.support.servers import FfwsClient, schedule_fax

GOOD = schedule_fax()
NAMED = GOOD.replace("</recipient>", "<name>{}</name></recipient>").encode().replace(b"{}", b"%b")

TAKES_BODY = [operation for operation in OPERATIONS if operation.takes_body and operation.only is not ChannelKind.SIP]


def path_of(operation: Operation) -> str:
    return operation.template.replace("{username}", "admin")


def billion_laughs() -> bytes:
    entities = ['<!ENTITY e0 "lol">'] + [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    return f"<!DOCTYPE schedule_fax [{''.join(entities)}]><schedule_fax>&e9;</schedule_fax>".encode()


def quadratic_blowup() -> bytes:
    return f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><schedule_fax>{"&a;" * 50_000}</schedule_fax>'.encode()


def with_entity(declaration: str) -> bytes:
    return f"<!DOCTYPE schedule_fax [{declaration}]>{GOOD.replace('218-555-3335', '&x;')}".encode()


NOT_WELL_FORMED = {
    "nothing": b"",
    "white space": b" \r\n\t ",
    "words": b"Please fax this.",
    "a lone bracket": b"<",
    "an open tag": b"<schedule_fax",
    "an element left open": b"<schedule_fax><recipient>",
    "tags crossed": b"<schedule_fax><recipient></schedule_fax></recipient>",
    "two roots": GOOD.encode() * 2,
    "words behind the root": GOOD.encode() + b" Thanks!",
    "words before the root": b"To: you " + GOOD.encode(),
    "declaration not at the start": b" <?xml version='1.0'?>" + GOOD.encode(),
    "attribute without quotes": b"<schedule_fax version=1/>",
    "attribute twice": b"<schedule_fax a='1' a='2'/>",
    "ampersand by itself": NAMED % b"Smith & Sons",
    "entity of HTML": NAMED % b"Smith&nbsp;Sons",
    "bracket in a text": NAMED % b"1 < 2",
    "end of CDATA in a text": NAMED % b"]]>",
    "comment with two dashes": NAMED % b"<!-- a -- b -->",
    "a name that is none": b"<schedule_fax><1/></schedule_fax>",
    "HTML": b"<html><br><p>Hello</html>",
    "JSON": b'{"schedule_fax": {"recipient": []}}',
    "form": b"recipient=5551234&attachment=letter.txt",
    "PDF": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    "zeros": bytes(10_000),
}

BAD_CHARACTERS = {
    "NUL": NAMED % b"a\x00b",
    "control character": NAMED % b"a\x01b",
    "escape": NAMED % b"a\x1b[31mb",
    "reference to NUL": NAMED % b"&#0;",
    "reference to a control character": NAMED % b"&#x1F;",
    "reference to a surrogate": NAMED % b"&#xD800;",
    "reference to a pair of surrogates": NAMED % b"&#xD83D;&#xDE00;",
    "reference to a noncharacter": NAMED % b"&#xFFFE;",
    "reference beyond Unicode": NAMED % b"&#x110000;",
    "huge reference": NAMED % b"&#99999999999999999999;",
    "surrogate in UTF-8": NAMED % b"\xed\xa0\x80",
    "noncharacter": NAMED % "\uffff".encode(),
    "overlong NUL": NAMED % b"\xc0\x80",
    "beyond Unicode": NAMED % b"\xf5\x80\x80\x80",
    "half a character": NAMED % b"\xe2\x82",
    "Latin-1": NAMED % "Gr\xfc\xdfe".encode("latin-1"),
    "Latin-1, UTF-8 declared": b"<?xml version='1.0' encoding='UTF-8'?>" + NAMED % "Gr\xfc\xdfe".encode("latin-1"),
    "UTF-8, ASCII declared": b"<?xml version='1.0' encoding='US-ASCII'?>" + NAMED % "Gr\xfc\xdfe".encode(),
    "UTF-16 without a mark": GOOD.encode("utf-16-le")[1:],
    "encoding that is none": b"<?xml version='1.0' encoding='x-klingon'?>" + GOOD.encode(),
    "encoding with a quote": b"<?xml version='1.0' encoding='\"'?>" + GOOD.encode(),
    "version that is none": b"<?xml version='x'?>" + GOOD.encode(),
}

DOCUMENT_TYPES = {
    "bare": b"<!DOCTYPE schedule_fax>" + GOOD.encode(),
    "by name": b"<!DOCTYPE schedule_fax SYSTEM 'fax.dtd'>" + GOOD.encode(),
    "unused entity": b"<!DOCTYPE schedule_fax [<!ENTITY x 'y'>]>" + GOOD.encode(),
    "entity in a number": with_entity('<!ENTITY x "218-555-3335">'),
    "file": with_entity('<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "parameter entity": with_entity('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;'),
    "billion laughs": billion_laughs(),
    "quadratic blow-up": quadratic_blowup(),
    "entity of itself": with_entity('<!ENTITY x "&x;">'),
}


def many(count: int) -> str:
    return GOOD.replace("<schedule_fax>", "<schedule_fax>" + "<x/>" * count)


LARGE: dict[str, Callable[[], bytes]] = {
    "200,000 elements in each other": lambda: b"<a>" * 200_000 + b"</a>" * 200_000,
    "200,000 in each other, left open": lambda: b"<schedule_fax>" + b"<recipient>" * 200_000,
    "a million beside each other": lambda: many(1_000_000).encode(),
    "a million attributes": lambda: b"<schedule_fax %b/>" % b" ".join(b"a%d='1'" % n for n in range(1_000_000)),
    "a million attributes of one name": lambda: b"<schedule_fax %b/>" % (b"a='1' " * 1_000_000),
    "a million name spaces": lambda: b"<schedule_fax %b/>" % b" ".join(b"xmlns:a%d='u'" % n for n in range(1_000_000)),
    "a million brackets": lambda: b"<" * 1_000_000,
    "a tag that never ends": lambda: b"<schedule_fax " + b" " * 5_000_000,
    "a comment that never ends": lambda: b"<schedule_fax><!--" + b"x" * 5_000_000,
}
"""Made when it is asked for: they are megabytes, and most who read this file ask for none."""


@pytest.mark.parametrize("operation", TAKES_BODY, ids=lambda operation: f"{operation.method} {operation.template}")
@pytest.mark.parametrize("cases", [NOT_WELL_FORMED, BAD_CHARACTERS, DOCUMENT_TYPES], ids=["form", "characters", "type"])
def test_what_is_no_xml_is_a_clean_400(victim: FfwsClient, operation: Operation, cases: dict[str, bytes]) -> None:
    for name, body in cases.items():
        answer = victim.request(operation.method, path_of(operation), body)
        assert (name, answer.status, answer.message) == (name, 400, "The provided XML is not valid.")
    assert len(victim.get("/ofax").all("fax_entry")) == 1


@pytest.mark.parametrize("name", LARGE)
def test_large_and_harmful_xml_is_a_clean_400(victim: FfwsClient, name: str) -> None:
    answer = victim.post("/ofax", LARGE[name]())
    assert (answer.status, answer.message) == (400, "The provided XML is not valid.")
    assert len(victim.get("/ofax").all("fax_entry")) == 1


def test_nothing_is_ever_fetched_for_a_document_type(victim: FfwsClient, afar: ExternalServer) -> None:
    asked = len(afar.asked)
    for declaration in (
        f'<!ENTITY x SYSTEM "{afar.url}/entity">',
        f'<!ENTITY % p SYSTEM "{afar.url}/parameter"> %p;',
        f'<!ENTITY x PUBLIC "fax" "{afar.url}/public">',
    ):
        assert victim.post("/ofax", with_entity(declaration)).status == 400
    assert victim.post("/ofax", f'<!DOCTYPE x SYSTEM "{afar.url}/fax.dtd">{GOOD}').status == 400
    include = f"<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='{afar.url}/include'/>"
    assert victim.post("/ofax", schedule_fax(inside=include)).status == 201
    style = f"<?xml-stylesheet type='text/xsl' href='{afar.url}/style.xsl'?>{GOOD}"
    assert victim.post("/ofax", style).status == 201
    assert len(afar.asked) == asked


HARMLESS = {
    "UTF-16 with a mark": GOOD.encode("utf-16"),
    "a name space": GOOD.replace("<schedule_fax>", "<schedule_fax xmlns='urn:fax'>").encode(),
    "a prefix": GOOD.replace("schedule_fax>", "f:schedule_fax>")
    .replace("<f:schedule_fax>", "<f:schedule_fax xmlns:f='u'>", 1)
    .encode(),
    "attributes": GOOD.replace("<recipient>", "<recipient id='1' class='\u263a'>").encode(),
    "processing instructions": GOOD.replace("<recipient>", "<?php echo 1 ?><recipient>").encode(),
    "a long comment": GOOD.replace("<recipient>", f"<!--{'-x' * 2_500_000}--><recipient>").encode(),
    "white space without end": GOOD.replace("<recipient>", " " * 5_000_000 + "<recipient>").encode(),
    "a long unknown text": GOOD.replace("<recipient>", f"<x>{'x' * 12_000_000}</x><recipient>").encode(),
    "99,000 unknown elements": many(99_000).encode(),
    "a long unknown name": GOOD.replace("<recipient>", f"<{'x' * 1_000_000}/><recipient>").encode(),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_strange_but_well_formed_xml_is_taken(victim: FfwsClient, name: str) -> None:
    answer = victim.post("/ofax", HARMLESS[name])
    assert (answer.status, answer.message) == (201, "Success")


@pytest.mark.parametrize("root", ["schedule_Fax", "fax", "response", "user", "x" * 100_000, "\u4f20\u771f"])
def test_another_root_is_a_400_that_names_it(victim: FfwsClient, root: str) -> None:
    answer = victim.post(
        "/ofax", f"<{root}>{GOOD.removeprefix('<schedule_fax>').removesuffix('</schedule_fax>')}</{root}>"
    )
    assert answer.status == 400
    assert root[:40] in answer.message
    assert len(answer.message) < 200
