"""What happens to a message is told to whoever counts, once and after it happened."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from config.settings import Settings
from config.store import Store, open_store
from crm_store.migrate import migrate
from crm_store.queues import keep_queues
from routing.errors import SendError
from routing.messages import Channel, Outbound
from routing.outbox import Outbox
from routing.ports import Limits
from tests.conftest import QUEUES
from tests.routing.fakes import FakeBot, Hearth, hearth


@dataclass
class Recorder:
    """Satisfies routing.measures.Measures and keeps everything in order; commits apart, for they are many."""

    told: list[tuple[str, ...]] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)

    def understood(self, outcome: str) -> None:
        self.told.append(("understood", outcome))

    def routed(self, channel: Channel, arrived: datetime, outcome: str) -> None:
        self.told.append(("routed", channel.value, outcome))

    def handed_over(self, reason: str) -> None:
        self.told.append(("handed over", reason))

    def filed(self, arrived: datetime, outcome: str) -> None:
        self.told.append(("filed", outcome))

    def delivered(self, channel: Channel, written: datetime, outcome: str) -> None:
        self.told.append(("delivered", channel.value, outcome))

    def shown(self, changed: datetime) -> None:
        self.told.append(("shown",))

    def committed(self, seconds: float) -> None:
        self.commits.append(seconds)


class Refusing:
    """A channel that delivers nothing."""

    name = Channel.TELEGRAM
    limits = Limits(4096, choices=True, attachments=False)

    async def run(self) -> None: ...

    async def send(self, outbound: Outbound) -> None:
        raise SendError("the reader blocked the bot", permanent=True)


@pytest.fixture
def counting() -> Recorder:
    return Recorder()


@pytest.fixture
async def counted(tmp_path: Path, counting: Recorder) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path), measures=counting) as store:
        await store.writer.run(migrate)
        await store.writer.run(lambda connection: keep_queues(connection, QUEUES, store.make_id))
        yield store


def house_of(store: Store, counting: Recorder, **more) -> Hearth:
    return hearth(store, FakeBot(**more), measures=counting)


async def test_an_answer_is_told_as_understood_and_routed(counted: Store, counting: Recorder) -> None:
    house = house_of(counted, counting)
    await house.say("hello")
    await house.settle()

    assert counting.told == [("understood", "answer"), ("routed", "web", "answered")]


async def test_a_hand_over_is_told_after_its_commit_with_its_reason(counted: Store, counting: Recorder) -> None:
    house = house_of(counted, counting)
    await house.say("I want to talk to a librarian")
    await house.settle()

    assert counting.told[-2:] == [("handed over", "asked"), ("routed", "web", "handed_over")]


async def test_a_bot_that_breaks_is_told_as_failed(counted: Store, counting: Recorder) -> None:
    house = house_of(counted, counting, failing={"hello"})
    await house.say("hello")
    await house.settle()

    assert counting.told == [("routed", "web", "failed")]


async def test_a_reply_that_is_given_up_is_told(counted: Store, counting: Recorder) -> None:
    house = house_of(counted, counting)
    await house.say("hello", channel=Channel.TELEGRAM)
    await house.settle()
    outbox = Outbox(counted.out_tray, {Channel.TELEGRAM: Refusing()}, measures=counting)
    await outbox.step()
    await outbox.close()

    assert counting.told[-1] == ("delivered", "telegram", "failed")


async def test_every_commit_is_measured(counted: Store, counting: Recorder) -> None:
    before = len(counting.commits)
    await house_of(counted, counting).say("hello")

    assert len(counting.commits) == before + 1
    assert min(counting.commits) > 0
