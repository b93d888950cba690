"""What is wrong with a piece of XML. Rule: `message` may be shown to whoever sent it, `detail` is for the log."""

NOT_VALID = "The provided XML is not valid."


class MarkupError(Exception):
    """XML that cannot be read, or that says something which its elements do not allow.

    `message` is the developer guide's own sentence (page 12) when the bytes are no acceptable XML at all, else it names
    the path of the element at fault; `detail` tells more where there is more to tell.
    """

    def __init__(self, message: str = NOT_VALID, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail or message
