"""Outcomes of IP networks: so many percent of the datagrams of a call are lost, come late, or come twice.

Rule: a family makes a row for any share, of calls of either direction; in the words of a script a row is called like
`packet-loss:5`. What comes of it is left to the two stations: a fax that redundancy repairs goes through, and so does
any on an analog line, which has none of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hardware_sim.outcome import NOTHING_WRONG, Outcome, Played, coded
from hardware_sim.phase import Phase

MOST = 100
"""Percent."""


@dataclass(frozen=True, slots=True)
class NetworkFamily:
    """`name` in the words of a script; `share`: the field of `FarEnd` that it sets."""

    name: str
    share: str
    meaning: str

    def row(self, percent: int) -> Outcome | None:
        """The row for a share; None for more than there is."""
        if percent > MOST:
            return None
        how = Played({self.share: float(percent)})
        return coded(
            f"{self.share}_{percent}",
            None,
            Phase.RELEASE,
            NOTHING_WRONG,
            self.meaning.format(percent=percent),
            how=how,
            inbound=how,
            retry=False,
        )


FAMILIES = (
    NetworkFamily("packet-loss", "packet_loss", "{percent} percent of the datagrams are lost, each way."),
    NetworkFamily(
        "packet-reordering", "packet_reordering", "{percent} percent of the datagrams come behind later ones, each way."
    ),
    NetworkFamily(
        "packet-duplication", "packet_duplication", "{percent} percent of the datagrams come twice, each way."
    ),
)

BY_NAME: Mapping[str, NetworkFamily] = {family.name: family for family in FAMILIES}
