"""A running library, as the flow tests see it: its addresses, its relay, its Telegram, its first librarian."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiosmtplib

from tests.parts.bot_api import BotApi
from tests.parts.librarian import LibrarianClient, at_the_desk
from tests.parts.reader import Reader, chatting
from tests.parts.ric import Process
from tests.parts.smtp_sink import SmtpSink, SunkMail

EMAIL, PASSWORD = "ada@library.example", "correct-horse-9"
MAILBOX = "ask@library.example"


@dataclass
class Library:
    """What is needed to talk with RIC from outside."""

    folder: Path
    web_ports: list[int]
    smtp_port: int
    relay: SmtpSink
    telegram: BotApi
    more: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_ports[0]}"

    @property
    def other_url(self) -> str:
        """Another web process of the same library, where there are several."""
        return f"http://127.0.0.1:{self.web_ports[1]}" if len(self.processes) > 1 else self.url

    def environment(self) -> dict[str, str]:
        return {
            "RIC_PUBLIC_URL": self.url,
            "RIC_SMTP": f"127.0.0.1:{self.smtp_port}",
            "RIC_DATA": str(self.folder / "var"),
            "RIC_MAIL_RELAY": f"127.0.0.1:{self.relay.port}",
            "RIC_MAIL_DAILY": "0",
            "RIC_TELEGRAM_TOKEN": self.telegram.token,
            "RIC_TELEGRAM_API": self.telegram.url,
            "RIC_ADMIN_EMAIL": EMAIL,
            "RIC_ADMIN_PASSWORD": PASSWORD,
            **self.more,
        }

    def chat(self, session: str | None = None, **hello: Any) -> AbstractAsyncContextManager[Reader]:
        """Open the chat and say hello."""
        return chatting(self.url, session, **hello)

    def chat_elsewhere(self, session: str | None = None, **hello: Any) -> AbstractAsyncContextManager[Reader]:
        """Open the chat on the other web process."""
        return chatting(self.other_url, session, origin=self.url, **hello)

    def desk(self, email: str = EMAIL, password: str = PASSWORD) -> AbstractAsyncContextManager[LibrarianClient]:
        """Sign the first librarian in."""
        return at_the_desk(self.url, email, password)

    def desk_elsewhere(
        self,
        email: str = EMAIL,
        password: str = PASSWORD,
    ) -> AbstractAsyncContextManager[LibrarianClient]:
        """Sign a librarian in on the other web process."""
        return at_the_desk(self.other_url, email, password, origin=self.url)

    async def mail(self, raw: str, sender: str, recipient: str = MAILBOX) -> None:
        """Send a mail as an outside server does."""
        data = raw.replace("\n", "\r\n").encode()
        await aiosmtplib.send(data, sender=sender, recipients=[recipient], hostname="127.0.0.1", port=self.smtp_port)

    async def mail_to(self, address: str, *, seconds: float = 20.0) -> SunkMail:
        """Return the next mail that RIC sends to an address."""
        while True:
            for mail in self.relay.mails:
                if mail.recipients == (address,):
                    self.relay.mails.remove(mail)
                    return mail
            await self.relay.wait_for(len(self.relay.mails) + 1, seconds=seconds)
