"""What /metrics answers: the counts of this process, and gauges of how the library stood at the last look."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest

from config.health import Health, Look
from config.metrics import Metrics
from crm_store.health_views import Pile, StoreHealth


class Figures:
    """Writes Prometheus' text format; as a collector it gives the gauges of the last look."""

    def __init__(self, metrics: Metrics, health: Health) -> None:
        self._registry = metrics.registry
        self._health = health
        self._look: Look | None = None
        self._registry.register(self)

    async def write(self) -> bytes:
        """Look how things stand, and return everything as text."""
        self._look = await self._health.look()
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Give the gauges; called by the registry."""
        if self._look is None:
            return
        yield from _of_this_process(self._look)
        if self._look.tables is not None:
            yield _gauge("ric_database_read_seconds", "The look at the database took so long", self._look.read_seconds)
            yield from _of_the_queues(self._look.tables, self._look.at)
            yield from _of_the_channels(self._look.tables, self._look.at)
            yield _gauge(
                "ric_backup_timestamp_seconds",
                "When the last backup was made, since 1970; 0: never",
                self._look.tables.backup.timestamp() if self._look.tables.backup else 0.0,
            )


def _of_this_process(look: Look) -> Iterator[Metric]:
    yield _gauge("ric_ready", "1 where /readyz says ready", not look.faults)
    if look.redis != "not_configured":
        yield _gauge("ric_redis_up", "1 where Redis answers", look.redis == "connected")
    if look.redis_seconds is not None:
        yield _gauge("ric_redis_seconds", "Redis answered a ping in so long", look.redis_seconds)
    if look.bot != "elsewhere":
        yield _gauge("ric_bot_learned", "1 where the bot has learned the knowledge in force", look.bot == "learned")


def _of_the_queues(tables: StoreHealth, now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("ric_queue_waiting", "Conversations that wait in a queue", labels=["queue"])
    oldest = GaugeMetricFamily("ric_queue_oldest_seconds", "How long the first has waited", labels=["queue"])
    for queue in tables.queues:
        waiting.add_metric([queue.slug], queue.waiting)
        oldest.add_metric([queue.slug], _age(queue.oldest, now))
    yield from (waiting, oldest)


def _of_the_channels(tables: StoreHealth, now: datetime) -> Iterator[Metric]:
    unrouted = {each.channel: each.unrouted for each in tables.channels}
    unsent = {each.channel: each.unsent for each in tables.channels}
    yield from _piles("ric_unrouted", "Messages of readers neither answered nor handed over yet", unrouted, now)
    yield from _piles("ric_outbox", "Replies that wait to be sent", unsent, now)
    failed = GaugeMetricFamily("ric_outbox_failed", "Replies given up within 24 hours", labels=["channel"])
    for each in tables.channels:
        failed.add_metric([each.channel], each.failed)
    yield failed


def _piles(name: str, what: str, piles: Mapping[str, Pile], now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(f"{name}_waiting", what, labels=["channel"])
    oldest = GaugeMetricFamily(f"{name}_oldest_seconds", f"{what}: the age of the oldest", labels=["channel"])
    for channel, pile in piles.items():
        waiting.add_metric([channel], pile.waiting)
        oldest.add_metric([channel], _age(pile.oldest, now))
    yield from (waiting, oldest)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=float(value))


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
