"""The log: one line for one thing, no secrets in it, and no way to forge a line."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from emulator import logs
from emulator.redaction import redact_query


@pytest.fixture
def stream() -> Iterator[StringIO]:
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in (*logs.OUR_LOGGERS, logs.START)]
    before = root.handlers[:], root.level, [logger.level for logger in ours], logging.raiseExceptions
    yield StringIO()
    root.handlers[:], root.level, levels, logging.raiseExceptions = before
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def text(stream: StringIO) -> StringIO:
    logs.configure("INFO", "text", stream)
    return stream


@pytest.fixture
def objects(stream: StringIO) -> StringIO:
    logs.configure("INFO", "json", stream)
    return stream


def request(**fields: Any) -> None:
    logs.log_request(**{"method": "GET", "path": "/ffws/v1/ofax", "status": 200, "milliseconds": 1.234, **fields})


def without_time(stream: StringIO) -> list[str]:
    return [line.partition("Z ")[2] for line in stream.getvalue().splitlines()]


def test_a_request_as_text(text: StringIO) -> None:
    request(path="/ffws/v1/ofax/0000001B", user="admin")
    moment, _, line = text.getvalue().partition("Z ")
    assert len(moment) == len("2026-11-23T10:00:00.123")
    assert line == "INFO  GET /ffws/v1/ofax/0000001B user=admin 200 1.2ms\n"


def test_what_is_not_worth_a_line_is_told_to_who_asks_for_every_detail(stream: StringIO) -> None:
    for level in ("INFO", "DEBUG"):
        logs.configure(level, "text", stream)
        request(path="/readyz", level=logging.DEBUG)
    assert without_time(stream) == ["DEBUG GET /readyz user=- 200 1.2ms"]


def test_a_request_as_json(objects: StringIO) -> None:
    request(user="admin", query="class=pending")
    line = json.loads(objects.getvalue())
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "INFO",
        "method": "GET",
        "path": "/ffws/v1/ofax?class=pending",
        "user": "admin",
        "status": 200,
        "milliseconds": 1.2,
    }


def test_nobody_is_a_dash_in_text_and_null_in_json(stream: StringIO) -> None:
    logs.configure("INFO", "text", stream)
    request(status=401)
    logs.configure("INFO", "json", stream)
    request(status=401)
    first, second = stream.getvalue().splitlines()
    assert " user=- 401 " in first
    assert json.loads(second)["user"] is None


def test_a_state_change(stream: StringIO) -> None:
    logs.configure("INFO", "text", stream)
    logs.log_state_change(fax="0000001B/0000", before=None, after="preprocessing")
    logs.log_state_change(fax="0000001B/0000", before="sending", after="pending", message="busy\nINFO forged")
    assert without_time(stream) == [
        "INFO  fax 0000001B/0000 preprocessing",
        "INFO  fax 0000001B/0000 sending -> pending: busy\\nINFO forged",
    ]
    logs.configure("INFO", "json", stream)
    logs.log_state_change(fax="0000001B/0000", before="pending", after="sending")
    assert json.loads(stream.getvalue().splitlines()[-1])["after"] == "sending"


EVIL = "/a\r\n2026-01-01T00:00:00.000Z INFO  forged\x1b[2J\u2028\x85\u202e\ud800"


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_what_comes_from_outside_cannot_forge_a_line(stream: StringIO, log_format: str) -> None:
    logs.configure("INFO", log_format, stream)
    request(path=EVIL, user=EVIL, method="G\nET", query="a=\n")
    logging.getLogger("emulator.any").warning("path %s", EVIL)
    written = stream.getvalue()
    assert written.count("\n") == 2
    assert len(written.splitlines()) == 2
    assert "\x1b" not in written
    written.encode()


def test_a_blank_cannot_shift_the_columns(text: StringIO) -> None:
    request(path="/a user=root 200", user="x 200 1ms")
    assert without_time(text) == ["INFO  GET /a%20user=root%20200 user=x%20200%201ms 200 1.2ms"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("class=pending&limit=3", "class=pending&limit=3"),
        ("password=hunter2&at=now", "password=***&at=now"),
        ("login_passwd=hunter2", "login_passwd=***"),
        ("access_token=hunter2&api-key=hunter2", "access_token=***&api-key=***"),
        ("p%61ssword=hunter2", "p%61ssword=***"),
        ("PASSWORD=", "PASSWORD=***"),
        ("at=2026%2F1", "at=2026%2F1"),
        ("token", "token"),
        ("url=http://h/x?token=hunter2&at=now", "url=http://h/x?token=***&at=now"),
        ("url=http%3A%2F%2Fh%2Fx%3Ftoken%3Dhunter2", "url=http://h/x?token=***"),
        ("url=http%253A%252F%252Fme%253Ahunter2%2540h", "url=http://***@h"),
        ("a=%20&url=//me:hunter2@h", "a=%20&url=//***@h"),
    ],
)
def test_secrets_in_a_query_are_masked(query: str, shown: str) -> None:
    assert redact_query(query) == shown


def test_a_query_that_is_encoded_over_and_over_is_read_no_deeper_than_needed() -> None:
    deep = "a=%" + "25" * 100_000 + "3Ftoken=x"
    assert redact_query(deep).startswith("a=%25")


def test_credentials_in_a_url_in_the_path_are_masked(text: StringIO) -> None:
    request(path="/ffws/v1/ofax/https://admin:hunter2@unit/ffws/v1/ofax/1")
    assert "hunter2" not in text.getvalue()
    assert "//***@unit/" in text.getvalue()


def test_secrets_of_a_url_in_a_query_are_masked(text: StringIO) -> None:
    request(path="/ffws/v1/ofax", query="url=https://admin:hunter2@unit/x%3Ftoken=hunter3")
    assert "hunter" not in text.getvalue()


def test_a_traceback_is_indented_and_escaped(text: StringIO) -> None:
    try:
        raise ValueError("bad\n2026-01-01T00:00:00.000Z INFO  forged")
    except ValueError:
        logging.getLogger("emulator.any").exception("it broke")
    first, *rest = text.getvalue().splitlines()
    assert first.endswith("ERROR it broke")
    assert rest
    assert all(line.startswith("    ") for line in rest)


def test_a_traceback_stays_inside_its_json_object(objects: StringIO) -> None:
    try:
        raise ValueError("bad")
    except ValueError:
        logging.getLogger("emulator.any").exception("it broke")
    line = json.loads(objects.getvalue())
    assert line["message"] == "it broke"
    assert "ValueError: bad" in line["exception"]


def test_libraries_speak_from_warning_on_and_a_higher_level_silences_them_too(stream: StringIO) -> None:
    logs.configure("DEBUG", "text", stream)
    logging.getLogger("uvicorn.error").info("Started server process")
    logging.getLogger("fax_engine.dispatch").debug("ours")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert without_time(stream) == ["DEBUG ours", "WARNING Invalid HTTP request received."]
    logs.configure("ERROR", "text", stream)
    request()
    logging.getLogger("uvicorn.error").warning("again")
    assert len(without_time(stream)) == 2


def test_the_addresses_are_told_whatever_the_level(stream: StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("ERROR", "text", stream)
    logs.announce(["http://127.0.0.1:8080", "https://127.0.0.1:8443"])
    assert without_time(stream) == ["INFO  Listening on http://127.0.0.1:8080 https://127.0.0.1:8443"]
    assert capsys.readouterr().out == "Ready.\n"


def test_a_stopwatch_counts_up() -> None:
    elapsed = logs.stopwatch()
    first = elapsed()
    assert 0 <= first <= elapsed()
