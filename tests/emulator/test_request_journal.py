"""The journal of requests has bounds, whatever it is made of that clients send."""

from datetime import UTC, datetime

import pytest

from emulator.request_journal import MOST_BYTES, MOST_REQUESTS, Excerpt, Record, RequestJournal

NOTHING = b""
MUCH = b"x" * 20_000


def record(path: bytes = NOTHING, query: bytes = NOTHING, header: bytes = NOTHING, body: bytes = NOTHING) -> Record:
    scope = {
        "method": "GET",
        "path": path.decode(),
        "raw_path": path,
        "query_string": query,
        "headers": [(b"x-anything", header)],
    }
    made = Record(scope)
    made.at = datetime(2026, 11, 23, tzinfo=UTC)
    made.asked, made.answer, made.answer_headers = Excerpt(), None, []
    made.asked.add(body)
    return made


def test_so_many_requests_and_no_more() -> None:
    journal = RequestJournal()
    for _ in range(MOST_REQUESTS + 5):
        journal.add(record())
    assert [one.number for one in journal] == list(range(6, MOST_REQUESTS + 6))


@pytest.mark.parametrize("part", ["path", "query", "header", "body"])
def test_so_many_bytes_and_no_more(part: str) -> None:
    journal = RequestJournal()
    for _ in range(MOST_REQUESTS):
        journal.add(record(**{part: MUCH}))
    kept = list(journal)
    assert kept[-1].number == MOST_REQUESTS
    assert MOST_BYTES // 2 < len(kept) * len(MUCH) <= MOST_BYTES
