"""Does what a reader's update asks for: store what was written, hand over, or greet."""

import logging
from typing import Protocol

from telegram import Update
from telegram.constants import ChatType

from channels.telegram.sender import Sender
from channels.telegram.updates import Act, Heard, understand
from routing.errors import SendError
from routing.language import supported
from routing.messages import Channel, Inbound
from routing.store_ports import Stored

log = logging.getLogger(__name__)


class Intake(Protocol):
    """What this channel needs of routing/intake.py."""

    async def receive(self, inbound: Inbound) -> Stored: ...


class Actions(Protocol):
    """What this channel needs of routing/reader_actions.py."""

    async def ask_librarian(self, channel: Channel, address: str, language: str, name: str) -> object: ...


class Listener:
    """Hears one update at a time. What it raises has not been stored."""

    def __init__(self, intake: Intake, actions: Actions, sender: Sender) -> None:
        self._intake = intake
        self._actions = actions
        self._sender = sender

    async def hear(self, update: Update) -> None:
        """Return once what the reader said is stored durably."""
        heard = understand(update)
        if heard is None:
            return
        await self._act(heard)
        if heard.press is not None:
            await self._sender.stop_spinner(heard.press)

    async def apologise(self, update: Update) -> None:
        """Tell the reader that this could not be taken; the update may be one that even understanding fails on."""
        chat, user = update.effective_chat, update.effective_user
        if chat is not None and chat.type == ChatType.PRIVATE:
            await self._say(str(chat.id), "refused", user.language_code if user else None)

    async def _act(self, heard: Heard) -> None:
        match heard.act:
            case Inbound():
                await self._intake.receive(heard.act)
            case Act.ASK_LIBRARIAN:
                language = supported(heard.language)
                await self._actions.ask_librarian(Channel.TELEGRAM, heard.chat, language, heard.name)
            case Act.ARRIVE:
                await self._say(heard.chat, "greeting", heard.language)

    async def _say(self, chat: str, word: str, language: str | None) -> None:
        try:
            await self._sender.say(chat, word, language)
        except SendError as error:
            log.warning("telegram_word_unsaid", extra={"word": word, "reason": str(error)})
