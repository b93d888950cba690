"""The appliance types that can be bought, one row each: code asks a profile for abilities, never for its name.

Sources: Multi-Tech's manuals for the lines; the developer guide's status examples for the idle texts.
"""

from dataclasses import dataclass

from models.vocabulary import ChannelKind


@dataclass(frozen=True, slots=True)
class Profile:
    """One appliance type. `channels` counts its lines; `idle_text` is what an idle line's state reads on the wire."""

    name: str
    channel_kind: ChannelKind
    channels: int
    idle_text: str

    @property
    def has_modems(self) -> bool:
        """True where lines are analog: modem status and settings exist, SIP and T.38 settings do not."""
        return self.channel_kind is ChannelKind.MODEM


def _analog(name: str, modems: int) -> Profile:
    return Profile(name, ChannelKind.MODEM, modems, "Waiting For Ring")


PROFILES = {
    profile.name: profile
    for profile in (
        _analog("FF240", 2),
        _analog("FF440", 4),
        _analog("FF840", 8),
        # The small f is the appliance's: channels and modems are spelt differently.
        Profile("FF240-IP", ChannelKind.SIP, 2, "Waiting for Ring"),
    )
}


def find_profile(name: str) -> Profile:
    """The profile called `name`, in any case. Raises `KeyError` when there is none."""
    return PROFILES[name.strip().upper()]
