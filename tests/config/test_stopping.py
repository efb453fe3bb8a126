"""SIGTERM ends RIC within 15 seconds, whoever is connected and whatever hangs; nothing is left behind."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from config.stopping import HAND_SECONDS, in_time
from tests.parts.librarian import at_the_desk
from tests.parts.reader import chatting
from tests.parts.ric import Process
from tests.parts.services import free_port

EMAIL, PASSWORD = "ada@library.example", "correct-horse-9"
SECONDS = 15.0
ENDED = 0


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def process(tmp_path: Path, port: int) -> Iterator[Process]:
    """RIC with web, router and outbox, killed at the end if it lives."""
    environment = {
        "RIC_DATA": str(tmp_path / "var"),
        "RIC_CACHE": str(tmp_path / "cache"),
        "RIC_HTTP": f"127.0.0.1:{port}",
        "RIC_ADMIN_EMAIL": EMAIL,
        "RIC_ADMIN_PASSWORD": PASSWORD,
        "RIC_MAIL_RELAY": "127.0.0.1:1",
    }
    started = Process(environment, "web,router,outbox").start()
    yield started
    if started.popen.poll() is None:
        started.kill()


async def ended(process: Process) -> tuple[int, float]:
    """Ask it to end; return its exit status and the seconds that it took."""
    began = time.monotonic()
    process.popen.send_signal(signal.SIGTERM)
    status = await asyncio.to_thread(process.popen.wait, SECONDS)
    return status, time.monotonic() - began


async def test_it_ends_with_open_chats_and_desks_while_the_bot_still_learns(process: Process, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    async with chatting(url) as reader, chatting(url), at_the_desk(url, EMAIL, PASSWORD) as librarian:
        await reader.ask("转人工")
        desk = await librarian.http.ws_connect(f"{url}/api/v1/events", headers={"Origin": url})
        status, seconds = await ended(process)
        goodbye = await desk.receive()

    assert (status, goodbye.data) == (ENDED, aiohttp.WSCloseCode.GOING_AWAY)
    assert seconds < SECONDS


async def test_it_ends_with_clients_that_send_half_a_request_and_read_nothing(process: Process, port: int) -> None:
    with contextlib.ExitStack() as stack:
        for words in (b"", b"GET / HT", b"GET /readyz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx"):
            stalled = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            stalled.sendall(words)
        status, seconds = await ended(process)

    assert status == ENDED
    assert seconds < SECONDS


async def test_ctrl_c_is_the_same_and_the_port_is_free_again(process: Process, port: int) -> None:
    process.popen.send_signal(signal.SIGINT)
    status = await asyncio.to_thread(process.popen.wait, SECONDS)

    assert status == ENDED
    with socket.create_server(("127.0.0.1", port)):
        assert not _children(process.popen.pid)


async def test_it_ends_while_it_is_still_starting(tmp_path: Path, port: int) -> None:
    environment = {"RIC_DATA": str(tmp_path), "RIC_CACHE": str(tmp_path), "RIC_HTTP": f"127.0.0.1:{port}"}
    process = Process(environment, "web,router")
    starting = asyncio.create_task(asyncio.to_thread(process.start))
    while not (tmp_path / "ric.sqlite").exists():
        await asyncio.wait([starting], timeout=0.02)

    status, seconds = await ended(process)

    await asyncio.gather(starting, return_exceptions=True)
    assert status == ENDED
    assert seconds < SECONDS


async def test_what_hangs_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    hanging = asyncio.Event()

    async def close() -> None:
        await hanging.wait()

    async with asyncio.timeout(HAND_SECONDS + 2):
        await in_time(close)()

    assert "closed_late" in caplog.text


def _children(pid: int) -> list[str]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().split()
    return []
