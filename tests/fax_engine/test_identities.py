"""Who a unit says it is, and what a refusal is called, on each kind of line."""

import json

from emulator.settings import Settings
from fax_engine.orders import AttachmentOrder, FaxOrder, Party
from fax_engine.workshop import Workshop
from models.fax import Fax
from models.vocabulary import Location
from tests.support.units import BUSY, SENT, BenchUnit


def send_as(unit: BenchUnit, sender: Party) -> Fax:
    letter = AttachmentOrder(Location.INLINE, "letter.txt", "text/plain", content=b"Hello.")
    with unit.appliance.context.work() as work:
        return unit.appliance.outbox.schedule(work, FaxOrder("admin", (Party(SENT),), (letter,), sender=sender))


def said(unit: BenchUnit) -> str:
    """What was kept of the only call's session."""
    unit.run_until_idle()
    with unit.appliance.context.work() as work:
        return json.dumps(work.calls.session_of(1))


def test_the_station_id_of_the_line_is_what_the_far_end_is_told(unit: BenchUnit) -> None:
    with unit.appliance.context.work() as work:
        for number in (1, 2):
            modem = work.configuration.modem(number)
            modem.station_id = "ACME FAX"
            work.configuration.keep(modem)
    unit.appliance.lines_changed()

    send_as(unit, Party(fax_number="218-555-0100", name="Ann"))

    session = said(unit)
    assert "ACME FAX" in session
    assert "218-555-0100" not in session


def test_without_one_it_is_the_sender_s_fax_number(unit: BenchUnit) -> None:
    send_as(unit, Party(fax_number="218-555-0100", name="Ann"))
    assert "218-555-0100" in said(unit)


def test_on_ip_a_refusal_is_called_by_its_sip_status(converters: Workshop, fetchers: Workshop) -> None:
    unit = BenchUnit(converters, fetchers, Settings(model="FF240-IP"))
    refused = unit.send(BUSY, max_tries=1)
    good = unit.send(SENT)
    unit.run_until_idle()
    assert [call.hangup_code for call in (*unit.attempts(refused), *unit.attempts(good))] == ["486", "00"]


def test_on_an_analog_line_a_refusal_has_no_code(unit: BenchUnit) -> None:
    refused = unit.send(BUSY, max_tries=1)
    unit.run_until_idle()
    assert [call.hangup_code for call in unit.attempts(refused)] == [""]
