"""The one place where the rooms meet: which parts a process has, and which of them work side by side."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.embedded.engine import EmbeddedBot, Folders
from bot.entry_texts import KnownTexts
from bot.knowledge.knowledge import Knowledge
from bot.markup import MarkdownMarkup
from channels.mail.channel import MailChannel
from channels.mail.filing import Filing
from channels.mail.settings import MailSettings, Relay, default_tls
from channels.telegram.settings import LIMITS as TELEGRAM_LIMITS
from channels.telegram.settings import TelegramSettings
from channels.web_chat.channel import WebChat
from channels.web_chat.hub import Hub
from channels.web_chat.pace import Pace
from channels.web_chat.sessions import Sessions
from channels.web_chat.talk import ChatParts
from config.metrics import Metrics
from config.promise import PromiseInForce
from config.proxies import client_address
from config.rooms import Room
from config.settings import Settings
from config.shelf import Shelf
from config.store import Store
from desk.passwords import Passwords
from routing.desk_actions import DeskActions
from routing.housekeeping import Housekeeping
from routing.intake import Intake
from routing.messages import Channel
from routing.outbox import Outbox
from routing.ports import ChannelPort, Limits
from routing.reader_actions import ReaderActions
from routing.receipts import Receipts
from routing.router import Desk, Router

if TYPE_CHECKING:
    from channels.telegram.channel import TelegramChannel

LIMITS: dict[Channel, Limits] = {
    Channel.WEB: WebChat.limits,
    Channel.MAIL: MailChannel.limits,
    Channel.TELEGRAM: TELEGRAM_LIMITS,
}


@dataclass(frozen=True)
class House:
    """The parts of one process, made when they are first asked for."""

    settings: Settings
    store: Store
    shelf: Shelf
    secret: bytes
    rooms: frozenset[Room]
    metrics: Metrics

    @cached_property
    def markup(self) -> MarkdownMarkup:
        return MarkdownMarkup()

    @cached_property
    def bot(self) -> EmbeddedBot:
        folders = Folders(self.settings.data, self.settings.cache)
        return EmbeddedBot(self.shelf.knowledge, folders, self.store.clock)

    @cached_property
    def entry_texts(self) -> KnownTexts:
        return KnownTexts(lambda: self.shelf.knowledge, self.store.clock)

    @cached_property
    def promise(self) -> PromiseInForce:
        return PromiseInForce(self.shelf)

    @cached_property
    def receipts(self) -> Receipts:
        return Receipts(self.store.inbox, self.promise, self.markup, self.store.clock)

    @cached_property
    def router(self) -> Router:
        desk = Desk(self.receipts, self.markup, self.shelf.queue_of, LIMITS)
        return Router(self.store.inbox, self.bot, desk, measures=self.metrics)

    @cached_property
    def intake(self) -> Intake:
        return Intake(self.store.inbox, self.router if Room.ROUTER in self.rooms else None)

    @cached_property
    def actions(self) -> ReaderActions:
        return ReaderActions(self.store.conversations, self.receipts, LIMITS, self.shelf.queue_of_topic)

    @cached_property
    def desk_actions(self) -> DeskActions:
        return DeskActions(self.store.conversations, self.markup)

    @cached_property
    def passwords(self) -> Passwords:
        return Passwords()

    @cached_property
    def web_chat(self) -> WebChat:
        settings, store = self.settings, self.store
        limit = settings.chat_limit
        parts = ChatParts(
            intake=self.intake,
            actions=self.actions,
            threads=store.threads,
            fanout=store.fanout,
            titles=self.shelf,
            hub=Hub(store.threads, self.promise, store.clock),
            sessions=Sessions(self.secret),
            pace=Pace(limit.burst, limit.per_second),
            clock=store.clock,
        )
        return WebChat(
            parts,
            public_url=settings.url,
            session_limit=settings.session_limit,
            client_address=client_address(settings.trusted_proxies),
        )

    @cached_property
    def mail_settings(self) -> MailSettings:
        library = self.shelf.knowledge.settings.library
        return MailSettings(
            secret=self.secret,
            host=self.settings.smtp.host,
            port=self.settings.smtp.port,
            addresses=self.settings.mail_addresses,
            relay=_relay(self.settings),
            authserv=self.settings.mail_authserv,
            daily=self.settings.mail_daily,
            public_url=self.settings.url,
            library_zh=library.name.zh,
            library_en=library.name.en,
        )

    @cached_property
    def mail(self) -> MailChannel:
        store = self.store
        return MailChannel(room=store.mail_room, bell=store.bell, files=store.files, settings=self.mail_settings)

    @cached_property
    def filing(self) -> Filing:
        store = self.store
        return Filing(
            room=store.mail_room,
            files=store.files,
            settings=self.mail_settings,
            clock=store.clock,
            measures=self.metrics,
        )

    @cached_property
    def telegram_settings(self) -> TelegramSettings | None:
        token = self.settings.telegram_token
        return TelegramSettings(token.get_secret_value(), self.settings.telegram_api) if token else None

    @cached_property
    def telegram(self) -> "TelegramChannel | None":
        if self.telegram_settings is None:
            return None
        from channels.telegram.channel import TelegramChannel  # noqa: PLC0415 (14 MB, for who uses it)

        return TelegramChannel(
            self.telegram_settings,
            self.intake,
            actions=self.actions,
            cursor=self.store.cursor,
            holder=f"{self.store.make_id():x}",
        )

    @cached_property
    def senders(self) -> dict[Channel, ChannelPort]:
        """The channels that can send now; what is queued for another one waits until it is set up."""
        senders: dict[Channel, ChannelPort] = {}
        if self.settings.mail_relay:
            senders[Channel.MAIL] = self.mail
        if self.telegram:
            senders[Channel.TELEGRAM] = self.telegram
        return senders

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.store.out_tray, self.senders, measures=self.metrics)

    @cached_property
    def housekeeping(self) -> Housekeeping:
        return Housekeeping(
            self.store.chores,
            self.store.conversations,
            self.store.clock,
            notify=self.mail.send_notice if self.settings.mail_relay else None,
            desk_url=f"{self.settings.url}/desk/",
        )

    async def learn(self, knowledge: Knowledge) -> None:
        """Take up new knowledge: the bot learns it beside serving the old."""
        if Room.ROUTER in self.rooms:
            await self.bot.reload(knowledge)


def _relay(settings: Settings) -> Relay | None:
    if settings.mail_relay is None:
        return None
    password = settings.mail_relay_password
    return Relay(
        host=settings.mail_relay.host,
        port=settings.mail_relay.port,
        user=settings.mail_relay_user,
        password=password.get_secret_value() if password else None,
        tls=settings.mail_relay_tls or default_tls(settings.mail_relay.host),
    )
