"""Short words for calls that come in, and for the routes that they take."""

from base64 import b64encode
from typing import Any

from tests.support.servers import FfwsClient, Reachable


def call_in(emulator: Reachable, text: str = "Hello.", status: int = 202, **fields: Any) -> Any:
    """Somebody faxes a text to the unit; answers the JSON."""
    body = {
        "from": "2185551234",
        "station_id": "218 555 1234",
        "document": b64encode(text.encode()).decode(),
        "content_type": "text/plain",
        **fields,
    }
    answer = emulator.http.post("/_emulator/inbound", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def set_routes(admin: FfwsClient) -> None:
    """Line 1 goes to a printer, and extension 101 to printers and a folder."""
    routes = {
        "line1": ("Front desk", [("Printer", "lp1")]),
        "101": ("Sales", [("Share", "//files/fax"), ("Printer", "lp2"), ("Printer", "lp1")]),
    }
    for extension, (name, destinations) in routes.items():
        inside = "".join(
            f"<destination><type>{kind}</type><value>{value}</value></destination>" for kind, value in destinations
        )
        body = f"<inbound_route><name>{name}</name>{inside}</inbound_route>"
        assert admin.put(f"/inbound_routes/{extension}", body).status == 200
