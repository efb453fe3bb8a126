"""The SMTP listener on the running loop: limits, a ceiling on open connections, and a stop that frees the port."""

import asyncio
import logging
from dataclasses import dataclass, field

from channels.mail.addresses import domain_of
from channels.mail.connection import Connection
from channels.mail.incoming import Incoming
from channels.mail.settings import MailSettings

MAX_CONNECTIONS = 100


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
