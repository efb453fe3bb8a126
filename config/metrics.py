"""Figures for Prometheus: what the rooms of this process did, and how the whole library stood at the last look."""

from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector

from routing.messages import Channel
from routing.ports import Clock

LAGS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0)
COMMITS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 5.0)
_CHANNELS = (Channel.WEB, Channel.MAIL, Channel.TELEGRAM)
_ROUTED = frozenset({"answered", "handed_over"})


class Children(dict[tuple[str, ...], Any]):
    """A metric's children by their labels, each made once: looking one up in the metric costs more than raising it."""

    def __init__(self, metric: Counter | Histogram) -> None:
        super().__init__()
        self._metric = metric

    def __missing__(self, labels: tuple[str, ...]) -> Any:
        child = self[labels] = self._metric.labels(*labels) if labels else self._metric
        return child


class Metrics:
    """Satisfies routing.measures.Measures over a registry of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock()
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._understood = self._counter("ric_bot_replies", "Questions by what the bot made of them", "outcome")
        self._routed = self._counter("ric_routed", "Messages of readers that were routed", "channel", "outcome")
        self._handed_over = self._counter("ric_handed_over", "Conversations handed over by reason", "reason")
        self._filed = self._counter("ric_mails_filed", "Mails read by what they turned out to be", "outcome")
        self._delivered = self._counter("ric_deliveries", "Tries to deliver a reply", "channel", "outcome")
        self._answers = self._lag("ric_answer_seconds", "From a message's arrival to its stored answer", "channel")
        self._filings = self._lag("ric_mail_filing_seconds", "From a mail's arrival to its conversation")
        self._deliveries = self._lag("ric_delivery_seconds", "From a stored reply to its delivery", "channel")
        self._desk = self._lag("ric_desk_seconds", "From a change of a conversation to the open desks")
        self._commits = Histogram(
            "ric_commit_seconds", "One transaction that writes", buckets=COMMITS, registry=self.registry
        )
        self._begin_at_zero()

    def understood(self, outcome: str) -> None:
        self._understood[outcome,].inc()

    def routed(self, channel: Channel, arrived: datetime, outcome: str) -> None:
        self._routed[channel.value, outcome].inc()
        if outcome in _ROUTED:
            self._answers[channel.value,].observe(self._since(arrived))

    def handed_over(self, reason: str) -> None:
        self._handed_over[reason,].inc()

    def filed(self, arrived: datetime, outcome: str) -> None:
        self._filed[outcome,].inc()
        self._filings[()].observe(self._since(arrived))

    def delivered(self, channel: Channel, written: datetime, outcome: str) -> None:
        self._delivered[channel.value, outcome].inc()
        if outcome == "sent":
            self._deliveries[channel.value,].observe(self._since(written))

    def shown(self, changed: datetime) -> None:
        if changed >= self._began:  # what changed before is told anew after every start, and was late for nobody
            self._desk[()].observe(self._since(changed))

    def committed(self, seconds: float) -> None:
        self._commits.observe(seconds)

    def _begin_at_zero(self) -> None:
        """Show what alerts ask for from the first scrape on: the first failure must be seen as a rise."""
        for channel in _CHANNELS:
            touched = [self._answers[channel.value,], self._deliveries[channel.value,]]
            touched += [self._delivered[channel.value, outcome] for outcome in ("sent", "later", "failed")]

    def _since(self, moment: datetime) -> float:
        return max((self._clock() - moment).total_seconds(), 0.0)

    def _counter(self, name: str, what: str, *labels: str) -> Children:
        return Children(Counter(name, what, labels, registry=self.registry))

    def _lag(self, name: str, what: str, *labels: str) -> Children:
        return Children(Histogram(name, what, labels, buckets=LAGS, registry=self.registry))
