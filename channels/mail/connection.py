"""One SMTP connection: aiosmtpd's protocol, with its mail data read in pieces instead of line by line."""

import asyncio

from aiosmtpd.smtp import SMTP

from channels.mail.incoming import Incoming

MAX_MAIL = 25 * 1024 * 1024
IDLE_SECONDS = 120
COMMANDS = {"MAIL": 200, "RCPT": 400, "DATA": 200, "RSET": 400, "*": 50}
"""How often a connection may use a command; by default aiosmtpd lets 1,500 RCPT pass."""

END = b"\r\n.\r\n"
"""What ends a mail, and nothing else does: bare line ends around a dot are how mails are smuggled in."""
ALL = 2**31
GO_AHEAD = "354 End data with <CR><LF>.<CR><LF>"
TOO_LARGE = "552 5.3.4 the mail is larger than 25 MB"


class Connection(SMTP):
    """Receives mails for the handler; `others` holds all open connections of the listener."""

    line_length_limit: int = 64 * 1024
    """How much is buffered; lines of mail data may be of any length."""

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
        self._handler = handler
        self._others = others

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._others.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._others.discard(self)
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Take one mail. aiosmtpd's own loop held everybody else up for seconds over a megabyte of empty lines."""
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push(GO_AHEAD)
        content = await self._read_mail()
        envelope = self.envelope
        self.envelope = self._create_envelope()
        if content is None:
            await self.push(TOO_LARGE)
            return
        envelope.original_content = envelope.content = content
        await self.push(await self._handler.handle_DATA(self, self.session, envelope))

    async def stop(self) -> None:
        """Close the connection and see its session to the end."""
        if self.transport is not None:
            self.transport.close()
        if self._handler_coroutine is not None:
            await asyncio.wait({self._handler_coroutine}, timeout=5)

    async def _read_mail(self) -> bytes | None:
        """Return a mail without its transparency dots (RFC 5321, 4.5.2); None, when all is read, if it is too large."""
        # A line end before the first line lets the first dot be found like all others.
        content, is_too_large = bytearray(b"\r\n"), False
        while (end := await self._read_more(content)) < 0:
            if len(content) > MAX_MAIL + len(END):
                is_too_large = True
                del content[: -len(END)]
        # The buffer was read empty, so what a hasty client sent after the mail is now all there is in it.
        self._reader.feed_data(content[end + len(END) :])
        if is_too_large or end > MAX_MAIL:
            return None
        return bytes(content[: end + 2].replace(b"\r\n.", b"\r\n"))[2:]

    async def _read_more(self, content: bytearray) -> int:
        """Add what has come to the content and return where END begins in it, or -1."""
        piece = await self._reader.read(ALL)
        if not piece:
            raise ConnectionResetError("the client left in the middle of a mail")
        self._reset_timeout()
        searched = max(len(content) - len(END) + 1, 0)
        content += piece
        return content.find(END, searched)
