"""The modem: an analog channel, which initialises itself, dials with tones and knows no SIP status."""

from hardware_sim.access import ANALOG
from hardware_sim.channel import SimulatedChannel


class Modem(SimulatedChannel):
    """A Class 2.1 fax modem on an analog line."""

    access = ANALOG
