"""Routes, dialing rules, stations and settings of a seed.

Rule: what the unit's model does not have is passed over, so that one seed suits every model: modems and routes of lines
on an FF240-IP, lines beyond the last one, SIP and T.38 on the others.
"""

from emulator.profiles import Profile
from emulator.seeds.merging import Merged
from emulator.seeds.settings import UNIT
from hardware_sim.stations import read_pattern, read_script
from models.configuration import Settings
from models.dialing import DialingRule
from models.route import LINE_ROUTE
from models.store import Work


def plant_setup(merged: Merged, profile: Profile, work: Work) -> None:
    """Make routes, dialing rules, stations and settings what the seed says."""
    for extension, route in merged.routes.items():
        if _has_line(profile, extension):
            destinations = [(destination.type, destination.value or "") for destination in route.part.destinations]
            work.routes.keep(extension, route.part.name or "", destinations)
    for name, rules in merged.dialing_rules.items():
        work.dialing.replace(
            name,
            [
                DialingRule(pattern=rule.pattern, action=rule.action, argument=rule.argument or "")
                for rule in rules.part
            ],
        )
    for station in merged.stations:
        part = station.part
        work.stations.add(read_pattern(part.number), list(read_script(part.script)), part.kept())
    _plant_settings(merged, profile, work)


def _has_line(profile: Profile, extension: str) -> bool:
    number = extension.removeprefix(LINE_ROUTE)
    if number == extension:
        return True
    return profile.has_modems and int(number) <= profile.channels


def _plant_settings(merged: Merged, profile: Profile, work: Work) -> None:
    changed: dict[tuple[str, int], Settings] = {}
    for (kind, number, name), placed in merged.settings.items():
        if kind == UNIT:
            work.configuration.allow_adding_global_contacts(placed.part)
            continue
        if (kind, number) not in changed:
            row = _row(kind, number, profile, work)
            if row is None:
                continue
            changed[kind, number] = row
        setattr(changed[kind, number], name, placed.part)
    for row in changed.values():
        work.configuration.keep(row)


def _row(kind: str, number: int, profile: Profile, work: Work) -> Settings | None:
    if kind == "t37":
        return work.configuration.t37()
    if kind == "modem":
        return work.configuration.modem(number) if profile.has_modems and number <= profile.channels else None
    if profile.has_modems:
        return None
    return work.configuration.sip() if kind == "sip" else work.configuration.t38()
