"""The table of cells: a row for every operation of the contract, with a good request and what can be wrong with it."""

from tests.support.cell_world import CONTACT, ROUTE
from tests.support.cells import (
    ADMINISTRATORS,
    ANYBODY,
    ITS_OWNER,
    ITS_OWNER_ALONE_UNSEEN,
    ITS_OWNER_OR_400,
    ITS_OWNER_UNSEEN,
    Row,
)
from tests.support.servers import schedule_fax

GLOBAL = "global_contact_list"

VIEW = "include_modem_info=true"
BAD_VIEW = "include_modem_info=maybe"

BAD_CONTACT = f"<contact><name>{'x' * 1001}</name></contact>"
"""A name longer than any text may be."""

BAD_GROUP = (
    "<contact_group><name>x</name><contact>https://192.168.2.1/ffws/v1/contacts/owner/999999</contact></contact_group>"
)

FAXES = (
    Row(
        operation="POST /ofax",
        rights=ANYBODY,
        good=201,
        body=schedule_fax(),
        bad_body=schedule_fax(inside="<priority>6</priority>"),
    ),
    Row(operation="GET /ofax", rights=ANYBODY, query=VIEW, bad_query="complete_limit=many"),
    Row(operation="GET /ofax", rights=ANYBODY, query="class=complete", bad_query="class=lost", note="by class"),
    Row(
        operation="GET /ofax/{}",
        rights=ITS_OWNER_ALONE_UNSEEN,
        keys=lambda world: world.sent_fax[:1],
        query=VIEW,
        bad_query=BAD_VIEW,
        unknown_key=("0000FFFF",),
    ),
    Row(
        operation="GET /ofax/{}/{}",
        rights=ITS_OWNER_ALONE_UNSEEN,
        keys=lambda world: world.sent_fax,
        query=VIEW,
        bad_query=BAD_VIEW,
        unknown_key=("00000001", "00FF"),
    ),
    Row(
        operation="GET /ofax/{}/{}",
        rights=ITS_OWNER_UNSEEN,
        keys=lambda world: world.sent_fax,
        query="all_users=true",
        bad_query="all_users=perhaps",
        unknown_key=("00000001", "no key"),
        note="all users'",
    ),
    Row(
        operation="DELETE /ofax/{}",
        rights=ITS_OWNER_OR_400,
        good=202,
        keys=lambda world: world.fresh_fax()[:1],
        unknown_key=("0000FFFF",),
        unknown=400,
    ),
    Row(
        operation="DELETE /ofax/{}/{}",
        rights=ITS_OWNER_OR_400,
        good=202,
        keys=lambda world: world.fresh_fax(),
        unknown_key=("0000FFFF", "0000"),
        unknown=400,
    ),
    Row(
        operation="PUT /ofax/{}/{}",
        rights=ITS_OWNER_OR_400,
        good=202,
        keys=lambda world: world.fresh_fax(),
        query="at=2031-06-01T00%3A00%3A00",
        bad_query="at=tomorrow",
        unknown_key=("0000FFFF", "0000"),
        unknown=400,
    ),
)

USERS = (
    Row(operation="GET /verify", rights=ANYBODY),
    Row(operation="GET /users/{}", rights=ITS_OWNER, keys=lambda world: ("owner",), unknown_user=("nobody",)),
    Row(
        operation="POST /users",
        rights=ADMINISTRATORS,
        body=lambda world: world.fresh_user(),
        bad_body="<user><username>a b</username><password>x</password></user>",
    ),
    Row(
        operation="PUT /users/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner",),
        body="<user><organization>Example Org</organization></user>",
        bad_body="<user><receipt>sometimes</receipt></user>",
        unknown_user=("nobody",),
    ),
)


def _edit_of_contact(method: str) -> Row:
    return Row(
        operation=f"{method} /contacts/{{}}/{{}}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner", world.fresh_contact()),
        body="<contact><organization>Example Org</organization></contact>",
        bad_body=BAD_CONTACT,
        unknown_key=("owner", "999999"),
        unknown_user=("nobody", "1"),
    )


CONTACTS = (
    Row(
        operation="GET /contacts/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner",),
        query="limit=2&offset=1&name=z&order=name",
        bad_query="limit=few",
        unknown_user=("nobody",),
    ),
    Row(operation="GET /contacts/{}", rights=ANYBODY, keys=lambda world: (GLOBAL,), bad_query="offset=1", note=GLOBAL),
    Row(
        operation="GET /contacts/{}/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner", world.fresh_contact()),
        unknown_key=("owner", "999999"),
        unknown_user=("nobody", "1"),
    ),
    Row(
        operation="GET /contacts/{}/{}",
        rights=ANYBODY,
        keys=lambda world: (GLOBAL, world.fresh_contact(GLOBAL)),
        unknown_key=(GLOBAL, "x"),
        note=GLOBAL,
    ),
    Row(
        operation="POST /contacts/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner",),
        body=CONTACT,
        bad_body=BAD_CONTACT,
        unknown_user=("nobody",),
    ),
    Row(
        operation="POST /contacts/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (world.closed_list(),),
        body=CONTACT,
        bad_body=BAD_CONTACT,
        note=GLOBAL,
    ),
    Row(
        operation="POST /contacts/{}",
        rights=ANYBODY,
        keys=lambda world: (world.open_list(),),
        body=CONTACT,
        bad_body=BAD_CONTACT,
        note="open list",
    ),
    _edit_of_contact("PUT"),
    _edit_of_contact("POST"),
    Row(
        operation="DELETE /contacts/{}/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner", world.fresh_contact()),
        unknown_key=("owner", "999999"),
        unknown_user=("nobody", "1"),
    ),
    Row(
        operation="DELETE /contacts/{}/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (world.closed_list(), world.fresh_contact(GLOBAL)),
        note=GLOBAL,
    ),
    Row(
        operation="PUT /contacts/{}/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (world.closed_list(), world.fresh_contact(GLOBAL)),
        body="<contact><organization>Example Org</organization></contact>",
        bad_body=BAD_CONTACT,
        note=GLOBAL,
    ),
    Row(
        operation="PUT /contacts/{}/{}",
        rights=ANYBODY,
        keys=lambda world: (world.open_list(), world.fresh_contact(GLOBAL)),
        body="<contact><organization>Example Org</organization></contact>",
        bad_body=BAD_CONTACT,
        note="open list",
    ),
    Row(operation="GET /contact_oids/{}", rights=ITS_OWNER, keys=lambda world: ("owner",), unknown_user=("nobody",)),
    Row(operation="GET /contact_oids/{}", rights=ANYBODY, keys=lambda world: (GLOBAL,), note=GLOBAL),
)

GROUPS = (
    Row(
        operation="GET /contact_groups/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner",),
        query="limit=2&description=z&order=description",
        bad_query="offset=1",
        unknown_user=("nobody",),
    ),
    Row(operation="GET /contact_groups/{}", rights=ANYBODY, keys=lambda world: (GLOBAL,), note=GLOBAL),
    Row(
        operation="GET /contact_groups/{}/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner", world.fresh_group()),
        unknown_key=("owner", "999999"),
        unknown_user=("nobody", "1"),
    ),
    Row(
        operation="POST /contact_groups/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner",),
        body=lambda world: world.group(),
        bad_body=BAD_GROUP,
        unknown_user=("nobody",),
    ),
    Row(
        operation="POST /contact_groups/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (world.closed_list(),),
        body=lambda world: world.group(GLOBAL),
        bad_body=BAD_GROUP,
        note=GLOBAL,
    ),
    Row(
        operation="PUT /contact_groups/{}/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner", world.fresh_group()),
        body=lambda world: world.group(),
        bad_body=BAD_GROUP,
        unknown_key=("owner", "999999"),
        unknown_user=("nobody", "1"),
    ),
    Row(
        operation="DELETE /contact_groups/{}/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner", world.fresh_group()),
        unknown_key=("owner", "999999"),
        unknown_user=("nobody", "1"),
    ),
    Row(
        operation="GET /contact_group_oids/{}",
        rights=ITS_OWNER,
        keys=lambda world: ("owner",),
        unknown_user=("nobody",),
    ),
)

FILES = (
    Row(operation="GET /cover_pages", rights=ANYBODY),
    Row(
        operation="GET /data/cover_pages/{}",
        rights=ANYBODY,
        keys=lambda world: ("default.pdf",),
        unknown_key=("none.pdf",),
        content_type="application/pdf",
    ),
    Row(
        operation="GET /data/preview/{}",
        rights=ITS_OWNER_UNSEEN,
        keys=lambda world: (f"{world.sent_fax[0]}-{world.sent_fax[1]}.pdf",),
        unknown_key=("0000FFFF-0000.pdf",),
        content_type="application/pdf",
    ),
    Row(
        operation="GET /data/inbound/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (f"{world.received_fax}.pdf",),
        unknown_key=("999999.pdf",),
        content_type="application/pdf",
    ),
    Row(
        operation="GET /data/inbound/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (f"{world.received_fax}.tiff",),
        unknown_key=("1.docx",),
        content_type="image/tiff",
        note="TIFF",
    ),
)

STATUS = (
    Row(operation="GET /status", rights=ANYBODY),
    Row(
        operation="GET /status/{}",
        rights=ANYBODY,
        keys=lambda world: ("system",),
        unknown_key=("WEATHER",),
        unknown=400,
    ),
    Row(operation="GET /channel_status", rights=ANYBODY),
    Row(
        operation="GET /channel_status/{}",
        rights=ANYBODY,
        keys=lambda world: ("2",),
        unknown_key=("3",),
        unknown=400,
    ),
    Row(operation="GET /modem_status", rights=ANYBODY),
    Row(
        operation="GET /modem_status/{}",
        rights=ANYBODY,
        keys=lambda world: ("2",),
        unknown_key=("9",),
        unknown=400,
    ),
    Row(operation="GET /inbound_status", rights=ANYBODY),
    Row(
        operation="GET /outbound_status",
        rights=ANYBODY,
        query="class=pending&pending_limit=3",
        bad_query="class=complete",
    ),
    Row(
        operation="GET /outbound_status",
        rights=ANYBODY,
        query="class=sending",
        bad_query="sending_limit=few",
        good=404,
        note="nothing there",
    ),
)

LOGS = (
    Row(operation="GET /inbound_log", rights=ADMINISTRATORS, query="limit=2&offset=1", bad_query="limit=few"),
    Row(operation="GET /outbound_log", rights=ANYBODY, query="all_users=true", bad_query="all_users=perhaps"),
    Row(operation="GET /call_log", rights=ADMINISTRATORS, query="from=2030-01-01T00:00:00", bad_query="from=yesterday"),
    Row(operation="GET /inbound_log_count", rights=ADMINISTRATORS, bad_query="to=tomorrow"),
    Row(operation="GET /outbound_log_count", rights=ANYBODY, bad_query="from=yesterday"),
)

CONFIGURATION = (
    Row(operation="GET /inbound_routes", rights=ADMINISTRATORS),
    Row(
        operation="GET /inbound_routes/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (world.fresh_route(),),
        unknown_key=("999999",),
    ),
    Row(
        operation="PUT /inbound_routes/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: ("4711",),
        body=ROUTE,
        bad_body="<inbound_route><destination><type>Pigeon</type><value>x</value></destination></inbound_route>",
        unknown_key=("line99",),
        unknown=400,
    ),
    Row(
        operation="DELETE /inbound_routes/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: (world.fresh_route(),),
        unknown_key=("999999",),
    ),
    Row(operation="GET /t37_settings", rights=ADMINISTRATORS),
    Row(
        operation="PUT /t37_settings",
        rights=ADMINISTRATORS,
        body="<t37_settings><priority>2</priority></t37_settings>",
        bad_body="<t37_settings><priority>6</priority></t37_settings>",
    ),
    Row(operation="GET /modem_settings", rights=ADMINISTRATORS),
    Row(
        operation="GET /modem_settings/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: ("1",),
        unknown_key=("9",),
    ),
    Row(
        operation="PUT /modem_settings/{}",
        rights=ADMINISTRATORS,
        keys=lambda world: ("1",),
        body="<modem_settings><max_baud_rate>14400</max_baud_rate></modem_settings>",
        bad_body="<modem_settings><max_baud_rate>14401</max_baud_rate></modem_settings>",
        unknown_key=("9",),
    ),
    Row(operation="GET /sip_settings", rights=ADMINISTRATORS),
    Row(
        operation="PUT /sip_settings",
        rights=ADMINISTRATORS,
        body="<sip_settings><transport>tcp</transport></sip_settings>",
        bad_body="<sip_settings><transport>pigeon</transport></sip_settings>",
    ),
    Row(operation="GET /t38_settings", rights=ADMINISTRATORS),
    Row(
        operation="PUT /t38_settings",
        rights=ADMINISTRATORS,
        body="<t38_settings><redundancy_low_speed>4</redundancy_low_speed></t38_settings>",
        bad_body="<t38_settings><redundancy_low_speed>6</redundancy_low_speed></t38_settings>",
    ),
    Row(operation="GET /add_global_contacts", rights=ANYBODY),
    Row(operation="GET /about", rights=ANYBODY),
)

ROWS: tuple[Row, ...] = (*FAXES, *USERS, *CONTACTS, *GROUPS, *FILES, *STATUS, *LOGS, *CONFIGURATION)
