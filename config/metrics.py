"""What the rooms of this process did, counted for Prometheus (docs/operations.md lists the figures)."""

from datetime import datetime

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector

from config.tallies import Counts, Durations
from routing.messages import Channel
from routing.ports import Clock

LAGS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0)
COMMITS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 5.0)
_SENT_BY = (Channel.MAIL, Channel.TELEGRAM)
"""Replies in the web chat are sent as they are stored."""
_BY_CHANNEL = ("channel",)


class Metrics:
    """Satisfies routing.measures.Measures over a registry of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock()
        self._understood = Counts("ric_bot_replies", "Questions by what the bot made of them", ("outcome",))
        self._routed = Counts("ric_routed", "Messages of readers that were routed", ("channel", "outcome"))
        self._handed_over = Counts("ric_handed_over", "Conversations that began to wait", ("reason",))
        self._filed = Counts("ric_mails_filed", "Mails by what they turned out to be", ("outcome",))
        self._delivered = Counts("ric_deliveries", "Tries to deliver a reply", ("channel", "outcome"))
        self._answers = Durations("ric_answer_seconds", "From arrival to stored answer", _BY_CHANNEL, LAGS)
        self._filings = Durations("ric_mail_filing_seconds", "From a mail's arrival to its conversation", (), LAGS)
        self._deliveries = Durations("ric_delivery_seconds", "From stored reply to delivery", _BY_CHANNEL, LAGS)
        self._desk = Durations("ric_desk_seconds", "From a conversation's change to the open desks", (), LAGS)
        self._commits = Durations("ric_commit_seconds", "One transaction that writes", (), COMMITS)
        self._begin_at_zero()
        self.registry = self._registered()

    def understood(self, outcome: str) -> None:
        self._understood.add(outcome)

    def routed(self, channel: Channel, arrived: datetime, outcome: str) -> None:
        name = channel.value
        self._routed.add(name, outcome)
        if outcome in ("answered", "handed_over"):
            self._answers.add(self._since(arrived), name)

    def handed_over(self, reason: str) -> None:
        self._handed_over.add(reason)

    def filed(self, arrived: datetime, outcome: str) -> None:
        self._filed.add(outcome)
        self._filings.add(self._since(arrived))

    def delivered(self, channel: Channel, written: datetime, outcome: str) -> None:
        name = channel.value
        self._delivered.add(name, outcome)
        if outcome == "sent":
            self._deliveries.add(self._since(written), name)

    def shown(self, changed: datetime) -> None:
        if changed >= self._began:  # what changed before is told anew after every start, and was late for nobody
            self._desk.add(self._since(changed))

    def committed(self, seconds: float) -> None:
        self._commits.add(seconds)

    def _since(self, moment: datetime) -> float:
        return max((self._clock() - moment).total_seconds(), 0.0)  # another machine's clock may be ahead

    def _begin_at_zero(self) -> None:
        for unlabelled in (self._filings, self._desk, self._commits):
            unlabelled.begin()
        for channel in (Channel.WEB, *_SENT_BY):
            self._answers.begin(channel.value)
        for channel in _SENT_BY:
            self._deliveries.begin(channel.value)
            for outcome in ("sent", "later", "failed"):
                self._delivered.begin(channel.value, outcome)

    def _registered(self) -> CollectorRegistry:
        registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)
        for counts in (self._understood, self._routed, self._handed_over, self._filed, self._delivered):
            registry.register(counts)
        for durations in (self._answers, self._filings, self._deliveries, self._desk, self._commits):
            registry.register(durations)
        return registry
