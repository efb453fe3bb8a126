"""A reader who writes mails: a thread each, sent again until 250, some of them twice."""

import asyncio
import itertools

import aiosmtplib

from faults.ledger import Written
from faults.plan import PERSON_SHARE, Dice, Plan
from faults.questions import ASKS_PERSON, QUESTIONS, Question

SECONDS = 20.0
TWICE = 0.1


class MailReader:
    """One client, through a real SMTP client."""

    def __init__(self, plan: Plan, dice: Dice, name: str, mailbox: str) -> None:
        self._plan = plan
        self._dice = dice
        self._name = name
        self._mailbox = mailbox
        self._numbers = itertools.count(1)

    async def run(self) -> None:
        """Write until the plan says that it is enough; every mail is brought to its 250."""
        while self._plan.writing:
            person = self._dice.random.random() < PERSON_SHARE
            written = self.write(ASKS_PERSON if person else self._dice.random.choice(QUESTIONS))
            twice = self._dice.random.random() < TWICE
            self._plan.ledger.counts["mails sent twice"] += twice
            await asyncio.gather(*(self.deliver(written) for _ in range(1 + twice)))
            await asyncio.sleep(self._dice.pause(self._plan.pace))

    def write(self, question: Question) -> Written:
        """Begin a thread with a question."""
        return self._plan.ledger.write("mail", f"<{self._name}.{next(self._numbers)}@reader.example>", question)

    async def deliver(self, written: Written) -> None:
        """Send until it is accepted."""
        while not await self._try(written):  # noqa: ASYNC110 (nothing tells when RIC is back)
            await asyncio.sleep(self._dice.pause(0.6))

    async def _try(self, written: Written) -> bool:
        sender = f"{self._name}@reader.example"
        try:
            async with asyncio.timeout(SECONDS):
                await aiosmtplib.send(
                    self._compose(written, sender),
                    sender=sender,
                    recipients=[self._mailbox],
                    hostname="127.0.0.1",
                    port=self._plan.smtp,
                    timeout=SECONDS,
                )
        except aiosmtplib.SMTPResponseException as refusal:
            self._plan.ledger.counts[f"mail: {refusal.code}"] += 1
            return False
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            return False
        written.acknowledge()
        return True

    def _compose(self, written: Written, sender: str) -> bytes:
        headers = [
            f"From: {sender}",
            f"To: {self._mailbox}",
            "Subject: question",
            f"Message-ID: {written.key}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
        ]
        return "\r\n".join([*headers, "", written.question.text, ""]).encode()
