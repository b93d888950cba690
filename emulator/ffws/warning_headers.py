"""`Warning` headers (RFC 7234, section 5.5): what the appliance passes over in silence, told to the client's author.

Rule: whatever a client sent, the headers are few, short and plain ASCII, so that no client stumbles over them.
"""

AGENT = "faxfinder-emulator"

MOST_WARNINGS = 10

MOST_CHARACTERS = 200
"""Of one warning, before it is escaped."""


def bounded(notes: list[str]) -> list[str]:
    """The notes as they are told: the first ones, none of them long, then how many more there are."""
    shown = [_shortened(note) for note in notes[:MOST_WARNINGS]]
    if len(notes) > MOST_WARNINGS:
        shown.append(f"and {len(notes) - MOST_WARNINGS} more")
    return shown


def warning_headers(notes: list[str]) -> list[tuple[bytes, bytes]]:
    """One header for each note; 299 is a miscellaneous persistent warning."""
    return [(b"warning", f'299 {AGENT} "{_quotable(note)}"'.encode("ascii")) for note in bounded(notes)]


def _shortened(note: str) -> str:
    return note if len(note) <= MOST_CHARACTERS else note[:MOST_CHARACTERS] + "..."


def _quotable(note: str) -> str:
    """The inside of a quoted-string (RFC 7230, section 3.2.6); what is not printable ASCII is told as a Python
    escape."""
    plain = "".join(
        character if " " <= character <= "~" else character.encode("unicode_escape").decode("ascii")
        for character in note
    )
    return plain.replace("\\", "\\\\").replace('"', '\\"')
