"""The mail channel as the rest of the house sees it: it listens, and it delivers one message."""

import asyncio
import logging
import time

from channels.mail.composing import Composer
from channels.mail.incoming import Incoming
from channels.mail.letter import LetterPaper
from channels.mail.listener import Listener
from channels.mail.outgoing import Relaying
from channels.mail.settings import MailSettings
from channels.mail.tokens import Tokens
from routing.errors import Fault, NotFound, SendError, SettingsFault, Unavailable
from routing.log_lines import line
from routing.mail_ports import MailRoom
from routing.messages import Channel, Outbound
from routing.ports import Bell, Files, Limits

log = logging.getLogger("ric.mail")

MAX_LENGTH = 100_000


class MailChannel:
    """Receives mail on the SMTP listener and sends it through the relay."""

    name = Channel.MAIL
    limits = Limits(length=MAX_LENGTH, choices=False, attachments=True, answers_once=True)

    def __init__(self, *, room: MailRoom, bell: Bell, files: Files, settings: MailSettings) -> None:
        paper = LetterPaper(library_zh=settings.library_zh, library_en=settings.library_en)
        self._files = files
        self._settings = settings
        self._composer = Composer(settings, Tokens(settings.secret), paper)
        self._relaying = Relaying(settings)
        self._listener = Listener(Incoming(room, bell, settings.addresses), settings)
        self._started = asyncio.Event()

    async def run(self) -> None:
        """Receive until cancelled. Raises SettingsFault where the port cannot be had."""
        try:
            await self._listener.start()
        except OSError as error:
            where = f"{self._settings.host}:{self._settings.port}"
            raise SettingsFault([Fault("RIC_SMTP", f"cannot listen on {where}: {error.strerror}")]) from error
        self._started.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._started.clear()
            await self._listener.stop()

    async def listening_at(self) -> tuple[str, int]:
        """Return host and port as soon as it listens."""
        await self._started.wait()
        return self._listener.address

    async def send(self, outbound: Outbound) -> None:
        """Deliver one message through the relay, or raise SendError."""
        began = time.perf_counter()
        try:
            files = {attachment: await self._files.read(attachment) for attachment in outbound.attachments}
            composed = self._composer.compose(outbound, files)
        except (NotFound, Unavailable) as error:
            raise SendError("an attached file cannot be read", permanent=False) from error
        except ValueError as error:
            raise SendError("this address cannot be written to", permanent=True) from error
        await self._relaying.deliver(composed)
        ids = {"message_id": outbound.message_id, "conversation_id": outbound.conversation_id}
        log.info("mail_sent", extra=line("sent", began, channel=self.name, **ids))

    async def send_notice(self, address: str, subject: str, text: str) -> None:
        """Mail the library's own people (a queue's address), or raise SendError."""
        try:
            composed = self._composer.notice(address, subject=subject, text=text)
        except ValueError as error:
            raise SendError("this address cannot be written to", permanent=True) from error
        await self._relaying.deliver(composed)
