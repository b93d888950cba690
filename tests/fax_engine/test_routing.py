"""Which inbound route applies."""

import pytest

from fax_engine.routing import CalledParty, choose_route

ROUTES = {"101": "Sales", "line1": "Front desk", "line2": "Workshop"}


@pytest.mark.parametrize(
    ("extension", "line", "recipient"),
    [
        ("101", 1, "Sales"),  # digits lead past the line
        ("", 1, "Front desk"),  # the line decides when no digits came
        ("", 2, "Workshop"),
        ("", 3, None),
        ("999", 1, None),  # an extension without a route does not fall back on the line
        ("101", None, "Sales"),  # SIP: the called number
        ("", None, None),  # SIP lines have no routes of their own
    ],
)
def test_extension_then_line(extension: str, line: int | None, recipient: str | None) -> None:
    assert choose_route(CalledParty(extension, line), ROUTES.get) == recipient


@pytest.mark.parametrize(("extension", "line"), [("101", 1), ("", 1), ("999", 2), ("", None)])
def test_the_global_route_overrides_all_others(extension: str, line: int | None) -> None:
    routes = ROUTES | {"global": "Everything"}
    assert choose_route(CalledParty(extension, line), routes.get) == "Everything"
