"""One element as it was read. Rule: a node is what stood in the document; `Element` classes give it meaning."""

WHITE_SPACE = " \t\r\n"
"""White space by XML 1.0, section 2.3; a no-break space is text."""


class Node:
    """A tag without its namespace, the element's own text in pieces, and the elements in it.

    Large text stays in pieces so that who decodes it need not copy it whole. Attributes are not kept.
    """

    __slots__ = ("children", "pieces", "tag")

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.pieces: list[str] = []
        self.children: list[Node] = []

    def __repr__(self) -> str:
        return f"<{self.tag}: {len(self.children)} children, {sum(map(len, self.pieces))} characters>"

    @property
    def text(self) -> str:
        """The element's own text, as it stands."""
        return "".join(self.pieces)

    @property
    def is_empty(self) -> bool:
        """True without children and with nothing but white space for text."""
        return not self.children and self.is_blank

    @property
    def is_blank(self) -> bool:
        """True with nothing but white space for text."""
        for piece in self.pieces:  # noqa: SIM110 - asked of every node, and a generator takes three times as long
            if piece.strip(WHITE_SPACE):
                return False
        return True
