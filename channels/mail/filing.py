"""The step that turns a stored raw mail into a message: read, threaded, judged, and filed where it belongs."""

import logging
import time
from datetime import timedelta

from channels.mail.addresses import Mailbox, find_mailbox
from channels.mail.glance import find_sender
from channels.mail.judgement import Judgement, filed_mail, unreadable_mail
from channels.mail.machines import automatic_reason, bounce_of
from channels.mail.people import read_address
from channels.mail.reader_process import ReaderProcess
from channels.mail.reading import ReadMail
from channels.mail.settings import MailSettings
from channels.mail.threads import Threads
from channels.mail.tokens import Tokens
from channels.mail.trust import is_authenticated
from routing.log_lines import line
from routing.mail_ports import ClaimedMail, FiledMail, MailRoom
from routing.measures import UNCOUNTED, Measures
from routing.messages import Channel
from routing.ports import Clock, Files

log = logging.getLogger("ric.mail")

MAX_TRIES = 3
DAY = timedelta(hours=24)
NOBODY = "unknown@invalid"


class Filing:
    """Files one mail at a time. Several of these may run, in several processes: the store's claims keep them apart."""

    def __init__(  # noqa: PLR0913 - the parts of the house that it works with
        self,
        *,
        room: MailRoom,
        files: Files,
        settings: MailSettings,
        clock: Clock,
        reader: ReaderProcess | None = None,
        measures: Measures = UNCOUNTED,
    ) -> None:
        self._room = room
        self._files = files
        self._settings = settings
        self._clock = clock
        self._measures = measures
        self._reader = reader or ReaderProcess()
        self._threads = Threads(room, Tokens(settings.secret))

    async def step(self) -> bool:
        """File one mail; True if there was one."""
        claimed = await self._room.claim_raw(1)
        for one in claimed:
            began = time.perf_counter()
            verdict, conversation_id = await self._file(one)
            outcome = verdict if conversation_id else "claim_lost"
            ids = {"message_id": one.message_id, "conversation_id": conversation_id}
            log.info("mail_filed", extra=line(outcome, began, channel=Channel.MAIL, **ids))
            self._measures.filed(one.at, outcome)
        return bool(claimed)

    async def stop(self) -> None:
        """End the reader process."""
        await self._reader.stop()

    async def _file(self, claimed: ClaimedMail) -> tuple[str, int | None]:
        """Return what the mail turned out to be and its conversation's id: None where the claim was lost."""
        mail = await self._reader.read(claimed.mail.raw) if claimed.tries <= MAX_TRIES else None
        if mail is None:
            return "unreadable", await self._room.file(claimed, await self._unreadable(claimed))
        judged = await self._judge(claimed, mail)
        attachments = [await self._files.keep(file.name, file.type, file.data) for file in mail.files]
        await self._mark_bounced(judged)
        return judged.verdict(), await self._room.file(claimed, filed_mail(judged, tuple(attachments)))

    async def _judge(self, claimed: ClaimedMail, mail: ReadMail) -> Judgement:
        mailbox, mail_from = self._mailbox(claimed), claimed.mail.mail_from
        address = mail.sender().address or read_address(mail_from) or NOBODY
        conversation_id = await self._threads.find(mailbox.token, address, mail)
        automatic = automatic_reason(mail, mail_from=mail_from, addresses=self._settings.addresses)
        if self._threads.is_own(mail):
            automatic = "own message"
        return Judgement(
            external_id=claimed.mail.external_id,
            mail=mail,
            mailbox=mailbox,
            address=address,
            conversation_id=conversation_id,
            verified=is_authenticated(mail, self._settings.authserv),
            automatic=automatic,
            bounce=bounce_of(mail) if automatic else None,
            over_daily=conversation_id is None and await self._is_over_daily(address),
        )

    async def _is_over_daily(self, address: str) -> bool:
        limit = self._settings.daily
        return limit > 0 and await self._room.first_mails_since(address, self._clock() - DAY) >= limit

    async def _mark_bounced(self, judged: Judgement) -> None:
        """Mark the contact that a lasting failure is about, where our own token says which message it was."""
        bounce = judged.bounce
        if bounce is None or not bounce.is_lasting():
            return
        returned = await self._threads.returned(judged.mailbox.token, judged.mail, bounce)
        if returned is not None:
            failure = f"{bounce.action or 'failed'} {bounce.status}".strip()
            await self._room.mark_bounced(returned.message_id, returned.address, failure)

    async def _unreadable(self, claimed: ClaimedMail) -> FiledMail:
        mailbox = self._mailbox(claimed)
        said = read_address(find_sender(claimed.mail.raw))
        return unreadable_mail(
            claimed.mail.external_id,
            mailbox,
            address=said or read_address(claimed.mail.mail_from) or NOBODY,
            claimed_address=said or None,
            conversation_id=await self._threads.by_token(mailbox.token),
        )

    def _mailbox(self, claimed: ClaimedMail) -> Mailbox:
        # An address may have been taken out of the settings since the mail was stored.
        addresses = self._settings.addresses
        return find_mailbox(claimed.mail.recipient, addresses) or Mailbox(addresses[0], "")
