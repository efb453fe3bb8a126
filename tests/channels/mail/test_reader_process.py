"""The process that reads: it gives the same result as reading here, and its death or its limits hurt nobody else."""

import asyncio
import os
import signal
import subprocess
import sys

import psutil
import pytest

from channels.mail.frames import pack, unpack
from channels.mail.reader_process import HOUSE, ReaderProcess
from channels.mail.reading import read_mail
from tests.channels.mail.payloads import FOLDER, hostile, payload

GOOD = payload("plain_chinese")


@pytest.fixture
async def reader():
    process = ReaderProcess()
    yield process
    await process.stop()


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.eml")))
def test_a_mail_comes_through_the_pipe_as_it_was_read(name):
    mail = read_mail(payload(name))

    assert unpack(pack(mail)) == mail


async def test_another_process_reads_as_we_would(reader):
    assert await reader.read(payload("attachments")) == read_mail(payload("attachments"))


async def test_a_process_that_was_killed_is_replaced_and_the_mail_is_read(reader):
    await reader.read(GOOD)
    killed = reader.pid
    os.kill(killed, signal.SIGKILL)

    mail = await reader.read(GOOD)

    assert (mail, reader.pid != killed) == (read_mail(GOOD), True)


async def test_a_mail_past_the_time_limit_is_given_up_and_the_next_one_is_read():
    reader = ReaderProcess(seconds=0.02)
    slow = b"From: li@reader.example\r\nContent-Type: text/html\r\n\r\n<table>" + b"<tr><td>x</td></tr>" * 50_000

    given_up, next_one = await reader.read(slow), await reader.read(b"From: li@reader.example\r\n\r\nhi")
    await reader.stop()

    assert (given_up, next_one.written) == (None, "hi")


async def test_all_hostile_mails_are_read_one_after_another(reader):
    mails = [await reader.read(raw) for raw in hostile().values()]

    assert all(mail is not None for mail in mails)


async def test_the_process_inherits_no_socket_and_no_secret(reader, monkeypatch):
    monkeypatch.setenv("RIC_SECRET", "not for the child")
    listener = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    await reader.read(GOOD)

    child = psutil.Process(reader.pid)
    assert (child.net_connections(), child.environ().get("RIC_SECRET")) == ([], None)
    listener.close()
    await listener.wait_closed()


PARENT = """
import asyncio
from channels.mail.reader_process import ReaderProcess

async def main():
    reader = ReaderProcess()
    await reader.read(b"From: li@reader.example\\r\\n\\r\\nhi")
    print(reader.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_the_process_ends_with_a_parent_that_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=HOUSE)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()

    gone, alive = psutil.wait_procs([child], timeout=10)
    assert (len(gone), alive) == (1, [])
