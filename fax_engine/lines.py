"""What the administrator set for each line, as the engine uses it.

Rule: settings are read from the store as the unit is powered on and again after every change, never within another
transaction; a call in progress goes on with what it began with.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fax_engine.call_orders import STATION_ID_LENGTH
from fax_engine.context import UnitContext
from fax_engine.dialing import Dialled, Lists, Rejected, apply, read_lists
from fax_engine.trunk import USUAL_TRUNK, Trunk
from models.configuration import ModemSettings, SipSettings, T38Settings
from models.store import Work
from models.vocabulary import ChannelKind, ModemRouting

FASTEST_BEFORE_V34 = 14400
"""bit/s. T.38 carries V.34 from version 3 on (ITU-T T.38, 2007); a call within G.711 gets no further than V.17
(ours)."""

V34_VERSION = 3


@dataclass(frozen=True, slots=True)
class LineSettings:
    """One line. `answer_on` counts rings; `max_rate` is in bit/s.

    `listens_for_digits`: after answering, digits choose the extension, at most `max_extension_digits` of them.
    `dial_prefix` is dialled before every number, to get an outside line. `dialing_rules` names a list, empty for none.
    The redundancies are copies of each T.38 packet, 0 on analog lines, which have no use for a `trunk` either.
    """

    enabled_inbound: bool = True
    enabled_outbound: bool = True
    answer_on: int = 1
    listens_for_digits: bool = False
    max_extension_digits: int = 4
    station_id: str = ""
    max_rate: int = 33600
    ecm: bool = True
    dial_prefix: str = ""
    dialing_rules: str = ""
    redundancy_low_speed: int = 0
    redundancy_high_speed: int = 0
    trunk: Trunk = USUAL_TRUNK


@dataclass(frozen=True, slots=True)
class LinesAsSet:
    """What was read of a unit's lines: the settings by channel, from 1, and the lists of dialing rules by name."""

    settings: Mapping[int, LineSettings]
    lists: Lists


class Lines:
    """The settings of a unit's lines, `count` of one kind, numbered from 1; and what their dialing rules say.

    `as_set`: what the unit has, where that is known already.
    """

    def __init__(self, context: UnitContext, kind: ChannelKind, count: int, as_set: LinesAsSet | None = None) -> None:
        self._context = context
        self._kind = kind
        self._count = count
        self._take(as_set or self._read())

    def of(self, channel: int) -> LineSettings:
        """The settings of the channel with this number, from 1."""
        return self._known[channel]

    def forget(self) -> None:
        """Something was changed and is committed: read the settings anew."""
        self._take(self._read())

    @property
    def are_alike(self) -> bool:
        """True when what one line that takes outbound calls would dial, every other would dial as well."""
        return len(self._used_lists) <= 1

    @property
    def have_rules(self) -> bool:
        """True when dialing rules have a say at all."""
        return any(self._used_lists)

    @property
    def station_id(self) -> str:
        """What header lines call a sender without a name and a number: who the first line for outbound calls is."""
        return self._station_id

    def dialled(self, list_name: str, number: str) -> Dialled | Rejected:
        """What lines with that list dial for a number; without a list, the number as it is."""
        return apply(self._lists, list_name, number) if list_name else Dialled(number)

    def refusal(self, number: str) -> Rejected | None:
        """Why no line that takes outbound calls would ever dial a number; None when one would, or none takes any."""
        refusal = None
        for list_name in self._used_lists:
            verdict = self.dialled(list_name, number)
            if isinstance(verdict, Dialled):
                return None
            refusal = refusal or verdict
        return refusal

    def _read(self) -> LinesAsSet:
        with self._context.work() as work:
            return read_lines(work, self._kind, self._count)

    def _take(self, as_set: LinesAsSet) -> None:
        self._known, self._lists = as_set.settings, as_set.lists
        sending = [settings for settings in self._known.values() if settings.enabled_outbound]
        self._used_lists = tuple(dict.fromkeys(settings.dialing_rules for settings in sending))
        self._station_id = sending[0].station_id if sending else ""


def read_lines(work: Work, kind: ChannelKind, count: int) -> LinesAsSet:
    """The lines of this transaction's unit, `count` of one kind."""
    settings = enumerate(_settings_of(work, kind, count), start=1)
    return LinesAsSet(dict(settings), read_lists(work.dialing.lists()))


def _settings_of(work: Work, kind: ChannelKind, count: int) -> list[LineSettings]:
    if kind is ChannelKind.MODEM:
        return [_of_modem(modem) for modem in work.configuration.modems(count)]
    return [_of_sip(work.configuration.sip(), work.configuration.t38())] * count


def _of_modem(modem: ModemSettings) -> LineSettings:
    return LineSettings(
        enabled_inbound=modem.enabled_inbound,
        enabled_outbound=modem.enabled_outbound,
        answer_on=modem.answer_on,
        listens_for_digits=modem.routing is ModemRouting.DTMF_DIGITS,
        max_extension_digits=modem.max_extension_digits,
        station_id=modem.station_id[:STATION_ID_LENGTH],
        max_rate=modem.max_baud_rate,
        ecm=modem.ecm,
        dial_prefix=modem.dial_prefix,
        dialing_rules=modem.dialing_rules,
    )


def _of_sip(sip: SipSettings, t38: T38Settings) -> LineSettings:
    """A channel; with T.38 off and fallback on, calls go as sound within G.711, where no packet is repeated."""
    can_fax = sip.enabled and (t38.enabled or t38.fallback_g711)
    has_v34 = t38.enabled and t38.version >= V34_VERSION
    return LineSettings(
        enabled_inbound=can_fax,
        enabled_outbound=can_fax,
        max_rate=t38.max_bit_rate if has_v34 else min(t38.max_bit_rate, FASTEST_BEFORE_V34),
        ecm=t38.ecm,
        dialing_rules=sip.dialing_rules,
        redundancy_low_speed=t38.redundancy_low_speed if t38.enabled else 0,
        redundancy_high_speed=t38.redundancy_high_speed if t38.enabled else 0,
        trunk=_trunk_of(sip, t38),
    )


def _trunk_of(sip: SipSettings, t38: T38Settings) -> Trunk:
    """The trunk that these settings make."""
    registers = sip.enabled and sip.registration_enabled and bool(sip.registrar.strip())
    return Trunk(
        transport=sip.transport,
        local_port=sip.local_port,
        proxy=sip.proxy,
        registrar=sip.registrar,
        registration_interval=sip.registration_interval if registers else 0,
        username=sip.username,
        password=sip.password,
        domain=sip.domain,
        display_name=sip.display_name,
        t38=t38.enabled,
        version=t38.version,
        max_bit_rate=t38.max_bit_rate,
        rate_management=t38.rate_management,
        max_datagram=t38.max_datagram,
        udptl_port=t38.udptl_port_min,
        last_udptl_port=t38.udptl_port_max,
        fallback_g711=t38.fallback_g711,
    )
