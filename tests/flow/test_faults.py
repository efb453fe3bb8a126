import asyncio
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import aiosmtplib
import pytest

from tests.conftest import running
from tests.parts.ric import ric
from tests.parts.services import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_after_a_power_cut_everything_that_was_thanked_for_is_there_once(tmp_path: Path) -> None:
    async with running(tmp_path, {}, [None]) as library:
        async with library.chat() as reader:
            session = reader.welcome["session"]
            await asyncio.gather(*(reader.send(type="message", client_id=f"{n}", text="怎么续借?") for n in range(10)))
            acks = [await reader.hear("ack") for _ in range(10)]
            library.processes[0].kill()
        library.processes[0].start()

        async with library.chat(session) as again:
            messages = await _all_answered(again, 10)

    asked = [each["seq"] for each in messages if each["author"] == "reader"]
    assert asked == [ack["seq"] for ack in acks]
    assert sum(each["author"] == "bot" for each in messages) == 10


async def test_sigterm_ends_it_within_fifteen_seconds_while_readers_are_connected(tmp_path: Path) -> None:
    async with running(tmp_path, {}, [None]) as library, library.chat() as reader, library.desk() as librarian:
        await reader.ask("怎么续借?")
        async with librarian.http.ws_connect(f"{library.url}/api/v1/events", headers={"Origin": library.url}):
            loop = asyncio.get_running_loop()
            began = loop.time()
            code = await asyncio.to_thread(library.processes[0].stop)

    assert code == 0
    assert loop.time() - began < 15


@pytest.mark.parametrize("setting", ["RIC_HTTP", "RIC_SMTP"])
async def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path, setting: str) -> None:
    free = {name: f"127.0.0.1:{free_port()}" for name in ("RIC_HTTP", "RIC_SMTP")}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        environment = {**free, setting: address, "RIC_DATA": str(tmp_path)}
        done = await asyncio.to_thread(ric, "run", environment=environment)

    assert done.returncode == 1
    assert f"{setting}: cannot listen on {address}" in done.stderr


async def test_every_fault_of_the_settings_is_listed_at_once(tmp_path: Path) -> None:
    environment = {"RIC_HTTP": "8080", "RIC_COLOUR": "red", "RIC_DATA": str(tmp_path), "RIC_SECRET": "short"}

    done = await asyncio.to_thread(ric, "check", environment=environment)

    assert done.returncode == 1
    assert "RIC_HTTP: must be host:port" in done.stderr
    assert "RIC_COLOUR: there is no such setting" in done.stderr


async def test_a_broken_entry_is_named_with_file_and_line(tmp_path: Path) -> None:
    config = tmp_path / "config"
    _copy_knowledge(config)
    (config / "knowledge" / "broken.yml").write_text(
        "- id: broken\n  topic: renewal\n  kind: answer\n  title: {zh: 坏, en: broken}\n"
        "  phrasings: {zh: [坏的], en: [broken]}\n  answer: {zh: '{{ no_such_fact }}', en: 'x'}\n",
    )

    environment = {"RIC_CONFIG": str(config), "RIC_DATA": str(tmp_path / "var")}
    done = await asyncio.to_thread(ric, "check", environment=environment)

    assert done.returncode == 1
    assert "broken.yml:6" in done.stderr
    assert "no_such_fact" in done.stderr


async def test_without_a_relay_mail_is_received_and_the_desk_says_so(tmp_path: Path) -> None:
    async with running(tmp_path, {"RIC_MAIL_RELAY": ""}, [None]) as library:
        await library.mail("From: a@b.example\nSubject: hello\n\nhow do I renew a book?\n", "a@b.example")
        async with library.desk() as librarian:
            _, status = await librarian.get("status")
            row = await _first_row(librarian)

    assert status["relay"] is False
    assert "RIC_MAIL_RELAY" in status["faults"][0]
    assert row["subject"] == "hello"


async def test_a_database_that_takes_nothing_is_said_and_heals_by_itself(tmp_path: Path) -> None:
    async with running(tmp_path, {}, [None]) as library, library.chat() as reader:
        with _locked(library.folder / "var" / "ric.sqlite"):
            await reader.send(type="message", client_id="one", text="怎么续借?")
            refused = await reader.hear("error")
            with pytest.raises(aiosmtplib.SMTPResponseException) as answer:
                await library.mail("From: a@b.example\nSubject: x\n\ny\n", "a@b.example")
        ack = await reader.say("怎么续借?", client_id="one")

    assert (refused["code"], refused["client_id"]) == ("unavailable", "one")
    assert answer.value.code == 451
    assert ack["seq"] == 1


@contextmanager
def _locked(database: Path) -> Iterator[None]:
    """Hold the database's write lock from outside, as a stuck backup does."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def _copy_knowledge(to: Path) -> None:
    (to / "knowledge").mkdir(parents=True)
    source = Path(__file__).parents[2] / "config"
    (to / "library.yml").write_bytes((source / "library.yml").read_bytes())


async def _first_row(librarian):
    for _ in range(100):
        _, page = await librarian.get("conversations", view="all")
        if page["items"]:
            return page["items"][0]
        await asyncio.sleep(0.1)  # the desk is polled here as a librarian would reload
    raise AssertionError("no conversation")


async def _all_answered(reader, count: int):
    messages = list(reader.welcome["messages"])
    while sum(each["author"] == "bot" for each in messages) < count:
        messages.append(await reader.hear("message"))
    return messages
