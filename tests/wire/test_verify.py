"""`/_emulator/verify` and `/_emulator/verify-sequence`: the status is the verdict, and a refusal names what differs."""

from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.support.bad_documents import png
from tests.support.servers import FfwsClient, RunningEmulator, attachment, recipients, schedule_fax
from tests.support.units import BUSY, SENT

GOOD = "218-555-3335"


def cover(subject: str, comments: str = "") -> str:
    """A `cover_page` element."""
    return (
        "<cover_page><url>http://x/cover_pages/default.pdf</url><enabled>true</enabled>"
        f"<subject>{subject}</subject><comments>{comments}</comments></cover_page>"
    )


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page."""
    file = BytesIO()
    canvas = Canvas(file)
    for page in pages:
        canvas.drawString(72, 720, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def verified(emulator: RunningEmulator, **expected: Any) -> Any:
    """What must be found."""
    answer = emulator.http.post("/_emulator/verify", json=expected)
    assert answer.status_code == 200, answer.text
    assert answer.json()["verified"] is True
    return answer.json()


def refused(emulator: RunningEmulator, path: str = "/verify", **expected: Any) -> Any:
    """What must not be."""
    answer = emulator.http.post(f"/_emulator{path}", json=expected)
    assert answer.status_code == 409, answer.text
    assert (answer.json()["error"], answer.json()["verified"]) == ("not_verified", False)
    return answer.json()


def differing(answer: Any) -> dict[str, tuple[Any, Any]]:
    """Expected and actual by field."""
    return {one["field"]: (one["expected"], one["actual"]) for one in answer["differs"]}


def test_a_fax_is_verified_by_everything_that_is_known_of_it(emulator: RunningEmulator, admin: FfwsClient) -> None:
    order = (
        f"<schedule_fax>{cover('Offer No. 7', 'As agreed.')}<sender><name>Ann Sender</name></sender>"
        f"<recipient><fax_number>{GOOD}</fax_number><name>Jane Roe</name></recipient>"
        f"{attachment(b'Dear Jane,' + bytes([10]) + b'the total is 42.' + bytes([12]) + b'Yours, Ann')}</schedule_fax>"
    )
    keys = admin.post("/ofax", order).entry_keys()[0]
    emulator.run_until_idle()

    answer = verified(
        emulator,
        fax=keys,
        number="2185553335",
        recipient="Jane *",
        user="admin",
        subject="Offer*",
        state="sent",
        pages=3,
        tries=1,
        count=1,
        text=[
            {"page": 1, "contains": "Offer No. 7"},
            {"page": 1, "contains": "Ann Sender"},
            {"page": 1, "contains": "As agreed."},
            {"page": 2, "contains": "Dear Jane, the total is 42."},
            {"page": 3, "contains": "Yours"},
            {"contains": "Yours,\nAnn"},
        ],
    )
    fax = answer["fax"]
    assert answer["count"] == 1
    assert (fax["fax"], fax["subject"], fax["recipient"], fax["tries"]) == (keys, "Offer No. 7", "Jane Roe", 1)
    assert fax["ended_at"] > fax["created_at"]


@pytest.mark.parametrize("failed", [{"number": BUSY}, {"number": BUSY, "tries": 3, "count": 1}, {}])
def test_a_fax_that_was_not_sent_is_not_verified(
    emulator: RunningEmulator, admin: FfwsClient, failed: dict[str, Any]
) -> None:
    emulator.freeze()
    keys = admin.send(BUSY)
    assert differing(refused(emulator, number=BUSY)) == {"state": ("sent", "preprocessing")}
    emulator.run_until_idle()
    assert differing(refused(emulator, **failed))["state"] == ("sent", "failed")
    assert "state is failed (expected sent)" in refused(emulator, "/verify-sequence", faxes=[{"fax": keys}])["detail"]

    for state in ("failed", "any", ["sent", "failed"]):
        assert verified(emulator, **failed, state=state)["fax"]["fax"] == keys
    verified(emulator, number=BUSY, count=0)


def test_every_field_that_differs_is_named(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    keys = admin.send(BUSY, inside="<max_tries>2</max_tries>", text="One.\fTwo is shorter.")
    emulator.run_until_idle()
    answer = refused(
        emulator,
        number=BUSY,
        state=["sent", "sending"],
        pages=3,
        tries=1,
        subject="Offer",
        text=[{"page": 2, "contains": "Three"}, {"page": 9, "contains": "Nine"}],
    )
    assert answer["nearest"]["fax"] == keys
    assert differing(answer) == {
        "state": (["sending", "sent"], "failed"),
        "pages": (3, 2),
        "tries": (1, 2),
        "subject": ("Offer", ""),
        "text on page 2": ("Three", "Two is shorter."),
        "text on page 9": ("Nine", None),
    }
    assert answer["detail"].startswith(f"no such fax; of the nearest, {keys}, subject is empty (expected Offer), ")
    assert answer["detail"].endswith("text on page 9 is not there: the last page is 2 (expected Nine)")


def test_nothing_comes_near_where_there_is_nothing(emulator: RunningEmulator) -> None:
    answer = refused(emulator, number=SENT)
    assert (answer["nearest"], answer["differs"]) == (None, [])
    assert verified(emulator, count=0)["fax"] is None


def test_how_many(emulator: RunningEmulator, admin: FfwsClient) -> None:
    keys = [admin.send(SENT) for _ in range(3)]
    emulator.run_until_idle()
    assert verified(emulator, number=SENT, count=3)["fax"]["fax"] == keys[-1]
    assert verified(emulator, number=BUSY, count=0)["count"] == 0
    assert differing(refused(emulator, number=SENT, state="sent", count=2)) == {"count": (2, 3)}
    assert differing(refused(emulator, number=SENT, count=4)) == {"count": (4, 3)}
    assert refused(emulator, number=SENT, count=0)["nearest"]["fax"] == keys[-1]


def test_how_many_in_words(emulator: RunningEmulator, admin: FfwsClient) -> None:
    def said(**expected: Any) -> str:
        detail: str = refused(emulator, **expected)["detail"]
        return detail

    assert said(count=2) == "too few such faxes: 0 (expected 2); there is nothing to compare"
    keys = [admin.send(SENT) for _ in range(2)]
    emulator.run_until_idle()
    assert said(number=SENT, count=1) == f"too many such faxes: 2 (expected 1); the newest is {keys[-1]}"
    assert said(number=SENT, count=3) == "too few such faxes: 2 (expected 3); there is nothing else to compare"
    failed = admin.send(BUSY)
    emulator.run_until_idle()
    few = "too few such faxes: 2 (expected 3); of the nearest, "
    assert said(count=3) == f"{few}{failed}, state is failed (expected sent)"


def test_texts_of_a_pdf_and_of_what_follows_a_picture(emulator: RunningEmulator, admin: FfwsClient) -> None:
    documents = (
        attachment(pdf("Alpha page", "Beta page"), "application/pdf", "a.pdf")
        + attachment(png(300, 300), "image/png", "p.png")
        + attachment("Größe: 5 €".encode(), "text/plain; charset=utf-8")
    )
    admin.post("/ofax", f"<schedule_fax>{recipients(GOOD)}{documents}</schedule_fax>")
    emulator.run_until_idle()
    for page, text in ((1, "Alpha page"), (2, "Beta page"), (4, "Größe: 5 €")):
        verified(emulator, pages=4, text=[{"page": page, "contains": text}])
    assert differing(refused(emulator, text=[{"page": 3, "contains": "Gamma"}])) == {"text on page 3": ("Gamma", None)}
    no_layer = refused(emulator, text=[{"page": 3, "contains": "Gamma"}])["detail"]
    assert no_layer.endswith("text on page 3 is unknown: there is no text layer (expected Gamma)")
    assert differing(refused(emulator, text=[{"contains": "Gamma"}])) == {
        "text": ("Gamma", "Alpha page Beta page Größe: 5 €")
    }


def test_a_cover_page_in_any_script(emulator: RunningEmulator, admin: FfwsClient) -> None:
    comments = "Слово за слово. " * 300
    admin.post("/ofax", schedule_fax(inside=cover("Счёт № 7", comments)))
    emulator.run_until_idle()
    pages = verified(emulator, text=[{"page": 1, "contains": "Счёт № 7"}])["fax"]["pages"]
    assert pages > 2
    verified(emulator, text=[{"page": 2, "contains": "Слово за слово."}, {"page": pages, "contains": "Hello."}])
    verified(emulator, text=[{"page": 1, "contains": str(pages)}])


def test_a_fax_without_pages_has_no_text(emulator: RunningEmulator, admin: FfwsClient) -> None:
    admin.send(SENT)
    assert differing(refused(emulator, state="any", text=[{"page": 1, "contains": "Hello."}])) == {
        "text on page 1": ("Hello.", None)
    }
    broken = f"<schedule_fax>{recipients(GOOD)}{attachment(b'%PDF-', 'application/pdf')}</schedule_fax>"
    keys = admin.post("/ofax", broken).entry_keys()[0]
    emulator.run_until_idle()
    assert differing(refused(emulator, fax=keys, state="dead", text=[{"contains": "x"}])) == {"text": ("x", None)}


def test_a_sequence(emulator: RunningEmulator, admin: FfwsClient) -> None:
    late = admin.send("2185550003", inside="<schedule_all_at>2099-01-01T00:00:00</schedule_all_at>")
    first, second = admin.send("2185550001", text="First."), admin.send("2185550002", text="Second.")
    emulator.control("POST", "/clock/advance", {"seconds": 600})
    expected = [
        {"number": "2185550001", "text": [{"contains": "First."}]},
        {"number": "2185550002"},
        {"fax": late, "state": "any"},
    ]

    answer = emulator.http.post("/_emulator/verify-sequence", json={"faxes": expected})
    assert answer.status_code == 200, answer.text
    assert [fax["fax"] for fax in answer.json()["faxes"]] == [first, second, late]

    answer = refused(emulator, "/verify-sequence", faxes=expected, by="order")
    assert (answer["place"], answer["nearest"]["fax"]) == (2, late)
    assert differing(answer) == {"order": (f"after {second}", f"not after {second}")}

    answer = refused(emulator, "/verify-sequence", faxes=[*expected[:2], {"fax": late, "state": "sent"}])
    assert (answer["place"], differing(answer)) == (2, {"state": ("sent", "pending")})
    assert "place 2" in answer["detail"]

    twice = [expected[0], expected[0]]
    answer = refused(emulator, "/verify-sequence", faxes=twice)
    assert (answer["place"], differing(answer)) == (1, {"place": (1, 0)})
    taken = f"of the nearest, {first}, place is 0 already, and there is no other such fax (expected 1)"
    assert answer["detail"] == f"no such fax for place 1; {taken}"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/verify", {"nonsense": 1}),
        ("/verify", {"pages": "2"}),
        ("/verify", {"state": "lost"}),
        ("/verify", {"state": None}),
        ("/verify", {"state": ["any"]}),
        ("/verify", {"text": [{"page": 0, "contains": "x"}]}),
        ("/verify", {"text": [{"page": 1, "contains": ""}]}),
        ("/verify", {"text": "x"}),
        ("/verify", {"count": -1}),
        ("/verify-sequence", {}),
        ("/verify-sequence", {"faxes": []}),
        ("/verify-sequence", {"faxes": [{"count": 1}]}),
        ("/verify-sequence", {"faxes": [{}], "by": "size"}),
    ],
)
def test_what_cannot_be_verified(emulator: RunningEmulator, path: str, body: Any) -> None:
    answer = emulator.http.post(f"/_emulator{path}", json=body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "detail"}


def test_they_are_described_with_their_refusals(emulator: RunningEmulator) -> None:
    paths = emulator.http.get("/_emulator/openapi.json").json()["paths"]
    for path in ("/_emulator/verify", "/_emulator/verify-sequence"):
        assert {"200", "409", "4XX"} <= set(paths[path]["post"]["responses"])
