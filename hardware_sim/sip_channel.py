"""The SIP channel: calls by INVITE, switches to T.38 by re-INVITE, and gives a SIP status with every hang-up."""

from dataclasses import replace
from typing import TYPE_CHECKING

from fax_engine.call_orders import AnswerOrder, Caller, CallOrder, none_drawn
from fax_engine.line_pages import no_pictures
from hardware_sim.access import SIP
from hardware_sim.channel import SimulatedChannel
from hardware_sim.exchange import Destination
from hardware_sim.far_end import FarEnd

if TYPE_CHECKING:
    from hardware_sim.planning import Errand


class SipChannel(SimulatedChannel):
    """A T.38 fax channel on an IP trunk."""

    access = SIP

    def outbound_errand(self, order: CallOrder, destination: Destination) -> "Errand | None":
        """A call over a network that is not clean is worked out elsewhere, packet by packet."""
        from hardware_sim.planning import Errand
        from hardware_sim.sip_plan import goes_over_bad_network, plan_packet_by_packet

        if not goes_over_bad_network(order, destination):
            return None
        return Errand(plan_packet_by_packet, (replace(order, count=None, pictures=no_pictures), destination))

    def inbound_errand(self, caller: Caller, order: AnswerOrder, machine: FarEnd) -> "Errand | None":
        """The same for a call that comes in."""
        from hardware_sim.planning import Errand
        from hardware_sim.sip_plan import comes_over_bad_network, plan_caller_packet_by_packet

        if not comes_over_bad_network(caller, order, machine):
            return None
        plain = replace(caller, count=None, pictures=no_pictures, draw=none_drawn)
        return Errand(plan_caller_packet_by_packet, (plain, order, machine))
