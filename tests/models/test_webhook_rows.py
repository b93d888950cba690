"""Webhooks as rows: what each is to be told, in order, and how much of what it was told is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.store import Store, Work
from models.webhook import MOST_DELIVERED, Webhook, WebhookTarget

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TARGET = WebhookTarget("http://127.0.0.1/", ["fax"])


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store.in_memory()
    yield store
    store.close()


def tell(work: Work, webhook: Webhook, count: int) -> None:
    for number in range(count):
        work.webhooks.queue([webhook.token], "fax", NOON, f'{{"number":{number}}}')


def deliver(store: Store, unit: int) -> int:
    """Have the next event arrive; answers its number."""
    with store.work(unit) as work:
        (webhook,) = work.webhooks.all()
        delivery = work.webhooks.next_for(webhook)
        assert delivery is not None
        work.webhooks.keep_delivered(webhook, delivery)
        return delivery.number


def test_all_that_is_queued_is_kept_and_the_newest_of_what_arrived(store: Store) -> None:
    unit = store.open_appliance("one")
    with store.work(unit) as work:
        tell(work, work.webhooks.add("a", TARGET), MOST_DELIVERED + 20)
    assert [deliver(store, unit) for _ in range(MOST_DELIVERED + 10)] == list(range(1, MOST_DELIVERED + 11))
    with store.work(unit) as work:
        (webhook,) = work.webhooks.all()
        assert (webhook.told, webhook.delivered, webhook.queued) == (MOST_DELIVERED + 20, MOST_DELIVERED + 10, 10)
        kept = [row.number for row in work.webhooks.newest(webhook, 5_000)]
        assert kept == list(range(MOST_DELIVERED + 20, 10, -1))
        assert [row.number for row in work.webhooks.newest(webhook, 5_000, delivered=False)] == kept[:10]
        assert [row.number for row in work.webhooks.newest(webhook, 5_000, delivered=True)] == kept[10:]


def test_a_number_comes_again_and_a_token_never(store: Store) -> None:
    unit = store.open_appliance("one")
    with store.work(unit) as work:
        first, second = work.webhooks.add("a", TARGET), work.webhooks.add("a", TARGET)
        assert (first.number, second.number) == (1, 2)
        assert first.token != second.token
        tell(work, second, 3)
    with store.work(unit) as work:
        assert work.webhooks.remove(2) == 1
        again = work.webhooks.add("b", TARGET)
        work.webhooks.queue([second.token, again.token], "fax", NOON, "{}")
    with store.work(unit) as work:
        found = work.webhooks.with_token(again.token)
        assert found is not None
        assert (found.number, found.told) == (2, 1)
        assert work.webhooks.with_token(second.token) is None


def test_units_do_not_share_webhooks(store: Store) -> None:
    one, two = store.open_appliance("one"), store.open_appliance("two")
    with store.work(one) as work:
        token = work.webhooks.add("a", TARGET).token
    with store.work(two) as work:
        assert work.webhooks.all() == []
        work.webhooks.queue([token], "fax", NOON, "{}")
        assert work.webhooks.remove() == 0
    with store.work(one) as work:
        assert [webhook.told for webhook in work.webhooks.all()] == [0]
