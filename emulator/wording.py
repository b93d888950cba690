"""What a unit calls things where nobody knows what the appliance calls them: other paths, elements and texts.

Rule: this holds what was decided, and hands each part its share; whether it may be decided is `wording_file`'s
business.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from emulator.ffws.texts import FfwsTexts
from emulator.markup import MarkupTexts
from fax_engine.texts import Texts

if TYPE_CHECKING:
    from fax_engine.mail_texts import MailTexts


@dataclass(frozen=True, slots=True)
class Wording:
    """The overrides in force.

    `paths`: template -> template; `elements`: `tag`, or `tag/leaf` -> name; `texts`: `answer.user_not_found` -> text.
    """

    paths: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> FfwsTexts:
        """What the unit answers."""
        return FfwsTexts(**self._texts_of("answer"))

    @property
    def complaints(self) -> MarkupTexts:
        """What it says of XML that it cannot take."""
        return MarkupTexts(**self._texts_of("xml"))

    @property
    def about_faxes(self) -> Texts:
        """What it says about a fax."""
        return Texts(**self._texts_of("fax"), outcomes=self._texts_of("outcome"), documents=self._texts_of("document"))

    @property
    def in_mails(self) -> "MailTexts":
        """What it says in mails."""
        from fax_engine.mail_texts import MailTexts

        return MailTexts(**self._texts_of("mail"))

    def _texts_of(self, group: str) -> dict[str, str]:
        return {key.removeprefix(f"{group}."): said for key, said in self.texts.items() if key.startswith(f"{group}.")}
