"""Settings, routes and dialing rules as the store keeps them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing

import pytest

from models.configuration import ModemSettings, T38Settings
from models.dialing import DialingRule
from models.store import Store, Work
from models.vocabulary import DestinationType, ModemRouting, RateManagement, RuleAction

Open = Callable[[], AbstractContextManager[Work]]


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(Store.in_memory()) as store:
        yield store


@pytest.fixture
def work(store: Store) -> Open:
    appliance_id = store.open_appliance("one")
    store.open_appliance("another")
    return lambda: store.work(appliance_id)


def test_settings_that_nobody_made_are_the_defaults(work: Open) -> None:
    with work() as now:
        modem, t38 = now.configuration.modem(2), now.configuration.t38()
        assert (modem.modem_number, modem.max_baud_rate, modem.routing) == (2, 33600, ModemRouting.POTS_LINE)
        assert (t38.max_bit_rate, t38.rate_management) == (14400, RateManagement.TRANSFERRED_TCF)
        assert now.configuration.sip().enabled
        assert not now.configuration.t37().enabled


def test_looking_at_defaults_keeps_nothing(work: Open, store: Store) -> None:
    with work() as now:
        now.configuration.modem(1).ecm = False
        now.configuration.t38().enabled = False
    with work() as now:
        assert now.configuration.modem(1).ecm
    cleared = store.forget_appliance("one")
    assert (cleared[ModemSettings.__tablename__], cleared[T38Settings.__tablename__]) == (0, 0)


def test_settings_that_were_kept_come_back(work: Open) -> None:
    for rate in (9600, 2400):
        with work() as now:
            modem = now.configuration.modem(2)
            modem.max_baud_rate = rate
            now.configuration.keep(modem)
    with work() as now:
        assert [modem.max_baud_rate for modem in now.configuration.modems(3)] == [33600, 2400, 33600]
        assert [modem.modem_number for modem in now.configuration.modems(3)] == [1, 2, 3]


def test_units_do_not_see_each_others_settings(work: Open, store: Store) -> None:
    with work() as now:
        sip = now.configuration.sip()
        sip.enabled = False
        now.configuration.keep(sip)
        now.configuration.allow_adding_global_contacts(True)
        now.routes.keep("global", "Mine", [])
        now.dialing.replace("mine", [DialingRule(pattern=".", action=RuleAction.ACCEPT)])
    with store.work(store.open_appliance("another")) as other:
        assert other.configuration.sip().enabled
        assert not other.configuration.add_global_contacts()
        assert (other.routes.all(), other.dialing.lists()) == ([], {})
    with work() as now:
        assert now.configuration.add_global_contacts()


def test_routes_are_listed_global_first_then_lines_then_numbers_by_value(work: Open) -> None:
    with work() as now:
        for extension in ("104", "99", "line2", "global", "line1", "0099"):
            now.routes.keep(extension, "", [])
        found = [route.extension for route, _ in now.routes.all()]
    assert found == ["global", "line1", "line2", "0099", "99", "104"]


def test_a_route_that_is_kept_again_has_its_new_destinations_only(work: Open) -> None:
    with work() as now:
        now.routes.keep("7", "Old", [(DestinationType.EMAIL, "a@example.com"), (DestinationType.TRASH, "")])
    with work() as now:
        now.routes.keep("7", "New", [(DestinationType.USER, "ann"), (DestinationType.PRINTER, "hall")])
    with work() as now:
        found = now.routes.find("7")
        assert found is not None
        route, destinations = found
        assert route.name == "New"
        assert [(each.position, each.type, each.value) for each in destinations] == [
            (0, DestinationType.USER, "ann"),
            (1, DestinationType.PRINTER, "hall"),
        ]
        assert now.routes.all()[0][1] == destinations
        assert now.routes.remove("7")
        assert not now.routes.remove("7")
        assert now.routes.find("7") is None


def test_a_list_that_is_replaced_has_its_new_rules_in_order(work: Open) -> None:
    def rules(*patterns: str) -> list[DialingRule]:
        return [DialingRule(pattern=pattern, action=RuleAction.ACCEPT, argument="") for pattern in patterns]

    with work() as now:
        now.dialing.replace("b", rules("1", "2", "3"))
        now.dialing.replace("a", rules("9"))
    with work() as now:
        now.dialing.replace("b", rules("3", "1"))
        found = {name: [rule.pattern for rule in kept] for name, kept in now.dialing.lists().items()}
        assert found == {"a": ["9"], "b": ["3", "1"]}
        assert list(found) == ["a", "b"]
        now.dialing.replace("a", [])
        assert [(rule.pattern, rule.action) for rule in now.dialing.lists()["a"]] == [(".", RuleAction.ACCEPT)]
        assert now.dialing.remove("b")
        assert not now.dialing.remove("b")
