"""What the appliance passes over in silence: told by default, refused when strict, and never done by halves."""

from collections.abc import Iterator

import pytest

from tests.support.servers import FfwsClient, RunningEmulator, XmlAnswer, recipients, schedule_fax
from tests.support.units import SENT

XML = {"Content-Type": "application/xml"}

MISTAKES = {
    "an unknown element": (
        "<user><nickname>x</nickname><name>N</name></user>",
        "unknown element: user/nickname",
    ),
    "an element that stands twice": (
        "<user><name>M</name><name>N</name></user>",
        "element stands more than once: user/name; the last one counts",
    ),
    "a number for a truth value": (
        "<user><name>N</name><default_cover_page_enabled>1</default_cover_page_enabled></user>",
        "user/default_cover_page_enabled: '1' is not true or false; it counts as true",
    ),
    "an element inside a value": ("<user><name>N<b/></name></user>", "unknown element: user/name/b"),
}


def warnings(answer: XmlAnswer) -> list[str]:
    """The texts of the Warning headers."""
    found = answer.response.headers.get_list("warning")
    assert all(header.startswith('299 faxfinder-emulator "') and header.endswith('"') for header in found)
    return [header.removeprefix('299 faxfinder-emulator "')[:-1] for header in found]


@pytest.fixture(scope="module")
def one_strict_emulator() -> Iterator[RunningEmulator]:
    """A process for the strict half."""
    emulator = RunningEmulator(pace="instant", strict="true")
    yield emulator
    assert emulator.stop() == 0


@pytest.fixture
def strict(one_strict_emulator: RunningEmulator) -> FfwsClient:
    """The administrator of a strict unit in factory state."""
    one_strict_emulator.reset()
    return one_strict_emulator.client()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_lenient_unit_goes_on_and_tells(admin: FfwsClient, mistake: str) -> None:
    body, told = MISTAKES[mistake]
    answer = admin.request("PUT", "/users/admin", body, headers=XML)
    assert (answer.status, answer.message) == (200, "Modified")
    assert warnings(answer) == [told]
    assert admin.get("/users/admin").first("user/name") == "N"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_strict_unit_refuses_and_does_nothing(strict: FfwsClient, mistake: str) -> None:
    body, told = MISTAKES[mistake]
    answer = strict.request("PUT", "/users/admin", body, headers=XML)
    assert (answer.status, answer.message) == (400, told.partition("; ")[0])
    assert warnings(answer) == []
    assert strict.get("/users/admin").first("user/name") == "Administrator"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/ofax?class=complete&class=pending", "query parameter stands more than once: class; the last one counts"),
        ("/ofax?include_modem_info=1", "include_modem_info: '1' is not true or false; it counts as true"),
        ("/ofax?all_users=0", "all_users: '0' is not true or false; it counts as false"),
        ("/ofax?complete_limit=1001", "complete_limit: at most 1000 are shown at once"),
        ("/call_log?limit=220000", "limit: at most 1000 are shown at once"),
        ("/inbound_log?limit=1001", "limit: at most 1000 are shown at once"),
        ("/outbound_log?limit=40000", "limit: at most 1000 are shown at once"),
    ],
)
def test_a_query_that_is_not_taken_as_it_stands(admin: FfwsClient, strict: FfwsClient, path: str, told: str) -> None:
    lenient = admin.get(path)
    assert (lenient.status, warnings(lenient)) == (200, [told])
    refused = strict.get(path)
    assert (refused.status, refused.message) == (400, told.partition("; ")[0])


@pytest.mark.parametrize("path", ["/call_log?limit=1000&offset=5000", "/ofax?complete_limit=1000&class=&class=pending"])
def test_a_query_that_is_taken_as_it_stands(strict: FfwsClient, path: str) -> None:
    answer = strict.get(path)
    assert (answer.status, warnings(answer)) == (200, [])


def test_a_body_without_content_type(admin: FfwsClient, strict: FfwsClient) -> None:
    lenient = admin.post("/ofax", schedule_fax(SENT))
    assert (lenient.status, warnings(lenient)) == (201, ["a body without Content-Type"])
    refused = strict.post("/ofax", schedule_fax(SENT))
    assert (refused.status, refused.message) == (400, "a body without Content-Type")
    assert strict.get("/ofax").all("fax_entry") == []
    accepted = strict.request("POST", "/ofax", schedule_fax(SENT), headers={"Content-Type": "text/xml"})
    assert accepted.entry_keys() == ["00000001/0000"]


def test_a_parameter_that_nothing_reads(admin: FfwsClient, strict: FfwsClient) -> None:
    lenient = admin.get("/ofax?completelimit=3&class=sending")
    assert (lenient.status, warnings(lenient)) == (200, ["unknown query parameter: completelimit"])
    refused = strict.get("/ofax?completelimit=3&class=sending")
    assert (refused.status, refused.message) == (400, "unknown query parameter: completelimit")


def test_a_strict_unit_takes_what_is_right(strict: FfwsClient) -> None:
    body = schedule_fax(SENT, inside="<max_tries>2</max_tries>")
    answer = strict.request("POST", "/ofax", body, headers=XML)
    assert (answer.status, warnings(answer)) == (201, [])
    assert strict.get("/ofax/00000001/0000?include_modem_info=true&all_users=true").status == 200
    assert strict.request("PUT", "/ofax/00000001/0000?at=now").status == 202
    assert strict.request("DELETE", "/ofax/00000001/0000").status == 202


def test_a_refusal_is_told_of_too(admin: FfwsClient) -> None:
    """A client that misspells every element reads only `internal error` on a real unit, and here also why."""
    answer = admin.request("POST", "/ofax", "<schedule_fax><recipients/><sendr/></schedule_fax>", headers=XML)
    assert (answer.status, answer.message) == (400, "scheduling failed: internal error")
    assert warnings(answer) == ["unknown element: schedule_fax/recipients", "unknown element: schedule_fax/sendr"]


def test_what_is_told_changes_no_byte_of_the_answer(emulator: RunningEmulator, admin: FfwsClient) -> None:
    plain = admin.request("POST", "/ofax", schedule_fax(SENT), headers=XML)
    emulator.reset()
    emulator.control("PUT", "/clock", {"now": plain.first("fax_entry/created") + "Z"})
    told = admin.post("/ofax", schedule_fax(SENT, inside="<attachment_name>x</attachment_name>"))
    assert len(warnings(told)) == 2
    assert told.response.content == plain.response.content


def test_a_flood_of_mistakes_is_told_in_few_words(admin: FfwsClient) -> None:
    many = "".join(f"<{'e' * 300}{number}/>" for number in range(1_000))
    answer = admin.request("POST", "/ofax", f"<schedule_fax>{recipients(SENT)}{many}</schedule_fax>", headers=XML)
    assert len(warnings(answer)) == 11
    assert len("".join(warnings(answer))) < 4_000
    parameters = "&".join(f"p{number}=%22%0d%0a\u00e9" for number in range(1_000))
    assert len(warnings(admin.get(f"/ofax?{parameters}"))) == 11


def test_the_poll_of_one_entry_is_answered_as_before(admin: FfwsClient) -> None:
    keys = admin.send(SENT)
    first, second = admin.get(f"/ofax/{keys}"), admin.get(f"/ofax/{keys}")
    assert (warnings(first), warnings(second)) == ([], [])
    assert first.response.content == second.response.content


@pytest.mark.parametrize("magic_number", ["001", "002", "099", "112", "145", "160", "310", "399", "700", "999"])
def test_a_number_that_would_bring_nothing_about(admin: FfwsClient, strict: FfwsClient, magic_number: str) -> None:
    number = f"9,1-500-555-0{magic_number}"
    told = f"{number}: no outcome has the magic number {magic_number}; a fax machine answers"
    lenient = admin.request("POST", "/ofax", schedule_fax(number, "5005550000", number), headers=XML)
    assert (lenient.status, warnings(lenient)) == (201, [told])
    refused = strict.request("POST", "/ofax", schedule_fax("5005550000", number), headers=XML)
    assert (refused.status, refused.message) == (400, f"{number}: no outcome has the magic number {magic_number}")
    assert strict.get("/ofax").all("fax_entry") == []


def test_numbers_that_mean_something_are_told_nothing_of(
    emulator: RunningEmulator, admin: FfwsClient, one_strict_emulator: RunningEmulator, strict: FfwsClient
) -> None:
    for unit, client in ((emulator, admin), (one_strict_emulator, strict)):
        unit.control("POST", "/stations", {"number": "5005550112", "script": ["busy"]}, status=201)
        order = schedule_fax("5005550000", "5005550037", "5005550499", "5005550112", "550112")
        answer = client.request("POST", "/ofax", order, headers=XML)
        assert (answer.status, warnings(answer)) == (201, [])


LETTERS = {
    "218.555.3335 x44": ("'x'", "218555333544"),
    "1-800-FLOWERS": ("'FLOWERS'", "1800"),
    "tel:+1-218-555-3335": ("'tel:'", "12185553335"),
    "5553335;ext=3": ("';ext='", "55533353"),
    "12a34b56a78": ("'a', 'b'", "12345678"),
    "5553335p9": ("'p'", "55533359"),
}


@pytest.mark.parametrize("number", LETTERS)
def test_what_is_not_dialled_of_a_number_is_told(
    emulator: RunningEmulator, admin: FfwsClient, strict: FfwsClient, number: str
) -> None:
    dropped, dialled = LETTERS[number]
    lenient = admin.request("POST", "/ofax", schedule_fax(number), headers=XML)
    told = f"{number}: {dropped} is not dialled; the number is {dialled}"
    assert (lenient.status, warnings(lenient)) == (201, [told])
    emulator.run_until_idle()
    assert admin.get("/call_log").first("call_log_entry/remote_id") == dialled  # a machine's identity is its number
    refused = strict.request("POST", "/ofax", schedule_fax(number), headers=XML)
    assert (refused.status, refused.message) == (400, told.partition("; ")[0])
    assert strict.get("/ofax").all("fax_entry") == []


@pytest.mark.parametrize(
    "number",
    ["+1 (218) 555-3335", "218.555.3335", "218/5553335", "9,218-555-3335", "9W5553335", "-5553335", "*67#5553335"],
)
def test_the_punctuation_of_numbers_is_nothing_to_tell_of(strict: FfwsClient, number: str) -> None:
    answer = strict.request("POST", "/ofax", schedule_fax(number), headers=XML)
    assert (answer.status, warnings(answer)) == (201, [])


def test_characters_that_a_cover_page_lacks_are_told(admin: FfwsClient, strict: FfwsClient) -> None:
    url = admin.get("/cover_pages").first("cover_page/url")
    body = schedule_fax(
        SENT,
        inside=f"<cover_page><url>{url}</url><comments>\u4f60\u597d, \u0416\u00fc\u20ac \u4f60</comments></cover_page>",
    )
    lenient = admin.request("POST", "/ofax", body, headers=XML)
    told = "cover page: its typeface lacks {}; empty boxes stand there"
    assert (lenient.status, warnings(lenient)) == (201, [told.format(r"\\u4f60 \\u597d")])
    refused = strict.request("POST", "/ofax", body, headers=XML)
    assert (refused.status, refused.message) == (400, "cover page: its typeface lacks \u4f60 \u597d")
    plain = body.replace("\u4f60", "\u0416").replace("\u597d", "\u03a9")
    taken = strict.request("POST", "/ofax", plain, headers=XML)
    assert (taken.status, warnings(taken)) == (201, [])
