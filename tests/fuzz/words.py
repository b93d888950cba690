"""What stands in fuzzed requests: values that a client might mean, and values that nobody should.

Rule: nothing here leads out of this machine, and nothing keeps a unit busy for long: URLs to fetch lead to a port where
nobody listens, and texts are short but for a few.
"""

from base64 import b64encode

HELLO = b64encode(b"Hello.").decode()

PASSWORD = "admin"
"""Of every user that a session adds in earnest; the administrator's is the same."""

RIGHT: dict[str, tuple[str, ...]] = {
    "approver": ("admin",),
    "at": ("now", "2030-01-01T00:00:00"),
    "channel": ("1", "2"),
    "class": ("pending", "sending", "complete"),
    "comments": ("first\nsecond", "x" * 3000),
    "contact": ("http://x/ffws/v1/contacts/admin/1",),
    "content": (HELLO, "SGVs\nbG8u"),
    "content_type": ("text/plain",),
    "cover_page_name": ("default.pdf",),
    "default_cover_page_name": ("default.pdf", "mts_template2.pdf"),
    "description": ("The best of them", "x"),
    "dial_prefix": ("9", "9,"),
    "dialing_rules": ("",),
    "domain": ("fax.example",),
    "email_address": ("ann@example.com",),
    "extension": ("100", "global", "line1"),
    "fax_number": ("218-555-3335", "5005550000", "5005550201", "5005550034", "5005550301", "9,1(218)5553335"),
    "from": ("2029-12-31T00:00:00", "2030-01-01T00:00:00"),
    "id": ("1", "2"),
    "max_baud_rate": ("14400", "2400", "33600"),
    "max_bit_rate": ("14400", "2400", "33600"),
    "modem": ("1", "2"),
    "order": ("name", "fax_number", "organization"),
    "organization": ("Example Org", "Ö"),
    "password": (PASSWORD,),
    "phone_number": ("218-555-3333", "+1 218 555 3333"),
    "schedule_all_at": ("2030-01-01T00:00:30", "1970-01-01T00:00:00", "9998-12-31T23:59:59"),
    "selector": ("STATUS", "SYSTEM", "modem", "CHANNEL", "Printer", "SHARE"),
    "station_id": ("218 555 3335", "x" * 20),
    "to": ("2030-01-02T00:00:00", "1970-01-01T00:00:00"),
    "type": ("Email", "Notify"),
    "url": ("http://x/ffws/v1/data/cover_pages/default.pdf",),
    "username": ("ann", "bob", "u3", "u4", "u5"),
    "value": ("ann@example.com",),
}
"""What a client writes, by the name of a leaf, a parameter or a part of a path."""

NEARLY: dict[str, tuple[str, ...]] = {
    "at": ("9998-12-31T23:59:59", "2030-01-01"),
    "contact": ("http://x/ffws/v1/contacts/global_contact_list/2", "1", "http://x/ffws/v1/users/admin"),
    "content": (b64encode(b"%PDF-1.4\n").decode(), "SGVsbG8", "\t"),
    "content_type": ("application/pdf", "image/tiff", "image/png", "text/html; charset=x", "a/b"),
    "default_cover_page_name": ("nothing.pdf",),
    "dialing_rules": ("main", "none"),
    "domain": ("a b",),
    "email_address": ("nobody",),
    "extension": ("2", "line99", "GLOBAL"),
    "max_baud_rate": ("9601",),
    "order": ("id", "x"),
    "station_id": ("x" * 21,),
    "type": ("User", "Notify User", "Printer", "Share", "Sftp", "Trash", "trash"),
    "url": (
        "http://127.0.0.1:9/a.txt",
        "file:///etc/passwd",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "default.pdf",
        "//",
    ),
    "username": ("admin", "global_contact_list", "a b"),
    "value": ("admin", "printer1", "//server/share"),
}
"""What is a little wrong, or wrong in some places only, by the same names."""

BOOLEANS = ("true", "false", "TRUE", "0")
TIMES = RIGHT["schedule_all_at"]
COUNTS = ("1", "0", "2", "10", "300", "2147483647")
MANY = 300
TEXTS = ("Ann", "Bob & Söhne <GmbH>", "letter.txt", "1")

SEGMENTS = (
    *("1", "0", "2", "3", "9", "admin", "ann", "global_contact_list", "00000001", "0000", "global", "line1", "100"),
    *("SYSTEM", "status", "modem", "CHANNEL", "Printer", "SHARE", "default.pdf", "mts_template2.pdf"),
    *("00000001-0000.pdf", "1.pdf", "1.tiff"),
)
"""Parts of paths that may well exist."""

PARAMETERS = (
    *("limit", "offset", "order", "name", "fax_number", "phone_number", "organization", "description"),
    *("class", "all_users", "complete_limit", "include_modem_info", "at", "from", "to"),
    *("pending_limit", "sending_limit", "Limit", "x", ""),
)
"""The query parameters of the guide, and some that mean nothing."""

NASTY = (
    "",
    " ",
    "\t\r\n ",
    "0",
    "-1",
    "99999999999999999999",
    "9" * 400,
    "2147483648",
    "-9223372036854775809",
    "1e9",
    "0x10",
    "NaN",
    "١٢٣",
    "½",
    "true ",
    "null",
    "\u00a0",
    "żółw 亀 🐢 \u202ertl",
    "e\u0301\u200b\ufeff",
    "\x00",
    "\x01\x1b[31m",
    "\x7f\x85\u2028",
    "\ud800",
    "\ufffe",
    "&amp;lt;",
    "<b>",
    "]]>",
    "%00%0d%0aX: y",
    "%",
    "_%",
    "' OR 1=1 --",
    '"; DROP TABLE users; --',
    "../../etc/passwd",
    "..",
    "/",
    "{0.__class__}",
    "{",
    "%s%n",
    "\r\nSet-Cookie: x",
    "a" * 1001,
    "(" * 300,
    ".,!W" * 20,
    "0000-00-00T00:00:00",
    "2030-02-30T00:00:00",
    "9999-12-31T23:59:59",
    "2030-01-01T00:00:00+25:00",
)
"""Texts that have broken programs before."""
