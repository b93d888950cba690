"""Bytes to nodes: what is accepted, what is refused, and that it does not matter how the bytes arrive."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.markup import NOT_VALID, BodyParser, MarkupError, Node, ReadLimits, read

Shape = tuple[str, str, list["Shape"]]


def shape(node: Node) -> Shape:
    return node.tag, node.text, [shape(child) for child in node.children]


def fed(body: bytes, size: int) -> Shape:
    parser = BodyParser()
    for start in range(0, len(body), size):
        parser.feed(body[start : start + size])
    return shape(parser.close())


@pytest.mark.parametrize(
    "body",
    [
        b"<a>x</a>",
        b"<?xml version='1.0' encoding='UTF-8'?><a>x</a>",
        b'<?xml version="1.0"?>\r\n<a>x</a>\r\n',
        b"\xef\xbb\xbf<a>x</a>",
        b'<a xmlns="http://example.com/fax">x</a>',
        b'<f:a xmlns:f="http://example.com/fax" version="2">x</f:a>',
        b"<!-- before --><a>x</a><!-- after -->",
        b"<a><!-- in front -->x<?php echo ?></a>",
        b"<a><![CDATA[x]]></a>",
        b"<a>&#120;</a>",
    ],
)
def test_one_small_document_written_in_many_ways(body: bytes) -> None:
    assert shape(read(body)) == ("a", "x", [])


def test_text_around_a_comment_is_joined() -> None:
    assert read(b"<a>218-<!-- area -->555<?x?>-3333</a>").text == "218-555-3333"


def test_predefined_entities_and_line_ends() -> None:
    assert read(b"<a>R&amp;D &lt;1&gt;\r\nsecond</a>").text == "R&D <1>\nsecond"


def test_a_body_declared_as_latin_1_is_read_as_such() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Müller</a>'.encode("latin-1")
    assert read(body).text == "Müller"


def test_utf_16_is_recognised_by_its_mark() -> None:
    assert read("<a>Müller</a>".encode("utf-16")).text == "Müller"


REFUSED = {
    "nothing": b"",
    "blanks": b"  \r\n ",
    "a declaration and no element": b'<?xml version="1.0"?>',
    "text": b"hello",
    "json": b'{"recipient": "555"}',
    "an element left open": b"<a><b></b>",
    "elements that overlap": b"<a><b></a></b>",
    "two roots": b"<a/><b/>",
    "an ampersand by itself": b"<a>Smith & Sons</a>",
    "an unknown entity": b"<a>&nbsp;</a>",
    "latin-1 bytes without saying so": "<a>Müller</a>".encode("latin-1"),
    "latin-1 bytes that say UTF-8": '<?xml version="1.0" encoding="UTF-8"?><a>Müller</a>'.encode("latin-1"),
    "half a character": b"<a>\xc3</a>",
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="fax-7"?><a/>',
    "typographic quotes, as the guide prints them": "<?xml version=”1.0 encoding=”UTF-8”?><a/>".encode(),
    "a zero byte": b"<a>\x00</a>",
    "a reference to a character that XML has not": b"<a>&#1;</a>",
    "a document type": b"<!DOCTYPE a><a>x</a>",
    "a document type elsewhere": b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a>x</a>',
    "an entity of its own": b'<!DOCTYPE a [<!ENTITY n "555">]><a>&n;</a>',
    "an entity from a file": b'<!DOCTYPE a [<!ENTITY n SYSTEM "file:///etc/passwd">]><a>&n;</a>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % n SYSTEM "file:///etc/passwd"> %n;]><a/>',
}


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_acceptable_document_is_refused_in_the_words_of_the_guide(body: bytes, size: int) -> None:
    with pytest.raises(MarkupError) as caught:
        fed(body, size)
    assert caught.value.message == NOT_VALID == "The provided XML is not valid."
    assert caught.value.detail != NOT_VALID


def test_a_billion_laughs_end_at_the_document_type() -> None:
    lines = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    body = f'<!DOCTYPE a [<!ENTITY l0 "lol">{"".join(lines)}]><a>&l9;</a>'
    with pytest.raises(MarkupError) as caught:
        read(body.encode())
    assert "document type" in caught.value.detail


def test_what_is_wrong_is_told_without_what_stands_there() -> None:
    with pytest.raises(MarkupError) as caught:
        read(b"<user><password><![CDATA[hush-hush")
    assert caught.value.detail == "CData section not finished, line 1, column 35"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (lambda: b"<a>" * 200_000 + b"</a>" * 200_000, "nested deeper than 64"),
        (lambda: b"<a>" + b"<b/>" * 1_000_000 + b"</a>", "more than 100000 elements"),
        (lambda: b"<a " + b" ".join(b'b%d="c"' % n for n in range(200_000)) + b"/>", "more than 10000 attributes"),
    ],
    ids=["depth", "siblings", "attributes"],
)
def test_too_much_of_one_thing(body: Callable[[], bytes], detail: str) -> None:
    with pytest.raises(MarkupError) as caught:
        read(body())
    assert caught.value.message == NOT_VALID
    assert detail in caught.value.detail


def test_the_limits_themselves_are_allowed() -> None:
    limits = ReadLimits(depth=3, elements=4)
    for body, accepted in {
        b"<a><b><c/></b><b/></a>": True,
        b"<a><b><c><d/></c></b></a>": False,
        b"<a><b/><b/><b/><b/></a>": False,
    }.items():
        parser = BodyParser(limits)
        if accepted:
            parser.feed(body)
            assert len(parser.close().children) == 2
        else:
            with pytest.raises(MarkupError):
                parser.feed(body)


def test_a_document_in_a_cdata_section_is_not_taken_for_a_tag() -> None:
    assert len(read(b"<a><![CDATA[" + b"QUJD" * 1_000_000 + b"==]]></a>").text) == 4_000_002


def test_after_an_error_the_rest_may_be_drained_and_closing_tells_it_again() -> None:
    parser = BodyParser()
    parser.feed(b"<a>")
    with pytest.raises(MarkupError) as first:
        parser.feed(b"<b></c>")
    parser.feed(b"more of it</b></a>")
    parser.feed(b"")
    with pytest.raises(MarkupError) as again:
        parser.close()
    assert again.value is first.value


def test_empty_chunks_do_no_harm() -> None:
    parser = BodyParser()
    for chunk in (b"", b"<a>", b"", b"x</a>", b""):
        parser.feed(chunk)
    assert parser.close().text == "x"


TEXTS = st.text("ab é€😀 \n&<>", max_size=12)
TREES = st.recursive(
    TEXTS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    lambda inner: st.lists(
        st.tuples(st.sampled_from(["fax", "name", "größe"]), inner).map(lambda pair: "<{0}>{1}</{0}>".format(*pair))
    ).map("<!-- c -->".join),
    max_leaves=12,
)


@settings(max_examples=60)
@given(content=TREES, size=st.integers(1, 9))
def test_it_does_not_matter_how_the_bytes_arrive(content: str, size: int) -> None:
    body = f"<root>{content}</root>".encode()
    assert fed(body, size) == shape(read(body))


@settings(max_examples=200)
@given(st.binary(max_size=60) | st.text("<>&;/!?-[]ab'\"= ", max_size=40).map(str.encode))
def test_whatever_the_bytes_are_the_outcome_is_a_node_or_a_markup_error(body: bytes) -> None:
    try:
        node = read(body)
    except MarkupError as error:
        outcome = error.message
    else:
        outcome = node.tag and "a node"
    assert outcome in ("a node", NOT_VALID)


FEED_36_MB = """
import resource, sys
from emulator.ffws.elements import ScheduleFax
from emulator.markup import BodyParser

parser = BodyParser()
parser.feed(b"<a/>")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
parser = BodyParser()
parser.feed(b"<schedule_fax><attachment><content>")
for _ in range(576):
    parser.feed(b"QUJD" * 16384)
parser.feed(b"</content></attachment></schedule_fax>")
fax = ScheduleFax.from_node(parser.close())
assert len(fax.attachments[0].content) == 27 << 20
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kibibytes on Linux")
def test_a_body_of_36_mb_is_never_held_twice() -> None:
    ran = subprocess.run([sys.executable, "-c", FEED_36_MB], capture_output=True, text=True, check=True)
    text_and_document = 36 + 27
    assert int(ran.stdout) < text_and_document + 27
