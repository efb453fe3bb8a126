"""The library's mail relay, which loses its acceptance, hangs or refuses on demand."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP

from faults.ledger import Delivered, Ledger
from faults.questions import mark_of
from tests.parts.smtp_sink import end_sessions

HANGS = 40.0
"""Seconds: longer than what the mail channel waits for a relay."""


class Relay:
    """Takes mails into the ledger. Each uses up one of `faults`: "lose", "hang", or an answer such as "451 later"."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._numbers = itertools.count(1)
        self.faults: list[str] = []
        self.port = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001, N802 (aiosmtpd's name)
        """Take every recipient."""
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope) -> str:  # type: ignore[no-untyped-def]  # noqa: ANN001, N802 (aiosmtpd's name)
        """Take a mail, or do what the next fault says."""
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "hang":
            await asyncio.sleep(HANGS)
            return "451 4.4.2 too late"
        if fault and fault != "lose":
            return fault
        self._take(envelope.original_content, lost=fault == "lose")
        if fault == "lose" and server.transport is not None:
            server.transport.abort()
        return "250 OK"

    def _take(self, raw: bytes, *, lost: bool) -> None:
        mail = message_from_bytes(raw, policy=policy.default)
        body = mail.get_body(("plain",))
        text = str(body.get_content()) if body else ""
        talk, key = str(mail["In-Reply-To"] or ""), str(mail["Message-ID"] or f"none-{next(self._numbers)}")
        self._ledger.delivered.append(Delivered(talk, key, mark_of(text), time.time(), lost))


@asynccontextmanager
async def relaying(ledger: Ledger) -> AsyncIterator[Relay]:
    """Run a relay on a free port of 127.0.0.1."""
    relay = Relay(ledger)
    open_connections: list[SMTP] = []

    def accept() -> SMTP:
        connection = SMTP(relay, enable_SMTPUTF8=True, hostname="relay.example", loop=loop)
        open_connections.append(connection)
        return connection

    loop = asyncio.get_running_loop()
    server = await loop.create_server(accept, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        await end_sessions(open_connections)
