"""What a cover page is said to lack is what its typeface draws as an empty box."""

import pytest

from fax_engine.documents.coverage import lacking
from fax_engine.documents.typeface import typeface_for

BOX = b"0000"


@pytest.mark.parametrize(
    "text", ["\u4f60\u597d", "\u0416\u03a9", "\U0001f4e0\u2603\u0e01", "\u65e5 \u05e9\u05dc \u20ac \uac00"]
)
def test_it_lacks_what_comes_out_as_a_box(text: str) -> None:
    face = typeface_for(text, "Helvetica")
    boxes = [character for character in dict.fromkeys(text) if face.operand(character).strip(b"<>") == BOX]

    assert lacking(text) == "".join(boxes)


def test_each_is_told_once_and_what_has_no_shape_is_not_missing() -> None:
    assert lacking("\u4f60\u200b\u4f60\u597d\n") == "\u4f60\u597d"
    assert lacking("caf\u00e9 \u201cMaison\u201d \u20ac 5") == ""
