"""Any script in any text: it comes back as it was sent, and pages are made of it."""

from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest

from tests.support.servers import FfwsClient, RunningEmulator, attachment

TEXTS = {
    "emoji": "\U0001f4e0\u2709\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1f3",
    "Hebrew": "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "Arabic": "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
    "turned round": "\u202eabc\u202c \u2067def\u2069 \u200fghi\u200e",
    "Chinese and Japanese": "\u4f20\u771f\u673a \u30d5\u30a1\u30c3\u30af\u30b9 \U00020000\U0002a6d6",
    "Devanagari and Thai": "\u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "accents heaped up": "Z\u0351\u036b\u0343a\u0324\u0319l\u0320g\u0321o" + "\u0301" * 50,
    "composed and not": "\u00e9 e\u0301 \ufb01 \u212b \u00c5",
    "blanks of all kinds": "a\u00a0b\u2003c\u3000d\u200be\ufefff\u2028g\u2029h\u0085i",
    "controls that XML knows": "a\u007fb\u0080c\u009fd",
    "private and unassigned": "\ue000 \uf8ff \U000f0000 \U0010fffd \u0378",
    "markup": "<b>&amp;</b> \"quoted\" 'quoted' ]]> <!-- --> &#65; %26 \\n {x} $y",
    "one very long word": "x" * 999,
    "many words": "word " * 199 + "end",
    "a tab": "a\tb",
}

COVER = "https://\u4f20\u771f.example/x/default.pdf"


def order(text: str) -> str:
    shown = escape(text)
    party = f"<name>{shown}</name><organization>{shown}</organization><phone_number>{shown}</phone_number>"
    return (
        f"<schedule_fax><cover_page><url>{COVER}</url><subject>{shown}</subject><comments>{shown}</comments></cover_page>"
        f"<sender>{party}<fax_number>{shown}</fax_number><email_address>{shown}</email_address></sender>"
        f"<recipient>{party}<fax_number>1{shown}</fax_number></recipient>"
        f"{attachment(text.encode(), name=text)}</schedule_fax>"
    )


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_comes_back_as_it_was_sent(emulator: RunningEmulator, victim: FfwsClient, name: str) -> None:
    text = TEXTS[name]
    posted = victim.post("/ofax", order(text))
    assert posted.status == 201
    keys = posted.entry_keys()[0]
    emulator.run_until_idle()

    answer = victim.get(f"/ofax/{keys}")
    assert (answer.first("fax_entry/state"), answer.first("fax_entry/schedule_message")) == (
        "sent",
        "Successfully sent fax",
    )
    assert int(answer.first("fax_entry/pages")) >= 2
    for place in ("name", "organization", "phone_number"):
        assert answer.first(f"fax_entry/sender/{place}") == text
        assert answer.first(f"fax_entry/recipient/{place}") == text
    assert answer.first("fax_entry/sender/fax_number") == answer.first("fax_entry/sender/email_address") == text
    assert answer.first("fax_entry/recipient/fax_number") == "1" + text
    assert answer.first("fax_entry/cover_page/subject") == answer.first("fax_entry/cover_page/comments") == text
    assert victim.file(f"/data/preview/{keys.replace('/', '-')}.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("name", TEXTS)
def test_a_users_texts_come_back_as_they_were_sent(victim: FfwsClient, name: str) -> None:
    text = TEXTS[name]
    places = ("name", "email_address", "phone_number", "fax_number", "organization", "default_cover_page_name")
    fields = "".join(f"<{place}>{escape(text)}</{place}>" for place in places)
    created = victim.post("/users", f"<user><username>ann</username><password>{escape(text)}</password>{fields}</user>")
    assert created.status == 200
    for answer in (created, victim.get("/users/ann")):
        assert [answer.first(f"user/{place}") for place in places] == [text] * len(places)


def test_line_breaks_stay_in_comments_and_nowhere_else(emulator: RunningEmulator, victim: FfwsClient) -> None:
    body = order("one\ntwo\n\n\u05e9\u05dc\u05d5\u05dd")
    keys = victim.post("/ofax", body).entry_keys()[0]
    answer = victim.get(f"/ofax/{keys}")
    assert answer.first("fax_entry/cover_page/comments") == "one\ntwo\n\n\u05e9\u05dc\u05d5\u05dd"
    assert answer.first("fax_entry/cover_page/subject") == "one two \u05e9\u05dc\u05d5\u05dd"


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if len(text) < 500])
def test_a_text_in_the_path_and_the_query_finds_nothing_and_breaks_nothing(victim: FfwsClient, name: str) -> None:
    text = quote(TEXTS[name], safe="")
    assert victim.get(f"/{text}").status == 404
    assert victim.get(f"/ofax/{text}").status == 404
    assert victim.get(f"/data/cover_pages/{text}").status == 404
    assert victim.get(f"/ofax?{text}={text}").status == 200
    answer = victim.get(f"/ofax?class={text}")
    assert answer.status == 400


@pytest.mark.parametrize("digits", ["5" * 1_000, "5" * 20 + "," * 980, "5-" * 500, "5!W@,*#ABCD()+ ./" * 58])
def test_a_number_of_a_thousand_characters(emulator: RunningEmulator, victim: FfwsClient, digits: str) -> None:
    body = order("x").replace("<fax_number>1x</fax_number>", f"<fax_number>{digits}</fax_number>")
    answer = victim.post("/ofax", body)
    assert answer.status == 201
    emulator.run_until_idle()
    seen = victim.get(f"/ofax/{answer.entry_keys()[0]}")
    assert seen.first("fax_entry/recipient/fax_number") == digits
    assert seen.first("fax_entry/state") == "sent"
