"""The unit's settings over HTTP: routes, modems, SIP, T.38, T.37 and the option about global contacts."""

import pytest

from tests.support.servers import FfwsClient, RunningEmulator

USER = "<user><username>ann</username><password>ann</password></user>"
MODEM_ORDER = [
    *("modem_number", "enabled_inbound", "enabled_outbound", "country", "answer_on", "routing"),
    *("max_extension_digits", "station_id", "max_baud_rate", "ecm", "dial_prefix", "init_string", "dialing_rules"),
]
T37_ORDER = [
    *("enabled", "domain", "cover_page_enabled", "cover_page_name", "inline_comments", "receipt"),
    *("receipt_attachment", "priority", "max_attempts", "interval"),
]
SIP_ORDER = [
    *("enabled", "transport", "local_port", "proxy", "registrar", "registration_enabled", "registration_interval"),
    *("username", "domain", "display_name", "dtmf_mode"),
]
T38_ORDER = [
    *("enabled", "version", "max_bit_rate", "ecm", "redundancy_low_speed", "redundancy_high_speed"),
    *("rate_management", "max_datagram", "udptl_port_min", "udptl_port_max", "fallback_g711"),
]
ROUTE = (
    "<inbound_route><extension>104</extension><name>Sales</name>"
    "<destination><type>Email</type><value>sales@example.com</value></destination>"
    "<destination><type>Notify User</type><value>ann</value></destination>"
    "<destination><type>Trash</type></destination></inbound_route>"
)


@pytest.fixture
def ann(emulator: RunningEmulator, admin: FfwsClient) -> FfwsClient:
    """A user who is no administrator."""
    assert admin.post("/users", USER).status == 200
    return emulator.client("ann", "ann")


def first_values(client: FfwsClient, path: str) -> dict[str, str]:
    answer = client.get(path)
    assert (answer.status, answer.message) == (200, "Success")
    return {child.tag: child.text or "" for child in answer.root[1]}


# Routes


def test_a_unit_has_no_routes_at_first(admin: FfwsClient) -> None:
    answer = admin.get("/inbound_routes")
    assert (answer.status, answer.message, len(answer.root)) == (200, "Success", 1)
    assert admin.get("/inbound_routes/104").status == 404


def test_a_put_makes_a_route_and_answers_without_it(admin: FfwsClient) -> None:
    answer = admin.put("/inbound_routes/104", ROUTE)
    assert (answer.status, answer.message, len(answer.root)) == (200, "Modified", 1)

    seen = admin.get("/inbound_routes/104")
    assert [child.tag for child in seen.root[1]] == ["extension", "name", "destination", "destination", "destination"]
    assert (seen.first("inbound_route/extension"), seen.first("inbound_route/name")) == ("104", "Sales")
    assert seen.all("inbound_route/destination/type") == ["Email", "Notify User", "Trash"]
    assert seen.all("inbound_route/destination/value") == ["sales@example.com", "ann", ""]


def test_a_second_put_replaces_destinations_and_keeps_what_it_leaves_out(admin: FfwsClient) -> None:
    admin.put("/inbound_routes/104", ROUTE)
    moved = "<destination><type>Printer</type><value>hall</value></destination>"
    assert admin.put("/inbound_routes/104", f"<inbound_route>{moved}</inbound_route>").status == 200
    assert admin.put("/inbound_routes/104", "<inbound_route><name>Hall</name></inbound_route>").status == 200
    seen = admin.get("/inbound_routes/104")
    assert (seen.first("inbound_route/name"), seen.all("inbound_route/destination/type")) == ("Hall", ["Printer"])


def test_routes_are_listed_global_first(admin: FfwsClient) -> None:
    for extension in ("12", "line2", "global", "9"):
        assert admin.put(f"/inbound_routes/{extension}", "<inbound_route><name>x</name></inbound_route>").status == 200
    assert admin.get("/inbound_routes").all("inbound_route/extension") == ["global", "line2", "9", "12"]


def test_a_route_that_was_deleted_is_gone(admin: FfwsClient) -> None:
    admin.put("/inbound_routes/104", ROUTE)
    answer = admin.delete("/inbound_routes/104")
    assert (answer.status, answer.message) == (200, "Deleted")
    assert admin.get("/inbound_routes/104").status == 404
    assert admin.delete("/inbound_routes/104").status == 404


@pytest.mark.parametrize("extension", ["line3", "line0", "line", "Global", "12a", "-1", "1" * 16, "\u0661"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_no_route_can_have_such_an_extension(admin: FfwsClient, extension: str, method: str) -> None:
    body = "<inbound_route><name>x</name></inbound_route>" if method == "PUT" else None
    answer = admin.request(method, f"/inbound_routes/{extension}", body)
    shown = extension if len(extension) < 40 else f"{extension[:40]}..."
    complaint = f"extension: '{shown}' is neither 1 to 15 digits nor one of global, line1, line2"
    expected = (400, complaint) if method == "PUT" else (404, "inbound route not found")
    assert (answer.status, answer.message) == expected


def test_lines_are_for_units_that_have_them(ip_admin: FfwsClient) -> None:
    refused = ip_admin.put("/inbound_routes/line1", ROUTE.replace("104", "line1"))
    assert (refused.status, refused.message) == (
        400,
        "extension: 'line1' is neither 1 to 15 digits nor one of global",
    )
    assert ip_admin.put("/inbound_routes/104", ROUTE).status == 200
    assert ip_admin.put("/inbound_routes/global", "<inbound_route><name>x</name></inbound_route>").status == 200


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<destination><type>Fax</type><value>1</value></destination>", "destination[1]/type"),
        ("<destination><type>email</type><value>1</value></destination>", "destination[1]/type"),
        ("<destination><value>1</value></destination>", "destination[1]/type"),
        ("<destination><type>Trash</type></destination><destination><type>Email</type></destination>", "[2]/value"),
        ("<destination><type>User</type><value> </value></destination>", "destination[1]/value"),
        ("<extension>105</extension>", "extension"),
    ],
)
def test_a_route_that_cannot_be_is_refused_and_nothing_is_kept(admin: FfwsClient, inside: str, named: str) -> None:
    answer = admin.put("/inbound_routes/104", f"<inbound_route>{inside}</inbound_route>")
    assert answer.status == 400
    assert named in answer.message
    assert admin.get("/inbound_routes/104").status == 404


# Modems


def test_modems_as_they_leave_the_factory(admin: FfwsClient) -> None:
    answer = admin.get("/modem_settings")
    assert answer.all("modem_settings/modem_number") == ["1", "2"]
    values = first_values(admin, "/modem_settings/2")
    assert list(values) == MODEM_ORDER
    assert values == {
        "modem_number": "2",
        "enabled_inbound": "true",
        "enabled_outbound": "true",
        "country": "USA",
        "answer_on": "1",
        "routing": "POTS Line",
        "max_extension_digits": "4",
        "station_id": "",
        "max_baud_rate": "33600",
        "ecm": "true",
        "dial_prefix": "",
        "init_string": "",
        "dialing_rules": "",
    }


def test_a_put_changes_what_it_names_on_one_modem(admin: FfwsClient) -> None:
    body = "<modem_settings><ecm>false</ecm><routing>DTMF Digits</routing><station_id>555 1234</station_id>"
    answer = admin.put("/modem_settings/1", body + "</modem_settings>")
    assert (answer.status, answer.message, len(answer.root)) == (200, "Modified", 1)
    changed = first_values(admin, "/modem_settings/1")
    assert (changed["ecm"], changed["routing"], changed["station_id"]) == ("false", "DTMF Digits", "555 1234")
    assert (changed["country"], changed["max_baud_rate"]) == ("USA", "33600")
    assert first_values(admin, "/modem_settings/2")["ecm"] == "true"


def test_an_empty_text_empties_a_setting_and_nothing_else_does(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/dialing-rules", {"lists": {"local": []}})
    body = "<dialing_rules>local</dialing_rules><station_id>555</station_id><dial_prefix>9,</dial_prefix>"
    assert admin.put("/modem_settings/1", f"<modem_settings>{body}<ecm>false</ecm></modem_settings>").status == 200
    empty = "<dialing_rules></dialing_rules><station_id/><dial_prefix> </dial_prefix><ecm/><answer_on/><routing/>"
    assert admin.put("/modem_settings/1", f"<modem_settings>{empty}</modem_settings>").message == "Modified"
    changed = first_values(admin, "/modem_settings/1")
    assert (changed["dialing_rules"], changed["station_id"], changed["dial_prefix"]) == ("", "", "")
    assert (changed["ecm"], changed["answer_on"], changed["routing"]) == ("false", "1", "POTS Line")
    assert emulator.control("GET", "/dialing-rules")["modems"]["1"] == ""


def test_the_name_of_a_route_can_be_emptied_and_its_extension_stays(admin: FfwsClient) -> None:
    admin.put("/inbound_routes/104", ROUTE)
    body = "<inbound_route><extension/><name/><destination/></inbound_route>"
    assert admin.put("/inbound_routes/104", body).status == 200
    seen = admin.get("/inbound_routes/104")
    assert (seen.first("inbound_route/extension"), seen.first("inbound_route/name")) == ("104", "")
    assert len(seen.all("inbound_route/destination/type")) == 3


def test_what_was_read_can_be_written_back(admin: FfwsClient) -> None:
    admin.put("/modem_settings/1", "<modem_settings><answer_on>3</answer_on></modem_settings>")
    before = first_values(admin, "/modem_settings/1")
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in before.items())
    assert admin.put("/modem_settings/1", f"<modem_settings>{inside}</modem_settings>").status == 200
    assert first_values(admin, "/modem_settings/1") == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_baud_rate", "1200"),
        ("max_baud_rate", "10000"),
        ("max_baud_rate", "36000"),
        ("max_baud_rate", "fast"),
        ("answer_on", "0"),
        ("max_extension_digits", "0"),
        ("max_extension_digits", "16"),
        ("routing", "DTMF"),
        ("ecm", "maybe"),
        ("modem_number", "2"),
        ("station_id", "123456789012345678901"),
        ("station_id", "Bür\u00f6"),
        ("dial_prefix", "nine"),
        ("dialing_rules", "nobody"),
    ],
)
def test_a_value_out_of_range_is_refused_by_its_name(admin: FfwsClient, name: str, value: str) -> None:
    before = first_values(admin, "/modem_settings/1")
    answer = admin.put(
        "/modem_settings/1", f"<modem_settings><country>X</country><{name}>{value}</{name}></modem_settings>"
    )
    assert answer.status == 400
    assert name in answer.message
    assert first_values(admin, "/modem_settings/1") == before


@pytest.mark.parametrize("rate", ["2400", "14400", "33600"])
def test_every_step_of_the_rate_can_be_set(admin: FfwsClient, rate: str) -> None:
    body = f"<modem_settings><max_baud_rate>{rate}</max_baud_rate></modem_settings>"
    assert admin.put("/modem_settings/1", body).status == 200
    assert first_values(admin, "/modem_settings/1")["max_baud_rate"] == rate


@pytest.mark.parametrize("modem", ["0", "3", "01", "one", "1.0"])
def test_there_is_no_such_modem(admin: FfwsClient, modem: str) -> None:
    assert admin.get(f"/modem_settings/{modem}").status == 404
    assert admin.put(f"/modem_settings/{modem}", "<modem_settings/>").status == 404


def test_a_list_that_is_there_can_be_chosen(emulator: RunningEmulator, admin: FfwsClient) -> None:
    emulator.control("PUT", "/dialing-rules", {"lists": {"local": []}})
    body = "<modem_settings><dialing_rules>local</dialing_rules></modem_settings>"
    assert admin.put("/modem_settings/1", body).status == 200
    assert emulator.control("GET", "/dialing-rules")["modems"] == {"1": "local", "2": ""}


def test_a_modem_that_takes_no_calls_and_takes_them_again(emulator: RunningEmulator, admin: FfwsClient) -> None:
    for modem in (1, 2):
        body = "<modem_settings><enabled_outbound>false</enabled_outbound></modem_settings>"
        assert admin.put(f"/modem_settings/{modem}", body).status == 200
    keys = admin.send()
    emulator.run_until_idle()
    assert admin.state(keys) == "pending"
    body = "<modem_settings><enabled_outbound>true</enabled_outbound><max_baud_rate>4800</max_baud_rate><ecm>0</ecm>"
    assert admin.put("/modem_settings/2", body + "</modem_settings>").status == 200
    assert admin.state(keys) == "sending"
    emulator.run_until_idle()
    sent = admin.get(f"/ofax/{keys}?include_modem_info=true")
    told = [sent.first(f"fax_entry/modem_info/{name}") for name in ("modem_number", "baud_rate", "ecm")]
    assert (sent.first("fax_entry/state"), told) == ("sent", ["2", "4800", "false"])


# SIP and T.38


def test_sip_as_it_leaves_the_factory(ip_admin: FfwsClient) -> None:
    values = first_values(ip_admin, "/sip_settings")
    assert list(values) == SIP_ORDER
    assert (values["enabled"], values["transport"], values["local_port"]) == ("true", "udp", "5060")


def test_the_password_is_taken_and_never_given(ip_admin: FfwsClient) -> None:
    body = "<sip_settings><username>fax</username><password>s3cret</password><transport>tls</transport></sip_settings>"
    assert ip_admin.put("/sip_settings", body).status == 200
    answer = ip_admin.get("/sip_settings")
    assert "s3cret" not in answer.response.text
    assert answer.root.find("sip_settings/password") is None
    assert (answer.first("sip_settings/username"), answer.first("sip_settings/transport")) == ("fax", "tls")


def test_texts_of_sip_can_be_emptied_but_not_the_password(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient
) -> None:
    body = "<username>fax</username><proxy>sip.example</proxy><password>s3cret</password>"
    ip_admin.put("/sip_settings", f"<sip_settings>{body}</sip_settings>")
    body = "<sip_settings><username/><proxy/><password/><transport/></sip_settings>"
    assert ip_admin.put("/sip_settings", body).status == 200
    values = first_values(ip_admin, "/sip_settings")
    assert (values["username"], values["proxy"], values["transport"]) == ("", "", "udp")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("local_port", "0"),
        ("local_port", "65536"),
        ("transport", "sctp"),
        ("dtmf_mode", "x"),
        ("enabled", "2"),
        ("registration_interval", "0"),
    ],
)
def test_sip_out_of_range(ip_admin: FfwsClient, name: str, value: str) -> None:
    answer = ip_admin.put("/sip_settings", f"<sip_settings><{name}>{value}</{name}></sip_settings>")
    assert answer.status == 400
    assert name in answer.message


def test_t38_as_it_leaves_the_factory(ip_admin: FfwsClient) -> None:
    values = first_values(ip_admin, "/t38_settings")
    assert list(values) == T38_ORDER
    assert (values["max_bit_rate"], values["rate_management"], values["fallback_g711"]) == (
        "14400",
        "transferredTCF",
        "false",
    )


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<version>4</version>", "version"),
        ("<version>-1</version>", "version"),
        ("<max_bit_rate>14000</max_bit_rate>", "max_bit_rate"),
        ("<redundancy_low_speed>6</redundancy_low_speed>", "redundancy_low_speed"),
        ("<redundancy_high_speed>6</redundancy_high_speed>", "redundancy_high_speed"),
        ("<rate_management>none</rate_management>", "rate_management"),
        ("<max_datagram>0</max_datagram>", "max_datagram"),
        ("<max_datagram>11</max_datagram>", "max_datagram"),
        ("<udptl_port_min>0</udptl_port_min>", "udptl_port_min"),
        ("<udptl_port_max>65536</udptl_port_max>", "udptl_port_max"),
        ("<udptl_port_min>5000</udptl_port_min>", "udptl_port_min"),
        ("<udptl_port_max>3999</udptl_port_max>", "udptl_port_max"),
        ("<udptl_port_min>20</udptl_port_min><udptl_port_max>10</udptl_port_max>", "udptl_port_min"),
    ],
)
def test_t38_out_of_range_or_order(ip_admin: FfwsClient, inside: str, named: str) -> None:
    before = first_values(ip_admin, "/t38_settings")
    answer = ip_admin.put("/t38_settings", f"<t38_settings>{inside}</t38_settings>")
    assert answer.status == 400
    assert named in answer.message
    assert first_values(ip_admin, "/t38_settings") == before


def test_t38_settings_show_in_a_call(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    body = "<t38_settings><max_bit_rate>7200</max_bit_rate><ecm>false</ecm><udptl_port_min>4999</udptl_port_min>"
    assert ip_admin.put("/t38_settings", body + "</t38_settings>").status == 200
    keys = ip_admin.send()
    one_ip_emulator.run_until_idle()
    sent = ip_admin.get(f"/ofax/{keys}?include_modem_info=true")
    assert sent.first("fax_entry/modem_info/baud_rate") == "7200"
    assert sent.first("fax_entry/modem_info/ecm") == "false"


def test_without_sip_faxes_wait(one_ip_emulator: RunningEmulator, ip_admin: FfwsClient) -> None:
    ip_admin.put("/sip_settings", "<sip_settings><enabled>false</enabled></sip_settings>")
    keys = ip_admin.send()
    one_ip_emulator.run_until_idle()
    assert ip_admin.state(keys) == "pending"
    ip_admin.put("/sip_settings", "<sip_settings><enabled>true</enabled></sip_settings>")
    one_ip_emulator.run_until_idle()
    assert ip_admin.state(keys) == "sent"


# T.37 and the option


def test_t37_settings(admin: FfwsClient) -> None:
    values = first_values(admin, "/t37_settings")
    assert list(values) == T37_ORDER
    assert (values["enabled"], values["priority"], values["max_attempts"], values["interval"]) == (
        *("false", "3", "3", "300"),
    )
    body = "<t37_settings><enabled>true</enabled><domain>fax.example.com</domain><receipt>always</receipt>"
    answer = admin.put("/t37_settings", body + "</t37_settings>")
    assert (answer.status, answer.message, len(answer.root)) == (200, "Modified", 1)
    changed = first_values(admin, "/t37_settings")
    assert changed == values | {"enabled": "true", "domain": "fax.example.com", "receipt": "always"}


def test_the_domain_of_t37_can_be_emptied(admin: FfwsClient) -> None:
    admin.put("/t37_settings", "<t37_settings><domain>fax.example.com</domain></t37_settings>")
    assert admin.put("/t37_settings", "<t37_settings><domain/><receipt/></t37_settings>").status == 200
    values = first_values(admin, "/t37_settings")
    assert (values["domain"], values["receipt"]) == ("", "failure")


@pytest.mark.parametrize(
    ("name", "value"),
    [("priority", "6"), ("max_attempts", "0"), ("interval", "-1"), ("receipt", "often"), ("receipt_attachment", "doc")],
)
def test_t37_out_of_range(admin: FfwsClient, name: str, value: str) -> None:
    answer = admin.put("/t37_settings", f"<t37_settings><{name}>{value}</{name}></t37_settings>")
    assert answer.status == 400
    assert name in answer.message


def test_everybody_may_see_whether_users_may_add_to_global_contacts(
    emulator: RunningEmulator, admin: FfwsClient, ann: FfwsClient
) -> None:
    assert emulator.control("GET", "/options")["add_global_contacts"] is False
    assert ann.get("/add_global_contacts").first("add_global_contacts") == "false"
    assert emulator.control("PUT", "/options", {"add_global_contacts": True})["add_global_contacts"] is True
    assert ann.get("/add_global_contacts").first("add_global_contacts") == "true"
    assert admin.get("/add_global_contacts").first("add_global_contacts") == "true"
    assert admin.put("/add_global_contacts", "<add_global_contacts>false</add_global_contacts>").status == 405
    emulator.reset()
    assert admin.get("/add_global_contacts").first("add_global_contacts") == "false"


@pytest.mark.parametrize("body", [{}, {"add_global_contacts": "perhaps"}, {"more": True}])
def test_an_option_that_means_nothing(emulator: RunningEmulator, body: dict[str, object]) -> None:
    assert emulator.http.put("/_emulator/options", json=body).status_code == 400


# Rights and models


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/inbound_routes", None),
        ("GET", "/inbound_routes/104", None),
        ("PUT", "/inbound_routes/104", ROUTE),
        ("DELETE", "/inbound_routes/104", None),
        ("GET", "/t37_settings", None),
        ("PUT", "/t37_settings", "<t37_settings/>"),
        ("GET", "/modem_settings", None),
        ("GET", "/modem_settings/1", None),
        ("GET", "/modem_settings/9", None),
        ("PUT", "/modem_settings/1", "<modem_settings/>"),
    ],
)
def test_settings_are_the_administrators(
    emulator: RunningEmulator, admin: FfwsClient, ann: FfwsClient, method: str, path: str, body: str | None
) -> None:
    assert ann.request(method, path, body).status == 403
    assert emulator.client("ann", "wrong").request(method, path, body).status == 401


@pytest.mark.parametrize(("path", "body"), [("/sip_settings", "<sip_settings/>"), ("/t38_settings", "<t38_settings/>")])
def test_an_ip_unit_guards_its_settings_and_an_analog_one_has_none(
    one_ip_emulator: RunningEmulator, ip_admin: FfwsClient, admin: FfwsClient, path: str, body: str
) -> None:
    assert ip_admin.post("/users", USER).status == 200
    ann = one_ip_emulator.client("ann", "ann")
    assert (ann.get(path).status, ann.put(path, body).status) == (403, 403)
    assert (ip_admin.get(path).status, ip_admin.put(path, body).status) == (200, 200)
    assert (admin.get(path).status, admin.put(path, body).status) == (404, 404)


def test_an_ip_unit_has_no_modems(ip_admin: FfwsClient) -> None:
    for path in ("/modem_settings", "/modem_settings/1"):
        assert ip_admin.get(path).status == 404


@pytest.mark.parametrize("path", ["/t37_settings", "/modem_settings/1", "/inbound_routes/104"])
def test_what_is_no_such_element_is_refused(admin: FfwsClient, path: str) -> None:
    for body in ("<user/>", "<settings>", ""):
        assert admin.put(path, body).status == 400
    assert admin.post(path, "<x/>").status == 405
