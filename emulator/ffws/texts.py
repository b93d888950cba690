"""The sentences that `/ffws/v1` answers with: one table, each with what is known of it.

Rule: an operation asks this table for a text and never writes one itself; `{name}` in it stands for a value.
"""

from dataclasses import dataclass

from fax_engine.grades import Grade
from fax_engine.texts import text


@dataclass(frozen=True, slots=True)
class FfwsTexts:
    """What a unit says in `message`."""

    # Success (developer guide, pages 7 to 18).
    success: str = text("Success", Grade.GUIDE)
    created: str = text("Created", Grade.GUIDE)
    modified: str = text("Modified", Grade.GUIDE)
    deleted: str = text("Deleted", Grade.GUIDE)
    verified: str = text("Verified", Grade.GUIDE)

    # Refusals of any operation.
    unauthorized: str = text("Unauthorized", Grade.OURS, help="401: credentials are missing or wrong")
    forbidden: str = text("Forbidden", Grade.OURS, help="403: the user may not do this")
    not_found: str = text("Not Found", Grade.OURS, help="404: no such path, or not this caller's to see")
    method_not_allowed: str = text("Method Not Allowed", Grade.OURS, help="405: the resource does something else")
    internal_error: str = text("Internal Server Error", Grade.OURS, help="500: a defect of the emulator")
    too_large: str = text("request too large: more than {limit} bytes", Grade.OURS)

    disk_full: str = text("no space left on disk", Grade.OURS, help="507: there is no room for the fax")

    # Query parameters that mean nothing.
    not_a_boolean: str = text("{name}: {value} is not true or false", Grade.OURS)
    not_a_count: str = text("{name}: {value} is not a number from 0 of at most {digits} digits", Grade.OURS)
    not_a_choice: str = text("{name}: {value} is not one of {choices}", Grade.OURS)
    parameter_too_long: str = text("{name}: longer than {most} characters", Grade.OURS)
    not_a_moment: str = text("{name}: {value} is not now or a UTC time YYYY-MM-DDTHH:MM:SS", Grade.OURS)
    not_a_utc_time: str = text("{name}: {value} is not a UTC time YYYY-MM-DDTHH:MM:SS", Grade.OURS)

    # What the appliance passes over in silence: said in Warning headers, and refused when strict. What stands behind `;
    # ` is what becomes of it, and is left out of a refusal.
    unknown_element: str = text("unknown element: {path}", Grade.OURS)
    doubled_element: str = text("element stands more than once: {path}; the last one counts", Grade.OURS)
    no_content_type: str = text("a body without Content-Type", Grade.OURS)
    unknown_parameter: str = text("unknown query parameter: {name}", Grade.OURS)
    doubled_parameter: str = text("query parameter stands more than once: {name}; the last one counts", Grade.OURS)
    unknown_magic_number: str = text(
        "{number}: no outcome has the magic number {magic_number}; a fax machine answers",
        Grade.OURS,
        help="a number that ends in 5005550CCC and brings nothing about",
    )
    dropped_characters: str = text(
        "{number}: {dropped} is not dialled; the number is {dialled}",
        Grade.OURS,
        help="letters and the like in a number to dial",
    )
    lacking_characters: str = text(
        "cover page: its typeface lacks {characters}; empty boxes stand there",
        Grade.OURS,
        help="Chinese, Japanese and the like in what a cover page shows",
    )
    numeric_boolean: str = text("{place}: {value} is not true or false; it counts as {meaning}", Grade.OURS)
    page_too_long: str = text("{name}: at most {most} are shown at once", Grade.OURS)

    # Faxes. The first three are a real unit's own (FF240.R1, firmware 3.5.2).
    no_recipient: str = text("scheduling failed: internal error", Grade.OBSERVED, help="an order without recipient")
    cover_page_url_required: str = text("cover page url required", Grade.OBSERVED)
    empty_attachment_name: str = text("invalid name: empty", Grade.OBSERVED, help="an inline attachment without name")
    empty_content_type: str = text("attachment {name}: invalid content_type: empty", Grade.OURS)
    empty_content: str = text("attachment {name}: invalid content: empty", Grade.OURS)
    empty_attachment_url: str = text("attachment {name}: invalid url: empty", Grade.OURS)
    unusable_attachment_url: str = text("attachment {name}: invalid url: only http and https are fetched", Grade.OURS)
    sender_gone: str = text("the user is gone", Grade.OURS, help="deleted between the request's check and its order")
    fax_not_found: str = text("fax not found", Grade.OURS, help="nothing to abort or reschedule for this caller")
    fax_entry_not_found: str = text("fax entry not found", Grade.OURS)

    # Users.
    user_not_found: str = text("user not found", Grade.OURS)
    username_not_alphanumeric: str = text("username: {value} is not alphanumeric", Grade.OURS)
    username_taken: str = text("username: {value} is taken", Grade.OURS)
    username_fixed: str = text("username: cannot be changed", Grade.OURS)
    password_required: str = text("password: required", Grade.OURS)

    # Contacts and groups.
    contact_not_found: str = text("contact not found", Grade.OURS)
    group_not_found: str = text("contact group not found", Grade.OURS)
    name_required: str = text("name: required", Grade.OURS, help="a contact or a group without a name")
    no_such_member: str = text("contact: {url} is no contact of this list or of the global one", Grade.OURS)
    offset_without_limit: str = text("offset: only valid with limit", Grade.OURS)
    unknown_order: str = text("order: {order} is not one of {fields}; the order is by ID", Grade.OURS)

    # Status, and words in it.
    unknown_selector: str = text("unknown selector: {value} is not one of {choices}", Grade.OURS)
    no_such_modem: str = text("there is no modem {value}", Grade.OURS)
    no_such_channel: str = text("there is no channel {value}", Grade.OURS)
    nothing_outbound: str = text("nothing pending or sending", Grade.OURS, help="404 of the outbound status")
    receiving: str = text("Receiving", Grade.GUIDE, help="the state of a fax that is being received")
    printer_idle: str = text("Idle", Grade.OURS, help="the status of a printer")
    printer_busy: str = text("Printing", Grade.OURS, help="received faxes are on their way to it")
    printer_failing: str = text("Error", Grade.OURS, help="one of them could not be printed and is tried again")
    share_connected: str = text("Connected", Grade.OURS, help="the status of a network share")
    share_failing: str = text("Error", Grade.OURS, help="a received fax could not be stored there and is tried again")

    # Files below `/data`.
    cover_page_not_found: str = text("cover page not found", Grade.OURS)
    preview_not_found: str = text("preview not found", Grade.OURS)
    preview_not_kept: str = text("preview not kept any more", Grade.OURS, help="newer completed faxes took its place")
    preview_not_available: str = text(
        "preview not available", Grade.OURS, help="the pages are there, nobody draws them"
    )
    inbound_fax_not_found: str = text("received fax not found", Grade.OURS)
    inbound_fax_not_available: str = text(
        "received fax not available", Grade.OURS, help="the pages are there, nobody draws them"
    )

    # Configuration.
    route_not_found: str = text("inbound route not found", Grade.OURS)
    unusable_extension: str = text(
        "extension: {value} is neither 1 to {most} digits nor one of {names}",
        Grade.OURS,
        help="the path of an inbound route that there cannot be",
    )
    extension_fixed: str = text("{name}: cannot be changed", Grade.OURS)
    destination_type_required: str = text("{name}: required", Grade.OURS)
    destination_value_required: str = text("{name}: required where {other} is {type}", Grade.OURS)
    modem_not_found: str = text("modem not found", Grade.OURS)
    modem_number_fixed: str = text("{name}: cannot be changed", Grade.OURS)
    unusable_station_id: str = text("{name}: {value} is not at most {most} printable ASCII characters", Grade.OURS)
    unusable_dial_prefix: str = text("{name}: {value} is not made of dialing characters", Grade.OURS)
    unknown_dialing_rules: str = text("{name}: there is no list {value}", Grade.OURS)
    ports_out_of_order: str = text("{name}: {least} is more than {other}, {most}", Grade.OURS)
