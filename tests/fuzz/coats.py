"""What goes around a body: declarations, comments, entities, encodings, and every way to break a document's text.

Rule: a coat takes the text and a number, and the number says where or which.
"""

import re
from collections.abc import Callable

DECLARATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    "<?xml version='1.0' encoding='utf-8' standalone='yes'?>",
    '<?xml version="1.0"?>\r\n\r\n',
    '<?xml version="1.1"?>',
    '<?xml version="9.9" encoding="x-nothing"?>',
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<?xml version="1.0" encoding="UTF-7"?>',
    '\n<?xml version="1.0"?>',
    "\ufeff",
    '\ufeff<?xml version="1.0" encoding="UTF-8"?>',
)
DOCTYPES = (
    "<!DOCTYPE x>",
    '<!DOCTYPE x [<!ENTITY x "5005550000">]>',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    '<!DOCTYPE x [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;&b;">]>',
)
INSERTED = (
    "<!-- a comment -->",
    "<!-- two -- dashes -->",
    "<!---->",
    "<?php echo 1; ?>",
    "<?xml version='1.0'?>",
    "<![CDATA[<b>&amp;</b>]]>",
    "<![CDATA[",
    "]]>",
    "&x;",
    "&amp;&lt;&#65;&#x1F4E0;",
    "&#0;",
    "&#xD800;",
    "&#99999999999;",
    "&",
    "<",
    ">",
    "</x>",
    "<x/>",
    "<x a='1' a='2'/>",
    "<x " + " ".join(f"a{number}='{number}'" for number in range(200)) + "/>",
    "<" + "x" * 5000 + "/>",
    "\x00",
    "\x0b",
    "\r\n\t",
    "text",
)
NOT_A_DOCUMENT = (
    "",
    " ",
    "\x00",
    "<",
    "<>",
    "null",
    '{"fax_number": "1"}',
    "a=1&b=2",
    "<x/>",
    "<x></y>",
    "<x/><x/>",
    "€",
)

TAG_END = re.compile(r">")
LEAF_TEXT = re.compile(r">([^<>&]+)<")


def declared(text: str, number: int) -> str:
    """With a declaration, right or wrong."""
    return DECLARATIONS[number % len(DECLARATIONS)] + text


def with_doctype(text: str, number: int) -> str:
    """With a document type, and its entity in the first leaf."""
    return DOCTYPES[number % len(DOCTYPES)] + LEAF_TEXT.sub(">&x;<", text, count=1)


def with_something(text: str, number: int) -> str:
    """With something behind a tag, somewhere."""
    ends = [match.end() for match in TAG_END.finditer(text)] or [0]
    place = ends[number * 7 % len(ends)]
    return text[:place] + INSERTED[number % len(INSERTED)] + text[place:]


def with_cdata(text: str, number: int) -> str:
    """With every text, or only the first, in a CDATA section."""
    return LEAF_TEXT.sub(r"><![CDATA[\1]]><", text, count=number % 2)


def with_namespace(text: str, number: int) -> str:
    """In a namespace: as the default, by a prefix, or by a prefix that nobody declared."""
    if number % 3 == 0:
        return re.sub(r"^<([^\s/>]+)", r'<\1 xmlns="urn:x"', text)
    prefixed = re.sub(r"<(/?)(?=\w)", r"<\1p:", text)
    return re.sub(r"^<([^\s/>]+)", r'<\1 xmlns:p="urn:x"', prefixed) if number % 3 == 1 else prefixed


def indented(text: str, number: int) -> str:
    """On many lines."""
    return text.replace("><", (">\n  <", ">\r\n\t<", ">\r<")[number % 3])


def shouted(text: str, number: int) -> str:
    """In capitals."""
    return text.upper()


def cut(text: str, number: int) -> str:
    """Without its end."""
    return text[: len(text) * number // 256]


def without_a_piece(text: str, number: int) -> str:
    """Without a few characters somewhere."""
    place = len(text) * number // 256
    return text[:place] + text[place + 1 + number % 5 :]


def deep(text: str, number: int) -> str:
    """In many elements, one in the other."""
    depth = (2, 30, 63, 64, 500)[number % 5]
    return "<x>" * depth + text + "</x>" * depth


def repeated(text: str, number: int) -> str:
    """With the same children again and again."""
    return re.sub(
        r"^(<[^<>]+>)(.*)(</[^<>]+>)$", lambda m: m[1] + m[2] * (2 + number % 20) + m[3], text, flags=re.DOTALL
    )


def none_of_it(text: str, number: int) -> str:
    """Something else."""
    return NOT_A_DOCUMENT[number % len(NOT_A_DOCUMENT)]


COATS: tuple[Callable[[str, int], str], ...] = (
    declared,
    indented,
    with_cdata,
    with_something,
    with_doctype,
    with_namespace,
    repeated,
    shouted,
    cut,
    without_a_piece,
    deep,
    none_of_it,
)


def as_utf_8(text: str, number: int) -> bytes:
    """As it should be."""
    return text.encode("utf-8", "surrogatepass")


def as_utf_16(text: str, number: int) -> bytes:
    """With a byte order mark, or without, either way round."""
    return text.encode(("utf-16", "utf-16-le", "utf-16-be")[number % 3], "surrogatepass")


def as_latin_1(text: str, number: int) -> bytes:
    """One byte a character, declared or not."""
    declaration = '<?xml version="1.0" encoding="ISO-8859-1"?>' if number % 2 else ""
    return (declaration + text).encode("latin-1", "xmlcharrefreplace")


def with_a_wrong_byte(text: str, number: int) -> bytes:
    """With a byte that no text has, somewhere."""
    data = as_utf_8(text, number)
    place = len(data) * number // 256
    return data[:place] + bytes([(0xFF, 0xC0, 0x80, 0xED, 0x00)[number % 5]]) + data[place:]


ENCODINGS: tuple[Callable[[str, int], bytes], ...] = (*[as_utf_8] * 12, as_utf_16, as_latin_1, with_a_wrong_byte)
