"""The catalogue of outcomes: every way in which a call can end, by name, by number, by hang-up code.

Rule: a call ends as it was asked to only when the protocol came to that: to its code, and where all went well in the
end, by way of what was to go wrong. Else the row of the code it came to tells it.
"""

import re
from collections.abc import Mapping

from hardware_sim.catalogue import machines, network, networks, pages, receiving, sending, sip
from hardware_sim.numbers import magic_number_of
from hardware_sim.outcome import Outcome
from models.vocabulary import Direction

_ROWS: tuple[Outcome, ...] = (
    *(sending.ROWS[0], *network.ROWS, *sending.ROWS[1:], *receiving.ROWS),
    *(*pages.ROWS, *machines.ROWS, *sip.ROWS),
)

OUTCOMES: Mapping[str, Outcome] = {row.name: row for row in _ROWS}
"""Every outcome by name, in order of the catalogue."""

_BY_MAGIC_NUMBER: Mapping[str, Outcome] = {row.magic_number: row for row in _ROWS if row.magic_number is not None}
_FAMILIES: Mapping[str, pages.Family] = {family.name: family for family in pages.FAMILIES}
_NUMBERED = re.compile(rf"([a-z-]+):([1-9][0-9]{{0,{len(str(pages.LAST)) - 1}}})")

_OF_STATUS = re.compile(rf"{sip.STEM}_([0-9]{{3}})")

_BY_CODE: Mapping[Direction, Mapping[str, Outcome]] = {
    # From the last to the first, so that of several rows with one code the first stands for it.
    direction: {row.hangup_code: row for row in reversed(_ROWS) if row.hangup_code and row.way(direction)}
    for direction in Direction
}


def by_magic(number: str) -> Outcome | None:
    """The outcome that a dialled number asks for by ending in 5005550CCC; None when it asks for none we know."""
    magic_number = magic_number_of(number)
    if magic_number is None:
        return None
    if int(magic_number) in sip.FINAL:
        return sip.of_status(int(magic_number))
    return _BY_MAGIC_NUMBER.get(magic_number)


def by_word(word: str) -> Outcome | None:
    """The outcome that a word of a script names: `busy`, `ok-until-page:3`, `packet-loss:5`, `sip-499`.

    None when there is none.
    """
    found = _NUMBERED.fullmatch(word)
    if found is not None and found[1] in _FAMILIES:
        return _FAMILIES[found[1]].row(int(found[2]))
    if found is not None and found[1] in networks.BY_NAME:
        return networks.BY_NAME[found[1]].row(int(found[2]))
    name = word.replace("-", "_")
    return OUTCOMES.get(name) or _of_status(name)


def by_name(name: str) -> Outcome | None:
    """The outcome that a call's row names, `rtn_page_12` and `sip_499` too, which are not in the list; None where there
    is none."""
    stem, _, number = name.rpartition("_")
    return OUTCOMES.get(name) or _of_status(name) or by_word(f"{stem.replace('_', '-')}:{number}")


def _of_status(name: str) -> Outcome | None:
    found = _OF_STATUS.fullmatch(name)
    return sip.of_status(int(found[1])) if found is not None and int(found[1]) in sip.FINAL else None


def came_to(code: str, asked: Outcome, direction: Direction, *, is_struck: bool) -> Outcome:
    """The outcome of a call that was played and ended with this hang-up code, when `asked` was asked for.

    `is_struck`: something went wrong on its way there.
    """
    is_what_was_asked = asked.hangup_code == code and (
        is_struck or not asked.succeeded or not asked.has_to_strike(direction)
    )
    return asked if is_what_was_asked else _BY_CODE[direction][code]
