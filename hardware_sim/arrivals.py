"""What arrived of each page of a call: from the exchange as it was recorded to what a receiver has on paper.

Rule: a page that the receiver has is as it says, without error correction; with it, a frame arrived when any block that
carried it did. A page that was begun and never came to its end is there as far as it came before either end left, or
the sender went on to something else.
"""

from collections.abc import Iterator, Sequence

from fax_engine.arrival import Arrival
from hardware_sim.happenings import Agreed
from hardware_sim.t30.commands import SendPage, SendPartialPage
from hardware_sim.t30.conversation import ROUNDING, Conversation
from hardware_sim.t30.events import BlockReceived, PageReceived
from hardware_sim.t30.pages import ReceivedPage
from hardware_sim.t30.recorder import SignalRecord
from hardware_sim.t30.signals import frame_bits, seconds_before_data, signal_seconds
from hardware_sim.timing import ECM_BLOCK_FRAMES
from models.vocabulary import Resolution


def unlike_sent(conversation: Conversation) -> tuple[Arrival, ...]:
    """The pages that the called end confirms, where they are not just the first of those that were sent; else none."""
    found = confirmed(conversation)
    are_as_sent = all(arrival.page == number and arrival.is_whole for number, arrival in enumerate(found, start=1))
    return () if are_as_sent else found


def confirmed(conversation: Conversation) -> tuple[Arrival, ...]:
    """The pages that the called end confirms; a recorded conversation is needed."""
    ended = zip(arrivals(conversation), conversation.pages, strict=False)
    return tuple(arrival for arrival, page in ended if page.confirmed)


def arrivals(conversation: Conversation) -> tuple[Arrival, ...]:
    """The pages of the called end in order, each with what is wrong with it; a recorded conversation is needed."""
    messages = tuple(_messages(conversation))
    found = [_of_page(page, messages) for page in conversation.pages]
    if messages and messages[-1].page == len(found) + 1:
        begun = _begun(messages[-1], messages, _resolution(conversation, messages[-1].record.at))
        found += [begun] if begun else []
    return tuple(found)


class _Message:
    """A page or block as it was recorded, and what could be heard of it until `left` seconds after the answer."""

    def __init__(self, record: SignalRecord, signal: SendPage | SendPartialPage, left: float) -> None:
        self.record = record
        self.signal = signal
        self._length = signal_seconds(signal)
        self._seconds = max(min(self._length, left - record.at), 0.0)

    @property
    def page(self) -> int:
        """From 1."""
        return self.signal.number if isinstance(self.signal, SendPage) else self.signal.page + 1

    @property
    def is_whole(self) -> bool:
        """True when it came to its end."""
        return self._seconds >= self._length - ROUNDING

    @property
    def bits(self) -> float:
        """Bits that came after the training."""
        return max(self._seconds - seconds_before_data(self.signal), 0.0) * self.signal.carrier.rate

    @property
    def frames(self) -> frozenset[int]:
        """The frames of a block that arrived."""
        event, signal = self.record.event, self.signal
        if not isinstance(event, BlockReceived) or not isinstance(signal, SendPartialPage):
            return frozenset()
        sent = sorted(event.frames)
        came = len(sent) if self.is_whole else int(self.bits / frame_bits(signal))
        return frozenset(sent[:came]) - event.bad


def _messages(conversation: Conversation) -> Iterator[_Message]:
    """What could be heard of every page and block."""
    records = conversation.records
    end = min(conversation.calling.seconds, conversation.called.seconds)
    for place, record in enumerate(records):
        signal = record.signal
        if isinstance(signal, SendPage | SendPartialPage) and record.event is not None:
            following = (later.at for later in records[place + 1 :] if later.sender is record.sender)
            yield _Message(record, signal, min([end, *following]))


def _of_page(page: ReceivedPage, messages: Sequence[_Message]) -> Arrival:
    blocks = [message for message in messages if message.page == page.number]
    signal = blocks[-1].signal if blocks else None
    if isinstance(signal, SendPartialPage):
        lost = _lost(signal, messages)
        is_last_block = signal.block == len(signal.data.blocks(signal.coding, signal.frame_octets)) - 1
        is_broken_off = bool(lost) and not (is_last_block and blocks[-1].is_whole)
        return Arrival(
            page.number, page.coding, page.resolution, is_broken_off, lost=lost, shrunk_to=_shrunk_to(signal)
        )
    return Arrival(page.number, page.coding, page.resolution, bad_rows=page.bad_rows, shrunk_to=_shrunk_to(signal))


def _begun(last: _Message, messages: Sequence[_Message], resolution: Resolution) -> Arrival | None:
    """A page that never came to its end; None when nothing of it came."""
    signal, event = last.signal, last.record.event
    if last.bits and isinstance(signal, SendPartialPage):
        lost = _lost(signal, messages)
        return Arrival(
            last.page, signal.coding, resolution, is_broken_off=True, lost=lost, shrunk_to=_shrunk_to(signal)
        )
    if last.bits and isinstance(signal, SendPage) and isinstance(event, PageReceived):
        least = signal.carrier.rate * signal.scan_line_ms / 1000
        return Arrival(
            last.page,
            signal.coding,
            resolution,
            is_broken_off=True,
            bad_rows=event.bad_rows,
            broken_off_after=last.bits,
            least_row_bits=least,
            shrunk_to=_shrunk_to(signal),
        )
    return None


def _shrunk_to(signal: SendPage | SendPartialPage | None) -> int:
    return signal.data.rows if signal is not None and signal.data.is_shrunk else 0


def _lost(signal: SendPartialPage, messages: Sequence[_Message]) -> tuple[tuple[int, int], ...]:
    """The octets of a page that no block brought, neighbours drawn together."""
    arrived = {
        (message.signal.block, frame)
        for message in messages
        if isinstance(message.signal, SendPartialPage) and message.page == signal.page + 1
        for frame in message.frames
    }
    lost: list[tuple[int, int]] = []
    for block, frames in enumerate(signal.data.blocks(signal.coding, signal.frame_octets)):
        for frame in range(frames):
            if (block, frame) in arrived:
                continue
            first = (block * ECM_BLOCK_FRAMES + frame) * signal.frame_octets
            if lost and lost[-1][1] == first:
                first = lost.pop()[0]
            lost.append((first, (block * ECM_BLOCK_FRAMES + frame + 1) * signal.frame_octets))
    return tuple(lost)


def _resolution(conversation: Conversation, at: float) -> Resolution:
    """The one that was agreed on by then."""
    agreed = [
        happening.negotiated.resolution
        for seconds, happening in conversation.calling.happenings
        if isinstance(happening, Agreed) and seconds <= at + ROUNDING
    ]
    return agreed[-1]
