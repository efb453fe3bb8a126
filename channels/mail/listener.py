"""The SMTP listener on the running loop: limits, a ceiling on open connections, and a stop that frees the port."""

import asyncio
import logging
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP

from channels.mail.addresses import domain_of
from channels.mail.incoming import Incoming
from channels.mail.settings import MailSettings

MAX_MAIL = 25 * 1024 * 1024
MAX_CONNECTIONS = 100
IDLE_SECONDS = 120
COMMANDS = {"MAIL": 200, "RCPT": 400, "DATA": 200, "RSET": 400, "*": 50}
"""How often a connection may use a command; by default aiosmtpd lets 1,500 RCPT pass."""


class Connection(SMTP):
    """aiosmtpd's protocol with longer lines, known to the listener while it is open."""

    line_length_limit: int = 1024 * 1024
    """Real mails have lines far beyond the 1,001 octets of RFC 5321; a megabyte is where memory is the concern."""

    def __init__(self, handler: Incoming, *, hostname: str, others: "set[Connection]") -> None:
        super().__init__(
            handler,
            data_size_limit=MAX_MAIL,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="RIC",
            timeout=IDLE_SECONDS,
            command_call_limit=COMMANDS,
            loop=asyncio.get_running_loop(),
        )
        self._others = others

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._others.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._others.discard(self)
        super().connection_lost(error)

    async def stop(self) -> None:
        """Close the connection and see its session to the end."""
        if self.transport is not None:
            self.transport.close()
        if self._handler_coroutine is not None:
            await asyncio.wait({self._handler_coroutine}, timeout=5)


class TurnedAway(asyncio.Protocol):
    """A connection beyond the ceiling: told to come back later, and closed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 too many connections, please try again later\r\n")
        transport.close()


@dataclass(slots=True)
class Listener:
    """Listens on one host and port; port 0 takes a free one."""

    incoming: Incoming
    settings: MailSettings
    _open: set[Connection] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Bind the port; OSError where it is taken."""
        # aiosmtpd logs every command, hence every address, at INFO.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, self.settings.host, self.settings.port)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens, once started."""
        if self._server is None:
            raise RuntimeError("the SMTP listener was not started")
        host, port = self._server.sockets[0].getsockname()[:2]
        return host, port

    async def stop(self) -> None:
        """Free the port and end the open sessions; a mail without its 250 is sent again by its sender."""
        if self._server is None:
            return
        self._server.close()
        await asyncio.gather(*(connection.stop() for connection in list(self._open)))
        await self._server.wait_closed()
        self._server = None

    def _accept(self) -> asyncio.BaseProtocol:
        if len(self._open) >= MAX_CONNECTIONS:
            return TurnedAway()
        hostname = domain_of(self.settings.addresses[0])
        return Connection(self.incoming, hostname=hostname, others=self._open)
