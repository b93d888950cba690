"""The webhooks of one unit: what happens is queued for them in the store, and goes out in order.

Rule: an event is queued in the transaction that makes it true, so whoever was to be told of something that happened is
told, even after a loss of power; what a channel does is in no store, and is queued as it happens. For each webhook one
event is on its way at a time, and the next waits until it has arrived: after a try that failed for one second, then for
twice as long each time, up to a minute. These are seconds of the real clock, because receivers live by it: a frozen
unit tells them as well. Nothing is given up; a webhook that is dead keeps its queue until it answers, is changed, or
removed. At least once: a try whose answer was lost is made again, with the same id.
"""

import json
import logging
from asyncio import TimerHandle
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from emulator.event_types import type_of
from emulator.pacer import call_after, real_now
from emulator.webhooks.post_room import PostRoom
from emulator.webhooks.posting import Posted, Posting, headers_for
from fax_engine.context import UnitContext
from fax_engine.journal import ChannelMoved, Event, UnitReset
from models.store import Work

if TYPE_CHECKING:
    from models.webhook import Webhook, WebhookDelivery

FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0
"""Real seconds from a try that failed to the next."""

DOUBLINGS = 6


class WebhookQueue:
    """Tells the webhooks of a unit. Costs nothing while there are none.

    A webhook is known by its token here: numbers come again.
    """

    def __init__(self, context: UnitContext, posters: PostRoom) -> None:
        self._context = context
        self._posters = posters
        self._wanted: dict[str, frozenset[str]] = {}
        self._on_the_way: set[str] = set()
        self._waiting: dict[str, TimerHandle] = {}
        self._stop_listening: Callable[[], None] | None = None

    def recover(self) -> None:
        """After a start, and after a change that is committed: go on with what is queued, at once."""
        with self._context.work() as work:
            webhooks = work.webhooks.all()
        self._wanted = {webhook.token: frozenset(webhook.events) for webhook in webhooks}
        self._listen()
        self._forget_delays()
        for webhook in webhooks:
            self._go_on(webhook.token)

    @property
    def owes_something(self) -> bool:
        """Whether some webhook has still to be told of an event."""
        if not self._wanted:
            return False
        with self._context.work() as work:
            return any(webhook.queued for webhook in work.webhooks.all())

    def close(self) -> None:
        """Tell nobody anything any more."""
        self._wanted = {}
        self._listen()
        self._forget_delays()

    def _listen(self) -> None:
        """Take part in what happens while somebody is to be told, and only then."""
        if bool(self._wanted) is (self._stop_listening is not None):
            return
        if self._stop_listening is None:
            self._context.witnesses.append(self._queue)
            self._stop_listening = self._context.journal.listen_to_all(self._queue_late)
        else:
            self._context.witnesses.remove(self._queue)
            self._stop_listening()
            self._stop_listening = None

    def _forget_delays(self) -> None:
        for timer in self._waiting.values():
            timer.cancel()
        self._waiting.clear()

    def _queue(self, work: Work, event: Event) -> None:
        from emulator.control.event_views import as_json

        kind = type_of(event)
        tokens = [token for token, wanted in self._wanted.items() if kind in wanted]
        if tokens:
            work.webhooks.queue(tokens, kind, event.at, as_json(event))
            for token in tokens:
                work.after_commit(partial(self._go_on, token))

    def _queue_late(self, event: Event) -> None:
        """Queue what no transaction has made true."""
        if isinstance(event, ChannelMoved | UnitReset) and not self._context.is_closed:
            with self._context.work() as work:
                self._queue(work, event)

    def _is_over(self, token: str) -> bool:
        """True when nobody is to be told any more: the webhook was removed, or the unit is another by now."""
        return self._context.is_closed or token not in self._wanted

    def _go_on(self, token: str) -> None:
        """Begin with the next event for the webhook, unless it has one on the way or waits for another try."""
        if self._is_over(token) or token in self._on_the_way or token in self._waiting:
            return
        with self._context.work() as work:
            webhook = work.webhooks.with_token(token)
            delivery = work.webhooks.next_for(webhook) if webhook is not None else None
        if webhook is None or delivery is None:
            return
        self._on_the_way.add(token)
        posting = _posting(webhook, delivery)
        self._posters.submit(posting, partial(self._settle, token))

    def _settle(self, token: str, posted: Posted) -> None:
        self._on_the_way.discard(token)
        if self._is_over(token):
            return
        with self._context.work() as work:
            webhook = work.webhooks.with_token(token)
            delivery = work.webhooks.next_for(webhook) if webhook is not None else None
            if webhook is None or delivery is None:
                return
            delivery.tries += 1
            delivery.status, delivery.message = posted.status, posted.problem
            if not posted.problem:
                work.webhooks.keep_delivered(webhook, delivery)
            elif delivery.tries == 1:
                work.after_commit(partial(_log_failed, webhook, delivery))
        if posted.problem:
            delay = min(FIRST_DELAY * 2 ** min(delivery.tries - 1, DOUBLINGS), LONGEST_DELAY)
            self._waiting[token] = call_after(delay, partial(self._try_again, token))
        else:
            self._go_on(token)

    def _try_again(self, token: str) -> None:
        del self._waiting[token]
        self._go_on(token)


def now_as_text() -> str:
    """The real moment as a word, for the token of a webhook that is about to be made."""
    return f"{int(real_now().timestamp() * 1_000_000):x}"


def id_of(webhook: "Webhook", delivery: "WebhookDelivery") -> str:
    """The id of an event for its receiver: the same for every try, and no other's."""
    return f"{webhook.token}-{delivery.number}"


def _posting(webhook: "Webhook", delivery: "WebhookDelivery") -> Posting:
    message_id, data = id_of(webhook, delivery), json.loads(delivery.data)
    told = {"id": message_id, "type": delivery.type, "at": data["at"], "data": data}
    body = json.dumps(told, separators=(",", ":")).encode()
    own = headers_for(message_id, int(real_now().timestamp()), body, webhook.secret)
    return Posting(webhook.url, body, {**webhook.headers, **own}, webhook.insecure)


def _log_failed(webhook: "Webhook", delivery: "WebhookDelivery") -> None:
    """Tell of an event that did not arrive at once; not where to, because a URL may hold a secret."""
    logging.getLogger("emulator.webhooks").warning(
        "webhook %d was not told of event %d: %s; it is tried again until it is",
        webhook.number,
        delivery.number,
        delivery.message,
    )
