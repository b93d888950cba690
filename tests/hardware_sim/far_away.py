"""A channel whose calls are worked out in another process, and what runs there."""

from collections.abc import Sequence
from dataclasses import dataclass

from fax_engine.call_orders import AnswerOrder, Caller, CallOrder
from fax_engine.line_pages import CodedPage, DrawnPage
from hardware_sim.call_plan import Plan, Step
from hardware_sim.exchange import Destination
from hardware_sim.far_end import FarEnd
from hardware_sim.happenings import Confirmed, Ended
from hardware_sim.modem import Modem
from hardware_sim.outcomes import OUTCOMES
from hardware_sim.planning import Errand
from hardware_sim.t38.pictured_page import PicturedPage
from models.vocabulary import Coding, Resolution


def by_octets(pages: Sequence[DrawnPage], rate: int, end: str) -> Plan:
    """A call in which every page takes its octets over the rate and is confirmed. No page at all: it raises."""
    steps, elapsed = [Step(0.0, Confirmed(0))], 0.0
    if not pages:
        raise ValueError("nothing to send")
    for number, page in enumerate(pages, start=1):
        data = PicturedPage(page).coded(Coding.MMR, Resolution.FINE)
        elapsed += 8 * len(data.octets()) / rate
        steps.append(Step(elapsed, Confirmed(number)))
    return Plan((*steps, Step(elapsed, Ended(OUTCOMES[end]))))


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page of one row and a few octets."""

    octets: int
    resolution: Resolution = Resolution.FINE

    def coded(self, coding: Coding, resolution: Resolution, most_rows: int = 0) -> CodedPage:
        """The same in every coding."""
        return CodedPage([8 * self.octets], bytes(self.octets))


class FarAwayModem(Modem):
    """Sends at 800 bit/s, and receives as well as it sends."""

    def outbound_errand(self, order: CallOrder, destination: Destination) -> Errand:
        return Errand(by_octets, (800, destination.outcome.name))

    def inbound_errand(self, caller: Caller, order: AnswerOrder, machine: FarEnd) -> Errand:
        return Errand(by_octets, (800, "ok"))
