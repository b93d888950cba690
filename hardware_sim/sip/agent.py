"""A user agent: one end of a SIP call, which reads the other end's texts, runs the table, and writes its own.

Rule: the table alone decides what is done; only text goes between two agents. What matters to whoever plays the call is
told as notices.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import ClassVar

from fax_engine.clock import Timeline, Timer
from hardware_sim.sip import digest, sdp, timing
from hardware_sim.sip.dialog import Dialog
from hardware_sim.sip.manner import Manner
from hardware_sim.sip.memory import CHALLENGES, PROXY_AUTHENTICATION, Memory
from hardware_sim.sip.messages import Message, Method, Request, Response, parse, write
from hardware_sim.sip.rows import TABLE, Do, Event, State
from models.vocabulary import SipTransport

TIMED_OUT = 408
"""No answer at all counts as this status (RFC 3261 clause 8.1.3.1)."""

DECLINED = (480, "Temporarily Unavailable")
"""How a call is turned away while it rings and for no reason of its own."""


class Notice(StrEnum):
    """What an agent tells."""

    RINGING = "ringing"
    ANSWERED = "answered"
    SETTLED = "settled"
    REFUSED = "refused"
    GAVE_UP = "gave up"
    NO_FAX = "no fax"
    OVER = "over"


class Agent:
    """One end. `send` takes each text as it leaves; `tell` hears notices at their moments."""

    def __init__(
        self,
        timeline: Timeline,
        dialog: Dialog,
        manner: Manner,
        send: Callable[[str], None],
        tell: Callable[[Notice], None],
    ) -> None:
        self.state = State.IDLE
        self.memory = Memory(dialog, manner)
        self._timeline = timeline
        self._dialog = dialog
        self._manner = manner
        self._send = send
        self._tell = tell
        self._timers: list[Timer] = []
        self._pause = timing.T1
        self._is_caller = False

    @property
    def agreed(self) -> tuple[sdp.Media, sdp.Media]:
        """Our medium and theirs, once they are settled."""
        theirs = self.memory.theirs
        assert theirs is not None
        return self.memory.medium(fax=self.memory.is_fax_agreed), theirs

    def dial(self) -> None:
        """Call the other end."""
        self._is_caller = True
        self._happen(Event.DIALLED)

    def hang_up(self) -> None:
        """Be done with the call, however far it is."""
        self._happen(Event.TURNED_AWAY if self.state is State.INVITED else Event.HUNG_UP)

    def hear(self, text: str) -> None:
        """A text has come from the other end. Raises `NotSip` for one that is no message."""
        if self._manner.is_silent:
            return
        event = self.memory.recognise(parse(text), self.state)
        if event is Event.INVITED and self.state is State.IDLE:
            self._after(self._manner.rings_after, self._ring)
        if event is not None:
            self._happen(event)

    def _happen(self, event: Event) -> None:
        row = TABLE.get((self.state, event))
        if row is None:
            return
        self.state = row.state
        for step in row.steps:
            self._steps[step](self)

    def _ring(self) -> None:
        manner = self._manner
        refusal = manner.refusal
        if refusal is not None and refusal.rings_for is None:
            self._happen(Event.TURNED_AWAY)
            return
        self._happen(Event.RANG)
        if refusal is not None and refusal.rings_for is not None:
            self._after(refusal.rings_for, lambda: self._happen(Event.TURNED_AWAY))
        elif manner.answers_after is not None:
            self._after(manner.answers_after, lambda: self._happen(Event.ANSWERED))

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        self._timers.append(self._timeline.call_in(seconds, action))

    def _out(self, message: Message, after: float = 0.0) -> None:
        text = write(message)
        if after:
            self._timeline.call_in(after, lambda: self._send(text))
        else:
            self._send(text)

    def _send_invite(self) -> None:
        memory = self.memory
        memory.sent = self._dialog.invite(memory.medium(fax=memory.offers_fax), memory.prove)
        self._out(memory.sent)

    def _send_reinvite(self) -> None:
        self.memory.sent = self._dialog.invite(self.memory.medium(fax=True))
        self._out(self.memory.sent)

    def _start_timers(self) -> None:
        self._pause = timing.T1
        if self._dialog.transport is SipTransport.UDP:  # what is reliable repeats nothing (RFC 3261 clause 17.1.1.2)
            self._after(self._pause, lambda: self._happen(Event.TIMER_A))
        self._after(timing.TRANSACTION, lambda: self._happen(Event.TIMER_B))

    def _send_again(self) -> None:
        self._out(self.memory.our_invite)
        self._pause *= 2
        self._after(self._pause, lambda: self._happen(Event.TIMER_A))

    def _stop_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _start_patience(self) -> None:
        if self._manner.gives_up_after is not None:
            self._after(self._manner.gives_up_after, lambda: self._happen(Event.HUNG_UP))

    def _start_switch(self) -> None:
        event = Event.FAX_WANTED if self._manner.takes(fax=True) else Event.SOUND_WANTED
        seconds = timing.PATIENCE if self._is_caller else timing.TONES
        if event is Event.SOUND_WANTED:
            seconds = timing.LONGER_PATIENCE
        self._after(seconds, lambda: self._happen(event))

    def _switch_later(self) -> None:
        seconds = timing.AFTER_GLARE_CALLER if self._is_caller else timing.AFTER_GLARE_CALLED
        self._after(seconds, lambda: self._happen(Event.FAX_WANTED))

    def _offer_other(self) -> None:
        memory = self.memory
        memory.has_offered_other, memory.offers_fax = True, not memory.offers_fax

    def _send_ack(self) -> None:
        assert isinstance(self.memory.heard, Response)
        self._out(self._dialog.ack(self.memory.our_invite, self.memory.heard))

    def _send_cancel(self) -> None:
        self._out(self._dialog.cancel(self.memory.our_invite))

    def _send_bye(self) -> None:
        self._out(self._dialog.bye())

    def _send_trying(self) -> None:
        self._reply(100)

    def _send_ringing(self) -> None:
        self._out(self._dialog.respond(self.memory.their_invite, 180))

    def _send_challenge(self) -> None:
        wanted = self._manner.challenges
        assert wanted is not None
        challenge = digest.Challenge(wanted.realm, self._dialog.token("nonce"))
        name = CHALLENGES[PROXY_AUTHENTICATION][0]
        response = self._dialog.respond(
            self.memory.their_invite, PROXY_AUTHENTICATION, more=((name, challenge.write()),)
        )
        self._out(response, timing.REPLY)

    def _send_answer(self) -> None:
        media = self.memory.medium(fax=self.memory.is_fax_agreed)
        response = self._dialog.respond(self.memory.their_invite, 200, media=media)
        # A telephone is picked up at its moment; a re-INVITE is answered as quickly as anything else.
        self._out(response, 0.0 if self.state is State.ACCEPTING else timing.REPLY)

    def _send_refusal(self) -> None:
        refusal = self._manner.refusal
        status, reason = (refusal.status, refusal.reason) if refusal is not None else DECLINED
        self._out(self._dialog.respond(self.memory.their_invite, status, reason))

    def _send_terminated(self) -> None:
        self._reply(487)

    def _send_pending(self) -> None:
        self._reply(491)

    def _send_not_acceptable(self) -> None:
        self._reply(488)

    def _reply(self, status: int) -> None:
        self._out(self._dialog.respond(self.memory.their_invite, status), timing.REPLY)

    def _send_ok(self) -> None:
        assert isinstance(self.memory.heard, Request)
        self._out(self._dialog.respond(self.memory.heard, 200), timing.REPLY)

    def _time_out(self) -> None:
        self.memory.final = TIMED_OUT
        self._tell(Notice.REFUSED)

    def _over(self) -> None:
        """After a request of the other end, once it is answered; else now."""
        heard = self.memory.heard
        is_ended_by_them = isinstance(heard, Request) and heard.method is Method.BYE
        self._timeline.call_in(timing.REPLY if is_ended_by_them else 0.0, lambda: self._tell(Notice.OVER))

    _steps: ClassVar[Mapping[Do, Callable[["Agent"], None]]] = {
        Do.SEND_INVITE: _send_invite,
        Do.SEND_AGAIN: _send_again,
        Do.ANSWER_CHALLENGE: lambda agent: agent.memory.take_challenge(),
        Do.OFFER_OTHER: _offer_other,
        Do.START_TIMERS: _start_timers,
        Do.STOP_TIMERS: _stop_timers,
        Do.START_PATIENCE: _start_patience,
        Do.SEND_ACK: _send_ack,
        Do.SEND_CANCEL: _send_cancel,
        Do.SEND_TRYING: _send_trying,
        Do.SEND_RINGING: _send_ringing,
        Do.SEND_CHALLENGE: _send_challenge,
        Do.SEND_ANSWER: _send_answer,
        Do.SEND_REFUSAL: _send_refusal,
        Do.SEND_TERMINATED: _send_terminated,
        Do.SEND_NOT_ACCEPTABLE: _send_not_acceptable,
        Do.SEND_PENDING: _send_pending,
        Do.SEND_OK: _send_ok,
        Do.START_SWITCH: _start_switch,
        Do.SWITCH_LATER: _switch_later,
        Do.SEND_REINVITE: _send_reinvite,
        Do.SEND_BYE: _send_bye,
        Do.TELL_RINGING: lambda agent: agent._tell(Notice.RINGING),
        Do.TELL_ANSWERED: lambda agent: agent._tell(Notice.ANSWERED),
        Do.TELL_SETTLED: lambda agent: agent._tell(Notice.SETTLED),
        Do.TELL_REFUSED: lambda agent: agent._tell(Notice.REFUSED),
        Do.TELL_TIMED_OUT: _time_out,
        Do.TELL_GAVE_UP: lambda agent: agent._tell(Notice.GAVE_UP),
        Do.TELL_NO_FAX: lambda agent: agent._tell(Notice.NO_FAX),
        Do.TELL_OVER: _over,
    }
    """What each step of the table does."""
