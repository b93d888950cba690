"""What units have in common of the interface: made once for those with the same habits, and gone with the last of
them."""

import gc
from weakref import ref
from zoneinfo import ZoneInfo

from emulator.dialects import parse_dialect
from emulator.ffws.interface import Interface
from emulator.ffws.registry import OPERATIONS
from emulator.wording import Wording
from models.vocabulary import ChannelKind

CHICAGO, BERLIN = ZoneInfo("America/Chicago"), ZoneInfo("Europe/Berlin")


def test_units_with_the_same_habits_write_by_the_same_style() -> None:
    interface = Interface(OPERATIONS, Wording())
    guide = interface.style(parse_dialect("guide"), CHICAGO)
    assert interface.style(parse_dialect("guide"), CHICAGO) is guide
    others = [interface.style(parse_dialect("3.5.2"), CHICAGO), interface.style(parse_dialect("guide"), BERLIN)]
    assert guide not in others
    assert [style.time_zone for style in others] == [CHICAGO, BERLIN]


def test_a_style_goes_with_the_last_unit_that_writes_by_it() -> None:
    interface = Interface(OPERATIONS, Wording())
    style = interface.style(parse_dialect("guide"), CHICAGO)
    remembered = ref(style)
    del style
    gc.collect()
    assert remembered() is None


def test_modems_have_paths_that_ip_has_not() -> None:
    interface = Interface(OPERATIONS, Wording(paths={"/verify": "/check"}))
    modems, ip = interface.routes(ChannelKind.MODEM), interface.routes(ChannelKind.SIP)
    assert interface.routes(ChannelKind.MODEM) is modems
    assert set(modems.templates) != set(ip.templates)
    for routes in (modems, ip):
        assert "/check" in routes.templates
        assert "/verify" not in routes.templates
