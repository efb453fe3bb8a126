"""Senders of mail: SMTP sessions side by side, each giving one mail after another as soon as the last was taken."""

import asyncio
import time
from collections.abc import Iterator, Sequence

MAILBOX = "ask@library.example"
SIZE = 4_096


def letters(questions: Iterator[str], name: str, count: int) -> list[tuple[str, bytes]]:
    """Return senders, each of them once, and their mails of 4 KB: a short text, and the same in padded HTML."""
    return [_letter(next(questions), f"{name}{number}@students.example") for number in range(count)]


def _letter(question: str, sender: str) -> tuple[str, bytes]:
    head = (
        f"From: Li Ming <{sender}>\r\nTo: {MAILBOX}\r\nSubject: A question\r\nMessage-ID: <1.{sender}>\r\n"
        "Date: Thu, 26 Nov 2026 10:00:00 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="part"\r\n\r\n'
        f"--part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{question}\r\n"
        f"--part\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{question}</p>\r\n<style>\r\n"
    )
    tail = "</style>\r\n--part--\r\n"
    padding = "p { margin: 0 0 12px 0; font-family: Arial, sans-serif; }\r\n"
    return sender, (head + padding * ((SIZE - len(head) - len(tail)) // len(padding)) + tail).encode()


async def send_all(port: int, mails: Sequence[tuple[str, bytes]], *, sessions: int) -> float:
    """Send all mails, and return how many were taken a second; RuntimeError where one was refused."""
    waiting = iter(mails)
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(sessions):
            group.create_task(_session(port, waiting))
    return len(mails) / (time.perf_counter() - began)


async def _session(port: int, waiting: Iterator[tuple[str, bytes]]) -> None:
    reading, writing = await asyncio.open_connection("127.0.0.1", port)
    await _hear(reading, b"220")
    await _say(reading, writing, b"EHLO bench.example\r\n", b"250")
    for sender, raw in waiting:
        await _say(reading, writing, f"MAIL FROM:<{sender}>\r\n".encode(), b"250")
        await _say(reading, writing, f"RCPT TO:<{MAILBOX}>\r\n".encode(), b"250")
        await _say(reading, writing, b"DATA\r\n", b"354")
        await _say(reading, writing, raw + b".\r\n", b"250")
    await _say(reading, writing, b"QUIT\r\n", b"221")
    writing.close()


async def _say(reading: asyncio.StreamReader, writing: asyncio.StreamWriter, words: bytes, wanted: bytes) -> None:
    writing.write(words)
    await _hear(reading, wanted)


async def _hear(reading: asyncio.StreamReader, wanted: bytes) -> None:
    """Read a reply to its last line (RFC 5321, 4.2.1)."""
    while (line := await reading.readline())[3:4] == b"-":
        pass
    if not line.startswith(wanted):
        raise RuntimeError(f"the mail server said {line!r}")
