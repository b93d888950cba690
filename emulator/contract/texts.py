"""The texts of the contract, from the tables that hold them.

Rule: a key is `group.name`; the group tells where the text is said: `answer` and `xml` in the message of an answer,
`fax` in `schedule_message`, `document` there and in mails, as a reason, `mail` in mails, `outcome` and `hangup` in
`hangup_message`, `channel` in a line's state.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from emulator.contract.places import places_in
from emulator.contract.rows import TextRow
from emulator.ffws.texts import FfwsTexts
from emulator.markup import MarkupTexts
from emulator.profiles import PROFILES
from fax_engine.channel_status import ChannelState
from fax_engine.grades import Grade
from fax_engine.mail_texts import MailTexts
from fax_engine.reasons import Why
from fax_engine.texts import Texts, texts_of
from hardware_sim.hangup import HANGUP_CODES
from hardware_sim.outcomes import OUTCOMES


def text_rows(overrides: Mapping[str, str]) -> tuple[TextRow, ...]:
    """Every text, with the overrides (by key) in force."""
    return tuple(
        TextRow(key, said, grade, help_text, places, overrides.get(key))
        for key, said, grade, help_text, places in _all_texts()
    )


_Found = tuple[str, str, Grade, str, tuple[str, ...]]


def _all_texts() -> Iterator[_Found]:
    yield from _of_table("answer", FfwsTexts)
    yield from _of_table("xml", MarkupTexts)
    yield from _of_table("fax", Texts)
    yield from _of_table("mail", MailTexts)
    for why in Why:
        yield f"document.{why.key}", why.value, Grade.OURS, "", places_in(why.value)
    for outcome in OUTCOMES.values():
        yield f"outcome.{outcome.name}", outcome.message, outcome.message_grade, outcome.meaning, ()
        if outcome.wording_on_ip:
            yield f"outcome.{outcome.wording_on_ip}", outcome.message_on_ip, Grade.OURS, "the same on an FF240-IP", ()
    for code in HANGUP_CODES.values():
        yield f"hangup.{code.code}", code.text, code.grade, "", ()
    for state in ChannelState:
        if state is not ChannelState.IDLE:
            yield f"channel.{state.name.lower()}", state.value, Grade.MANUAL, "", ()
    idle = {profile.channel_kind: profile.idle_text for profile in PROFILES.values()}
    for kind, said in idle.items():
        yield f"channel.idle_{kind}", said, Grade.GUIDE, "an idle line", ()


def _of_table(group: str, table: Any) -> Iterator[_Found]:
    for entry in texts_of(table):
        said = str(entry.default)
        yield f"{group}.{entry.name}", said, entry.metadata["grade"], entry.metadata["help"], places_in(said)
