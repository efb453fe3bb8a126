"""What the rooms say is counted, and how long things took is measured from when they began."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from config.metrics import Metrics
from routing.messages import Channel

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class HandClock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def metrics(clock: HandClock) -> Metrics:
    return Metrics(clock)


def value(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, labels)


def test_an_answer_is_measured_from_the_messages_arrival(metrics: Metrics, clock: HandClock) -> None:
    clock.now += timedelta(seconds=3)
    metrics.routed(Channel.WEB, NOON, "answered")

    assert value(metrics.registry, "ric_answer_seconds_sum", channel="web") == 3
    assert value(metrics.registry, "ric_routed_total", channel="web", outcome="answered") == 1


def test_what_is_tried_again_is_counted_and_no_answer_yet(metrics: Metrics) -> None:
    metrics.routed(Channel.WEB, NOON, "failed")
    metrics.delivered(Channel.MAIL, NOON, "later")

    assert value(metrics.registry, "ric_answer_seconds_count", channel="web") == 0
    assert value(metrics.registry, "ric_delivery_seconds_count", channel="mail") == 0
    assert value(metrics.registry, "ric_deliveries_total", channel="mail", outcome="later") == 1


def test_what_changed_before_this_process_began_was_late_for_nobody(metrics: Metrics, clock: HandClock) -> None:
    clock.now += timedelta(seconds=9)
    metrics.shown(NOON - timedelta(seconds=1))
    metrics.shown(NOON + timedelta(seconds=7))

    assert value(metrics.registry, "ric_desk_seconds_sum") == 2


def test_a_clock_that_is_behind_another_machines_makes_no_time_negative(metrics: Metrics) -> None:
    metrics.filed(NOON + timedelta(seconds=1), "reader")

    assert value(metrics.registry, "ric_mail_filing_seconds_sum") == 0


@pytest.mark.parametrize(
    ("tell", "name"),
    [
        (lambda metrics: metrics.understood("clarify"), "ric_bot_replies_total"),
        (lambda metrics: metrics.handed_over("asked"), "ric_handed_over_total"),
        (lambda metrics: metrics.committed(0.01), "ric_commit_seconds_count"),
    ],
)
def test_everything_else_is_counted(metrics: Metrics, tell: Callable[[Metrics], None], name: str) -> None:
    tell(metrics)

    samples = [sample for family in metrics.registry.collect() for sample in family.samples if sample.name == name]
    assert sum(sample.value for sample in samples) == 1


def test_a_first_failure_is_a_rise_from_zero(metrics: Metrics) -> None:
    assert value(metrics.registry, "ric_deliveries_total", channel="mail", outcome="failed") == 0
