"""Dialing rules: the unit's lists, and which line uses which. The appliance has them in its web pages only.

Rule: rules are taken whole or not at all, and only when every list can be read and every line's list is there.
"""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from emulator.appliance import Appliance
from emulator.control.errors import ControlError
from emulator.control.unit import current_unit
from fax_engine.dial_patterns import LONGEST_PATTERN
from fax_engine.dialing import DialingError, read_lists
from models.dialing import DialingRule
from models.store import Work
from models.vocabulary import RuleAction

router = APIRouter()

Unit = Annotated[Appliance, Depends(current_unit)]
ListName = Annotated[str, Field(min_length=1, max_length=100)]

MOST_RULES = 1_000
"""Rules in a list."""

MOST_LISTS = 100


class Rule(BaseModel):
    """One rule; `argument` names the list to go to."""

    model_config = ConfigDict(extra="forbid")

    pattern: Annotated[str, Field(max_length=LONGEST_PATTERN)]
    action: RuleAction
    argument: Annotated[str, Field(max_length=100)] = ""


class Rules(BaseModel):
    """All lists by name; the list of every modem by its number, or on an FF240-IP that of its channels; empty for
    none."""

    lists: dict[str, list[Rule]]
    modems: dict[int, str] = {}
    sip: str = ""


class NewRules(BaseModel):
    """Lists that replace all there were; one without any rule is as new, and accepts every number.

    Lines that are not named keep their list.
    """

    model_config = ConfigDict(extra="forbid")

    lists: Annotated[dict[ListName, Annotated[list[Rule], Field(max_length=MOST_RULES)]], Field(max_length=MOST_LISTS)]
    modems: dict[int, str] | None = None
    sip: str | None = None


@router.get("/dialing-rules", tags=["configuration"])
async def view_dialing_rules(unit: Unit) -> Rules:
    """The rules as they are."""
    with unit.context.work() as work:
        return _rules(unit, work)


@router.put("/dialing-rules", tags=["configuration"])
async def replace_dialing_rules(wanted: NewRules, unit: Unit) -> Rules:
    """Other rules, for the next call on: what waits and is rejected by them fails when its turn comes."""
    unit.pacer.catch_up()
    lists = {name: [_row(rule) for rule in rules] for name, rules in wanted.lists.items()}
    try:
        read_lists(lists)
    except DialingError as error:
        raise ControlError(400, "invalid_request", str(error)) from None
    with unit.context.work() as work:
        for name in work.dialing.lists():
            work.dialing.remove(name)
        for name, rows in lists.items():
            work.dialing.replace(name, rows)
        _assign(unit, work, wanted)
        _check_assigned(unit, work)
        work.after_commit(unit.lines_changed)
        return _rules(unit, work)


def _row(rule: Rule) -> DialingRule:
    return DialingRule(pattern=rule.pattern.strip(), action=rule.action, argument=rule.argument)


def _assign(unit: Appliance, work: Work, wanted: NewRules) -> None:
    profile = unit.profile
    if wanted.sip and profile.has_modems:
        raise ControlError(400, "invalid_request", f"sip: an {profile.name} has modems")
    if wanted.sip is not None and not profile.has_modems:
        settings = work.configuration.sip()
        settings.dialing_rules = wanted.sip
        work.configuration.keep(settings)
    for number, name in (wanted.modems or {}).items():
        if not (profile.has_modems and 1 <= number <= profile.channels):
            raise ControlError(400, "invalid_request", f"modems: an {profile.name} has no modem {number}")
        modem = work.configuration.modem(number)
        modem.dialing_rules = name
        work.configuration.keep(modem)


def _check_assigned(unit: Appliance, work: Work) -> None:
    """Raises a `ControlError` for a line whose list is not there."""
    lists = work.dialing.lists()
    for place, name in _assigned(unit, work).items():
        if name and name not in lists:
            raise ControlError(400, "invalid_request", f"{place}: there is no list '{name}'")


def _assigned(unit: Appliance, work: Work) -> dict[str, str]:
    """The list of each line, by its place in a request."""
    if not unit.profile.has_modems:
        return {"sip": work.configuration.sip().dialing_rules}
    modems = work.configuration.modems(unit.profile.channels)
    return {f"modems.{modem.modem_number}": modem.dialing_rules for modem in modems}


def _rules(unit: Appliance, work: Work) -> Rules:
    lists = {
        name: [Rule(pattern=rule.pattern, action=rule.action, argument=rule.argument) for rule in rules]
        for name, rules in work.dialing.lists().items()
    }
    if not unit.profile.has_modems:
        return Rules(lists=lists, sip=work.configuration.sip().dialing_rules)
    modems = work.configuration.modems(unit.profile.channels)
    return Rules(lists=lists, modems={modem.modem_number: modem.dialing_rules for modem in modems})
