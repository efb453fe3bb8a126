"""A real SMTP server that keeps what it is given, and refuses on demand: the relay in tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP


@dataclass(frozen=True, slots=True)
class SunkMail:
    """One mail that arrived: envelope and content. A null return path is an empty sender."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def body(self, kind: str) -> str:
        """Return the text of the body's `plain` or `html` part."""
        part = self.mail.get_body((kind,))
        assert part is not None
        return str(part.get_content())


@dataclass(slots=True)
class SmtpSink:
    """What arrived so far. `refusals` are answered first, one a mail, such as "451 4.3.0 later"."""

    mails: list[SunkMail] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    recipient_refusals: list[str] = field(default_factory=list)
    port: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for(self, count: int = 1, *, seconds: float = 10.0) -> list[SunkMail]:
        """Return all mails as soon as there are so many."""
        async with asyncio.timeout(seconds):
            while len(self.mails) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.mails

    async def handle_RCPT(self, _server, _session, envelope, address, _options) -> str:  # noqa: N802 - aiosmtpd's name
        if self.recipient_refusals:
            return self.recipient_refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusals:
            return self.refusals.pop(0)
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        self.mails.append(SunkMail(sender, tuple(envelope.rcpt_tos), envelope.original_content))
        self._arrived.set()
        return "250 OK"


@asynccontextmanager
async def smtp_sink() -> AsyncIterator[SmtpSink]:
    """Run a sink on a free port of 127.0.0.1."""
    sink, open_connections = SmtpSink(), []

    def accept() -> SMTP:
        connection = SMTP(sink, enable_SMTPUTF8=True, hostname="sink.example", loop=loop)
        open_connections.append(connection)
        return connection

    loop = asyncio.get_running_loop()
    server = await loop.create_server(accept, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await end_sessions(open_connections)
        await server.wait_closed()


async def end_sessions(connections: list[SMTP]) -> None:
    for connection in connections:
        if connection.transport is not None:
            connection.transport.close()
    sessions = [connection._handler_coroutine for connection in connections if connection._handler_coroutine]
    if sessions:
        await asyncio.wait(sessions, timeout=5)
