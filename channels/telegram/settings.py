"""What the Telegram channel has to know about this installation; config/ fills it."""

from dataclasses import dataclass, field

from routing.messages import MAX_TEXT
from routing.ports import Limits

LIMITS = Limits(length=MAX_TEXT, choices=True, attachments=False)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """The bot's token, what stands before /bot<token>, and the name under which the offset is kept."""

    token: str = field(repr=False)
    api: str = "https://api.telegram.org"
    offset_name: str = "telegram"

    @property
    def cursor(self) -> str:
        """The offset's name with the bot's id (the token's public half): another bot counts other updates."""
        return f"{self.offset_name}:{self.token.partition(':')[0]}"
