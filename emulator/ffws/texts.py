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
