"""`/_emulator/docs` over HTTP: a page that is whole without any other server."""

import re
from urllib.parse import urljoin

import pytest

from tests.support.servers import RunningEmulator
from tests.support.workspaces import workspace

PAGE = "/_emulator/docs"


def test_the_page_and_all_that_it_needs_come_from_the_emulator(emulator: RunningEmulator) -> None:
    page = emulator.http.get(PAGE)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "://" not in page.text
    named = re.findall(r"(?:src|href)=\"([^\"]+)\"|url: '([^']+)'", page.text)
    paths = {urljoin(PAGE, attribute or setting) for attribute, setting in named}
    kinds = {path: emulator.http.get(path).headers["content-type"].partition(";")[0] for path in paths}
    assert kinds == {
        "/_emulator/docs/swagger-ui.css": "text/css",
        "/_emulator/docs/swagger-ui-bundle.js": "text/javascript",
        "/_emulator/docs/favicon.png": "image/png",
        "/_emulator/openapi.json": "application/json",
    }
    assert b"SwaggerUIBundle" in emulator.http.get("/_emulator/docs/swagger-ui-bundle.js").content


def test_the_browser_is_told_to_ask_nobody_else(emulator: RunningEmulator) -> None:
    page = emulator.http.get(PAGE)
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {source for sources in policy.values() for source in sources.split()} <= {
        "'none'",
        "'self'",
        "'unsafe-inline'",
        "data:",
    }
    assert '"validatorUrl": null' in page.text


def test_with_a_control_token_the_page_is_open_and_asks_for_it(emulator: RunningEmulator) -> None:
    assert "security" not in emulator.http.get("/_emulator/openapi.json").json()
    guarded = RunningEmulator(pace="instant", control_token="s3cret")
    assert guarded.http.get(PAGE).status_code == 200
    description = guarded.http.get("/_emulator/openapi.json").json()
    assert description["security"] == [{"control token": []}]
    assert description["components"]["securitySchemes"]["control token"] == {"type": "http", "scheme": "bearer"}
    assert guarded.http.get("/_emulator/clock").status_code == 401
    assert guarded.stop() == 0


@pytest.mark.parametrize("path", ["/", "/_emulator", "/_emulator/"])
def test_who_knows_the_address_alone_is_led_to_the_page(emulator: RunningEmulator, path: str) -> None:
    led = emulator.http.get(path)
    assert (led.status_code, led.headers["location"]) == (307, PAGE)
    with workspace(emulator, "team-a") as team_a:
        team_a.control("GET", "/info")
        assert team_a.http.get(path).headers["location"] == f"/w/team-a{PAGE}"
        assert team_a.http.get(path, follow_redirects=True).status_code == 200
    refused = emulator.http.post(path)
    assert (refused.status_code, refused.json()["error"]) == (405, "method_not_allowed")


def test_other_files_are_not_shown(emulator: RunningEmulator) -> None:
    for name in ("redoc.standalone.js", "..%2F__init__.py", "missing.js"):
        answer = emulator.http.get(f"{PAGE}/{name}")
        assert answer.status_code == 404
        assert answer.json()["error"] == "not_found"
