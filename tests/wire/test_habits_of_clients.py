"""What client programs in the field send and read, a case each: all of them must work unchanged."""

from base64 import b64encode, encodebytes

import httpx
import pytest
from lxml import etree

from tests.support.patience import PATIENT
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients, schedule_fax

GOOD = schedule_fax("218-555-3335")
SAFE = {"Authorization": "Basic " + b64encode(b"admin:admin").decode()}


def raw(
    emulator: RunningEmulator, method: str, path: str, content: bytes = b"", headers: dict[str, str] | None = None
) -> httpx.Response:
    return emulator.http.request(method, f"/ffws/v1{path}", content=content, headers={**SAFE, **(headers or {})})


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml", "text/xml; charset=utf-8", "", "nonsense"])
@pytest.mark.parametrize("accept", ["*/*", "", "application/json", "text/html"])
def test_content_type_and_accept_are_ignored(emulator: RunningEmulator, content_type: str, accept: str) -> None:
    headers = {"Accept": accept, **({"Content-Type": content_type} if content_type else {})}
    assert raw(emulator, "POST", "/ofax", GOOD.encode(), headers).status_code == 201
    for method, status in (("GET", 200), ("DELETE", 202)):
        assert raw(emulator, method, "/ofax/00000001/0000", headers=headers).status_code == status


def test_a_client_that_waits_for_the_401_posts_twice_on_one_connection(emulator: RunningEmulator) -> None:
    body = schedule_fax(text="x" * 300_000).encode()
    with httpx.Client(base_url=emulator.url, trust_env=False, timeout=PATIENT) as client:
        first = client.post("/ffws/v1/ofax", content=body)
        assert first.status_code == 401
        assert first.headers["www-authenticate"] == 'Basic realm="FaxFinder"'
        assert etree.fromstring(first.content).findtext("message") == "Unauthorized"
        stream = first.extensions["network_stream"].get_extra_info("client_addr")

        second = client.post("/ffws/v1/ofax", content=body, headers=SAFE)
        assert second.status_code == 201
        assert second.extensions["network_stream"].get_extra_info("client_addr") == stream


def test_expect_100_continue(emulator: RunningEmulator) -> None:
    assert raw(emulator, "POST", "/ofax", GOOD.encode(), {"Expect": "100-continue"}).status_code == 201


@pytest.mark.parametrize("path", ["/ofax", "/ofax/", "/ofax/00000001", "/ofax/00000001/", "/ofax/00000001/0000"])
def test_a_trailing_slash_is_the_same_resource(emulator: RunningEmulator, path: str) -> None:
    raw(emulator, "POST", "/ofax/", GOOD.encode())
    answer = raw(emulator, "GET", path)
    assert answer.status_code == 200
    assert b"<fax_entry>" in answer.content


@pytest.mark.parametrize("separator", ["/", "%2F", "%2f"])
def test_both_separators_of_an_entry(emulator: RunningEmulator, admin: FfwsClient, separator: str) -> None:
    admin.send()
    path = f"/ofax/00000001{separator}0000"
    assert raw(emulator, "GET", path).status_code == 200
    assert raw(emulator, "PUT", path + "?at=now").status_code == 202
    assert raw(emulator, "DELETE", path).status_code == 202


def test_a_whole_url_glued_behind_the_path_is_not_found(admin: FfwsClient) -> None:
    answer = admin.get("/ofax/https://192.168.2.1/ffws/v1/ofax/00000001/0000")
    assert answer.status == 404
    assert answer.message


LAYOUTS = {
    "no declaration": GOOD,
    "declaration": '<?xml version="1.0" encoding="UTF-8"?>' + GOOD,
    "single quotes": "<?xml version='1.0' encoding='UTF-8'?>" + GOOD,
    "byte order mark": "\ufeff" + GOOD,
    "indented, CRLF": GOOD.replace("><", ">\r\n  <"),
    "settings first": f"<schedule_fax><priority>1</priority>{recipients('1')}{attachment()}</schedule_fax>",
    "settings last": f"<schedule_fax>{attachment()}{recipients('1')}<priority>1</priority></schedule_fax>",
    "unknown elements": schedule_fax(
        inside="<cover_page><enabled>false</enabled><comment>hi</comment></cover_page><nonsense><deep/></nonsense>"
    ),
    "unknown attachment_name": GOOD.replace("<name>", "<attachment_name>a</attachment_name><name>"),
    "two names, the first empty": GOOD.replace("<name>", "<name></name><name>"),
    "two names, the last empty": GOOD.replace("</name>", "</name><name/>"),
    "empty settings": schedule_fax(inside="<schedule_all_at/><try_interval/><max_tries></max_tries><priority/>"),
    "attachment of white space": schedule_fax(inside="<attachment>  \n </attachment>"),
    "blanks in base64": schedule_fax(text="y" * 500).replace(
        b64encode(b"y" * 500).decode(), encodebytes(b"y" * 500).decode()
    ),
    "text trimmed": GOOD.replace("218-555-3335", "\n  218-555-3335\n  "),
    "comment and CDATA": GOOD.replace("218-555-3335", "218<!-- - -->-<![CDATA[555]]>-3335"),
    "Latin-1, declared": "<?xml version='1.0' encoding='ISO-8859-1'?>" + GOOD,
    "external by url alone": schedule_fax(
        inside="<attachment><location>external</location><url>http://127.0.0.1:9/a.pdf</url></attachment>"
    ),
    "cover page of another host": schedule_fax(
        inside="<cover_page><url>https://elsewhere.example/x/default.pdf</url></cover_page>"
    ),
    "cover page disabled without url": schedule_fax(inside="<cover_page><enabled>false</enabled></cover_page>"),
    "time in the past": schedule_fax(inside="<schedule_all_at>2001-02-03T04:05:06</schedule_all_at>"),
    "receipt never with pdf": schedule_fax(
        inside="<receipt>never</receipt><receipt_attachment>pdf</receipt_attachment>"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_request_is_taken(admin: FfwsClient, layout: str) -> None:
    answer = admin.post("/ofax", LAYOUTS[layout])
    assert (answer.status, answer.message) == (201, "Success")
    assert answer.first("fax_entry/state") == "preprocessing"


@pytest.mark.parametrize(
    "number", ["218-555-3335", "-218-555-3334", "9,2185553335", "912185553335", "+1 (218) 555-3335", "*70W2185553335"]
)
def test_every_way_to_write_a_number(admin: FfwsClient, number: str) -> None:
    answer = admin.post("/ofax", schedule_fax(number))
    assert answer.status == 201
    assert answer.first("fax_entry/recipient/fax_number") == number


@pytest.mark.parametrize("priority", range(6))
@pytest.mark.parametrize("interval", [5, 600])
def test_the_values_that_clients_use(admin: FfwsClient, priority: int, interval: int) -> None:
    answer = admin.post(
        "/ofax",
        schedule_fax(inside=f"<priority>{priority}</priority><try_interval>{interval}</try_interval>"),
    )
    assert answer.first("fax_entry/priority") == str(priority)
    assert answer.first("fax_entry/try_interval") == str(interval)


NOT_XML = {
    "Latin-1 bytes in UTF-8": GOOD.replace("letter.txt", "Gr\xfc\xdfe").encode("latin-1"),
    "unescaped ampersand": GOOD.replace("218-555-3335", "218 & 555").encode(),
    "nothing": b"",
    "not XML": b"hello",
    "cut off": GOOD[:-5].encode(),
    "JSON": b'{"schedule_fax": {}}',
}


@pytest.mark.parametrize("kind", NOT_XML)
def test_what_is_not_xml_is_a_clean_400(admin: FfwsClient, kind: str) -> None:
    answer = admin.post("/ofax", NOT_XML[kind])
    assert (answer.status, answer.message) == (400, "The provided XML is not valid.")
    assert admin.get("/ofax").all("fax_entry") == []


def test_an_error_looks_as_a_real_unit_writes_it(admin: FfwsClient) -> None:
    answer = admin.post("/ofax", "<schedule_fax><nothing_known/></schedule_fax>")
    assert answer.status == 400
    assert answer.response.text == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<response>\n  <message>scheduling failed: internal error</message>\n\n</response>\n"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"<schedule_fax>{attachment()}</schedule_fax>", "scheduling failed: internal error"),
        (schedule_fax(inside="<cover_page><subject>x</subject></cover_page>"), "cover page url required"),
        (schedule_fax(inside="<cover_page><url/><enabled>true</enabled></cover_page>"), "cover page url required"),
        (GOOD.replace("letter.txt", " "), "invalid name: empty"),
    ],
)
def test_the_refusals_of_a_real_unit(admin: FfwsClient, body: str, message: str) -> None:
    answer = admin.post("/ofax", body)
    assert (answer.status, answer.message) == (400, message)


def test_a_refused_post_takes_no_key(admin: FfwsClient) -> None:
    assert admin.send() == "00000001/0000"
    admin.post("/ofax", "<schedule_fax/>")
    assert admin.send() == "00000002/0000"


def test_what_clients_read_of_an_entry(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = admin.send("218-555-3335", "218-555-3336")
    emulator.run_until_idle()
    answer = admin.get(f"/ofax/{keys}")

    assert answer.first("fax_entry/state") == "sent"
    assert answer.first("fax_entry/schedule_message") == "Successfully sent fax"
    assert answer.first("fax_entry/sender/username") == "admin"
    for integer in ("try_number", "max_tries", "try_interval", "pages"):
        assert int(answer.first(f"fax_entry/{integer}")) > 0
    day, _, time = answer.first("fax_entry/stime").partition("T")
    assert len(day) == 10
    assert len(time) == 8
    assert answer.first("fax_entry/approver") == answer.first("fax_entry/approval_time") == ""


def test_a_fax_url_follows_the_caller(emulator: RunningEmulator) -> None:
    answer = raw(emulator, "POST", "/ofax", GOOD.encode(), {"Host": "fax.example:81"})
    assert b"http://fax.example:81/ffws/v1/ofax/00000001/0000" in answer.content
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "box.example"}
    answer = raw(emulator, "GET", "/ofax/00000001", headers=forwarded)
    assert b"https://box.example/ffws/v1/ofax/00000001/0000" in answer.content
