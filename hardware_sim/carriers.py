"""The modulations that carry a page, rate by rate, and the control channel that each goes with.

Rule: one row a modulation and rate. Seconds are what the recommendations print; V.34's, which depend on the line and on
the modems, are typical ones.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ControlChannel:
    """What T.30 frames travel on, at `rate` bit/s; each turn costs seconds of `silence` and then of `preamble`."""

    rate: int
    silence: float
    preamble: float


V21 = ControlChannel(rate=300, silence=0.075, preamble=1.0)
"""ITU-T V.21 channel 2: 75 +- 20 ms between signals of different modulation (T.30 clause 5, notes 3 and 4), and flags
for 1 s +- 15 % (T.30 clause 5.3.1)."""

V34_CONTROL = ControlChannel(rate=1200, silence=0.070, preamble=0.1)
"""The half-duplex control channel of ITU-T V.34 clause 12: 70 ms of silence, then Sh, ALT and E for about 0.1 s."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One modulation at one rate (bit/s).

    `training` and `resync`: seconds before the first message and before every other; `check`: seconds of training check
    (TCF).
    """

    modulation: str
    rate: int
    training: float
    resync: float
    check: float = 1.5
    control: ControlChannel = V21

    def bits_in(self, milliseconds: int) -> int:
        """Bits in so much time; whole for every time that a DCS can name, since rates are multiples of 2400."""
        return self.rate * milliseconds // 1000


def _v29(rate: int) -> Carrier:
    """ITU-T V.29 clause 8: the synchronising signal takes 253 ms, always in full."""
    return Carrier("V.29", rate, training=0.253, resync=0.253)


def _v17(rate: int) -> Carrier:
    """ITU-T V.17 clause 5: 1393 ms with the long, 142 ms with the resync training."""
    return Carrier("V.17", rate, training=1.393, resync=0.142)


def _v34(rate: int) -> Carrier:
    """ITU-T V.34 clause 12: phases 2 to 4 take about 3 s; S, PP and B1 before each message about 0.13 s; no TCF."""
    return Carrier("V.34", rate, training=3.0, resync=0.13, check=0.0, control=V34_CONTROL)


CARRIERS = (
    # ITU-T V.27ter: the long training without echo protection, which T.30 wants before every message.
    Carrier("V.27ter", 2400, training=0.943, resync=0.943),
    Carrier("V.27ter", 4800, training=0.708, resync=0.708),
    *map(_v29, (7200, 9600)),
    *map(_v17, (7200, 9600, 12000, 14400)),
    *map(_v34, range(16800, 33601, 2400)),
)
"""From the oldest modulation to the newest; ITU-T T.30 table 2, bits 11-14, and annex F for V.34."""
