"""Effects on the unit itself: its power, its disk, its clock, its lines.

Rule: such an effect hits no single request; it holds from the moment at which its fault is made until that ends, and
says here only what is wrong. `standing` has the unit follow.
"""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from emulator.faults.layers import Layer
from emulator.faults.shape import Shape
from emulator.faults.turns import MOST_UNIT_SECONDS

MOST_CHANNELS = 64
A_HUNDRED_YEARS = 100 * 366 * 86_400.0

Channel = Annotated[int, Field(ge=1, le=MOST_CHANNELS, strict=True)]


class Condition(Shape):
    """What these effects share. `lasts`: seconds of the unit's time, None as long as the fault."""

    layer: ClassVar[Layer] = Layer.BOX

    @property
    def name(self) -> str:
        """The word that asks for it."""
        kind: str = getattr(self, "kind", "")
        return kind

    @property
    def lasts(self) -> float | None:
        """Seconds after which it is over by itself."""
        return None


class DiskFull(Condition):
    """There is room for `after_bytes` bytes more of documents and received pages, and then for no fax at all."""

    kind: Literal["disk_full"]
    after_bytes: Annotated[int, Field(ge=0, le=1 << 40, strict=True)] = 0


class Reboot(Condition):
    """The power is lost now, and comes back after `seconds` of the unit's time; calls in progress are cut.

    Meanwhile requests end in a connection reset, or with 503 where `while_down` says `unavailable`.
    """

    kind: Literal["reboot"]
    seconds: Annotated[float, Field(ge=0, le=MOST_UNIT_SECONDS)] = 60.0
    while_down: Literal["reset", "unavailable"] = "reset"

    @property
    def lasts(self) -> float | None:
        """Until the power is back."""
        return self.seconds


class ClockSkew(Condition):
    """The unit's clock is wrong by `seconds` (negative: slow), and by `seconds_a_day` more for each day that goes
    by."""

    kind: Literal["clock_skew"]
    seconds: Annotated[float, Field(ge=-A_HUNDRED_YEARS, le=A_HUNDRED_YEARS)] = 0.0
    seconds_a_day: Annotated[float, Field(ge=-43_200, le=43_200)] = 0.0

    @model_validator(mode="after")
    def _is_wrong(self) -> Self:
        if not self.seconds and not self.seconds_a_day:
            raise ValueError("give seconds or seconds_a_day: a clock that is wrong by nothing is right")
        return self


class OfChannels(Condition):
    """What these effects share: `channels` by number, from 1; left out, all of them."""

    layer: ClassVar[Layer] = Layer.LINE
    channels: Annotated[tuple[Channel, ...] | None, Field(min_length=1, max_length=MOST_CHANNELS)] = None

    @field_validator("channels")
    @classmethod
    def _each_once(cls, channels: tuple[int, ...] | None) -> tuple[int, ...] | None:
        if channels is not None and len(set(channels)) < len(channels):
            raise ValueError("the same channel stands twice")
        return channels

    def concerns(self, number: int) -> bool:
        """Whether the channel of this number is one of those."""
        return self.channels is None or number in self.channels


class ChannelDead(OfChannels):
    """A modem or channel is out of service: it gives its call up, takes and makes none, and starts up again at the
    end."""

    kind: Literal["channel_dead"]


class ChannelReset(OfChannels):
    """A modem or channel gives its call up and starts up again, once."""

    kind: Literal["channel_reset"]

    @property
    def lasts(self) -> float | None:
        """It is over as soon as it has happened."""
        return 0.0


class NoDialTone(OfChannels):
    """The line gives no dial tone: no call goes out, and none comes in; one that is on goes on."""

    kind: Literal["no_dial_tone"]


class CordPulled(OfChannels):
    """The telephone cord is out: no loop current, a call that is on is cut, and none comes in."""

    kind: Literal["cord_pulled"]


AnyCondition = DiskFull | Reboot | ClockSkew | ChannelDead | ChannelReset | NoDialTone | CordPulled
"""Every kind of effect on the unit itself."""
