"""The reader process: reads mails from its standard input until that ends, within limits that the kernel enforces."""

import os
import resource
import signal
import sys
from typing import BinaryIO

from channels.mail.frames import LENGTH, frame, pack
from channels.mail.reading import read_mail

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: enough for a mail of 25 MB, its decoded copy and its files."""


def main() -> None:
    """Say that we are ready, then answer each mail with what was read: `seconds` of processor time for each."""
    seconds = float(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    mails, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not end up between two answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    answer(answers, b"ready")
    while (raw := next_mail(mails)) is not None:
        answer(answers, read_within(seconds, raw))


def next_mail(mails: BinaryIO) -> bytes | None:
    """Return the next mail, or None where the parent has closed the pipe or is gone."""
    head = mails.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    raw = mails.read(length)
    return raw if len(raw) == length else None


def read_within(seconds: float, raw: bytes) -> bytes:
    """Return the mail as it was read, b"" where that failed. SIGPROF ends the process when its time is used up.

    Processor time, not the clock: on a busy machine a harmless mail must not pass for a poisoned one.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return pack(read_mail(raw))
    except Exception:  # noqa: BLE001 - whatever a mail does to us, the parent files it as unreadable
        return b""
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def answer(answers: BinaryIO, data: bytes) -> None:
    """Send one answer."""
    answers.write(frame(data))
    answers.flush()


if __name__ == "__main__":
    main()
