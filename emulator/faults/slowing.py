"""Effects that take time: real seconds, whatever the unit's clock does."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from emulator.faults.held import held
from emulator.faults.passage import Effect, Passage, Within, answer_from, body_message
from emulator.faults.shape import MOST_SECONDS, Seconds, Shape
from emulator.faults.spoiling import pieces_of
from emulator.faults.turns import Dice

PIECES_A_SECOND = 20
"""How often a slow answer drips, at most."""


class Normal(Shape):
    """A normal distribution, cut off at its bounds."""

    mean: Seconds
    deviation: Seconds
    at_least: Seconds = 0.0
    at_most: Seconds = MOST_SECONDS

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_most < self.at_least:
            raise ValueError("at_most is less than at_least")
        return self


class Uniform(Shape):
    """Any duration between two, each as likely."""

    at_least: Seconds
    at_most: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.at_most < self.at_least:
            raise ValueError("at_most is less than at_least")
        return self


class Waiting(Effect):
    """What these effects share: how long, one of the three; each roll comes from the fault's own dice."""

    seconds: Seconds | None = None
    uniform: Uniform | None = None
    normal: Normal | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(part is not None for part in (self.seconds, self.uniform, self.normal)) != 1:
            raise ValueError("give exactly one of seconds, uniform and normal")
        return self

    def roll(self, dice: Dice) -> float:
        """The seconds for one request."""
        if self.uniform is not None:
            return dice.uniform(self.uniform.at_least, self.uniform.at_most)
        if self.normal is not None:
            rolled = dice.normalvariate(self.normal.mean, self.normal.deviation)
            return min(max(rolled, self.normal.at_least), self.normal.at_most)
        return self.seconds or 0.0


class Delay(Waiting):
    """Wait, and only then carry the request out; a client that has left by then has asked for nothing."""

    kind: Literal["delay"]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Wait first."""
        with held(passage.receive) as request:
            await passage.wait(self.roll(passage.dice))
            passage = replace(passage, receive=request.receive)
            if request.client_has_left or passage.connection.has_ended:
                await passage.until_gone()
            else:
                await within(passage)


class LateAnswer(Waiting):
    """Carry the request out at once, and wait before the first byte of the answer."""

    kind: Literal["late_answer"]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Wait afterwards."""
        seconds = self.roll(passage.dice)
        answer = await answer_from(within, passage)
        await passage.wait(seconds)
        await answer.leave(passage.send)


class LateBody(Waiting):
    """Send the head of the answer, and wait before its body."""

    kind: Literal["late_body"]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Wait in the middle."""
        seconds = self.roll(passage.dice)
        answer = await answer_from(within, passage)
        if answer.status is None:
            return
        await answer.start(passage.send)
        await passage.wait(seconds)
        await passage.send(body_message(answer.body, more=False))


class SlowDrip(Effect):
    """The body at so many bytes a second."""

    kind: Literal["slow_drip"]
    bytes_per_second: Annotated[int, Field(ge=1, le=10**9, strict=True)]

    async def apply(self, passage: Passage, within: Within) -> None:
        """Drop by drop, as long as somebody is there."""
        answer = await answer_from(within, passage)
        if answer.status is None:
            return
        await answer.start(passage.send)
        size = max(self.bytes_per_second // PIECES_A_SECOND, 1)
        for piece in pieces_of(answer.body, size):
            if not passage.connection.is_open:
                break
            await passage.send(body_message(piece, more=True))
            await passage.wait(len(piece) / self.bytes_per_second)
        else:
            await passage.send(body_message(b"", more=False))


class Hang(Effect):
    """No answer at all: the request is taken in and not carried out; after `seconds` the connection is closed."""

    replaces_the_unit: ClassVar[bool] = True
    kind: Literal["hang"]
    seconds: Annotated[Seconds, Field(gt=0)] = MOST_SECONDS

    async def apply(self, passage: Passage, within: Within) -> None:
        """Wait for the client to leave."""
        await passage.drain()
        await passage.wait(self.seconds)
        passage.connection.close()
        await passage.until_gone()
