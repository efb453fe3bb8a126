"""A new version is brought in process by process: nobody's message is lost, said twice or told out of order."""

import asyncio
from collections import Counter

import pytest

from tests.parts.composed import Composed
from tests.parts.library import Library
from tests.parts.ric import Process
from tests.parts.stubborn import StubbornMailer, StubbornReader

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONGEST = 900.0


async def test_a_rolling_restart_loses_repeats_and_disorders_nothing(eight: Composed) -> None:
    library, done = eight.library, asyncio.Event()
    urls = [library.url, library.other_url]
    readers = [StubbornReader(urls[first:] + urls[:first], library.url) for first in (0, 1, 0)]
    mailer = StubbornMailer(library)

    async with asyncio.timeout(LONGEST), asyncio.TaskGroup() as tasks:
        for reader in readers:
            tasks.create_task(reader.talk("怎么续借?", least=5, enough=done))
        tasks.create_task(mailer.write("rolling", least=5, enough=done))
        await restart_one_after_the_other(library.processes)
        done.set()

    for reader in readers:
        await _was_told_everything_once_and_in_order(library, reader)
    await _were_answered_once(library, mailer.senders)


async def restart_one_after_the_other(processes: list[Process]) -> None:
    """Do what docs/compose.md says: the next one only when the last one is ready again."""
    for process in processes:
        assert await asyncio.to_thread(process.stop) == 0
        await asyncio.to_thread(process.start)


async def _was_told_everything_once_and_in_order(library: Library, reader: StubbornReader) -> None:
    async with library.chat(reader.session) as again:
        stored = [(each["seq"], each["author"]) for each in again.welcome["messages"]]
    said = [seq for seq, author in stored if author == "reader"]
    told = [seq for seq, _ in reader.told]

    assert said == reader.acks
    assert len(stored) == 2 * len(said)
    assert told == sorted(set(told))
    assert {row for row in stored if row[1] != "reader"} <= set(reader.told)


async def _were_answered_once(library: Library, senders: list[str]) -> None:
    for sender in senders:
        await library.mail_to(sender)
    again = Counter(address for mail in library.relay.mails for address in mail.recipients)

    assert not again.keys() & set(senders)
