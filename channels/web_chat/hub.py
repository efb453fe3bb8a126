"""The open sockets of this process, and how all of them hear what is new."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from typing import Protocol

from routing.conversations import Owner
from routing.errors import Unavailable
from routing.messages import Author
from routing.ports import Clock, MakeNews, Promise, Typing
from routing.store_ports import News, ReaderThreads

log = logging.getLogger(__name__)

QUEUE_SECONDS = 5.0
"""How often readers who wait are told their place anew: it moves when others are answered."""
NEWS_SECONDS = 5.0
"""What one reading of news may take: all readers of this process wait for it, so one that hangs is asked again."""
_PAUSE = 1.0


class Listening(Protocol):
    """A socket, as the hub sees it."""

    @property
    def told(self) -> int: ...

    def tell(self, news: News, wait_minutes: int | None) -> None: ...

    def tell_typing(self, author: Author, *, on: bool) -> None: ...

    async def meet(self) -> None: ...


class Hub:
    """Tells what this process has committed at once. Of the rest it collects hints and reads what is new with one query
    for all contacts, however many hints came.
    """

    def __init__(self, threads: ReaderThreads, promise: Promise, clock: Clock) -> None:
        self._threads = threads
        self._promise = promise
        self._clock = clock
        self._sockets: defaultdict[int, set[Listening]] = defaultdict(set)
        self._silent: defaultdict[str, set[Listening]] = defaultdict(set)
        self._unknown: set[int] = set()
        self._waiting: set[int] = set()
        self._stale: set[int] = set()
        self._being_read: set[int] = set()
        self._current: dict[int, int] = {}  # the conversation that a contact was last told of
        self._wake = asyncio.Event()

    def join(self, contact_id: int, socket: Listening) -> None:
        """Let a socket hear of its contact from now on."""
        self._sockets[contact_id].add(socket)

    def leave(self, contact_id: int, socket: Listening) -> None:
        """Let a closed socket go."""
        self._sockets[contact_id].discard(socket)
        if not self._sockets[contact_id]:
            del self._sockets[contact_id]
            self._waiting.discard(contact_id)
            self._current.pop(contact_id, None)

    def await_first(self, address: str, socket: Listening) -> None:
        """Let a socket hear when its session says its first words, on whichever socket and in whichever process."""
        self._silent[address].add(socket)

    def await_no_more(self, address: str, socket: Listening) -> None:
        """Let a socket go that has heard, or was closed."""
        self._silent[address].discard(socket)
        if not self._silent[address]:
            del self._silent[address]

    def conversation_changed(self, conversation_id: int, contact_id: int, news: MakeNews | None = None) -> None:  # noqa: ARG002 (routing.ports.Listener)
        """Tell what was committed here at once; else read this contact's news soon, if anybody here listens. A contact
        that nobody knows may be a new one.
        """
        if contact_id not in self._sockets:
            if self._silent:
                self._unknown.add(contact_id)
                self._wake.set()
        elif news is None or not self._tell_at_once(contact_id, news):
            self.refresh(contact_id)

    def _tell_at_once(self, contact_id: int, make: MakeNews) -> bool:
        """Tell what follows at once on what was told; False where anything else has to be told before, or is on its way
        from the store: only there is it known what came first.
        """
        if contact_id in self._stale or contact_id in self._being_read:
            return False
        news = make()
        if news is None or news.state.conversation_id != self._current.get(contact_id):
            return False
        first, last = news.messages[0].seq, news.messages[-1].seq
        if any(not first - 1 <= socket.told < last for socket in self._sockets[contact_id]):
            return False  # one behind has to be told more; one ahead was told what came of it since
        self._tell(contact_id, news)
        return True

    def refresh(self, contact_id: int) -> None:
        """Read this contact's news soon."""
        if contact_id in self._sockets:
            self._stale.add(contact_id)
            self._wake.set()

    def typing(self, typing: Typing) -> None:
        """Pass on that a librarian is typing; readers see nobody else typing."""
        if typing.author is Author.READER:
            return
        for socket in self._sockets.get(typing.contact_id, ()):
            socket.tell_typing(typing.author, on=typing.on)

    async def run(self) -> None:
        """Read and tell until cancelled."""
        clock = asyncio.get_running_loop().time
        next_look = clock() + QUEUE_SECONDS
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(next_look):
                    await self._wake.wait()
            if clock() >= next_look:  # also where hints never leave a pause so long
                self._stale |= self._waiting
                next_look = clock() + QUEUE_SECONDS
            self._wake.clear()
            await self._tell_safely()

    async def _tell_safely(self) -> None:
        """While the store is away, what is stale stays stale; a fault of ours ends no other reader's news."""
        try:
            await self.tell_news()
        except (Unavailable, TimeoutError):
            log.warning("news_unavailable", extra={"contacts": len(self._stale)})
            await asyncio.sleep(_PAUSE)
            self._wake.set()
        except Exception:
            log.exception("news_failed")
            await asyncio.sleep(_PAUSE)

    async def tell_news(self) -> None:
        """Tell every socket of every stale contact what it has not been told."""
        await self._introduce()
        wanted = {key: min(socket.told for socket in self._sockets[key]) for key in self._stale & self._sockets.keys()}
        if not wanted:
            self._stale.clear()
            return
        self._being_read, self._stale = self._stale, set()
        try:
            async with asyncio.timeout(NEWS_SECONDS):
                news = await self._threads.news(wanted)
        except (Unavailable, TimeoutError):
            self._stale |= self._being_read
            raise
        finally:
            self._being_read = set()
        for contact_id, item in news.items():
            self._tell(contact_id, item)

    async def _introduce(self) -> None:
        """Let the sockets meet their contact whose session has said its first words elsewhere."""
        if not self._unknown:
            return
        taken, self._unknown = self._unknown, set()
        try:
            addresses = await self._threads.addresses(taken)
            for address in self._silent.keys() & set(addresses.values()):
                for socket in list(self._silent.get(address, ())):
                    await socket.meet()
        except Unavailable:
            self._unknown |= taken
            raise

    def _tell(self, contact_id: int, news: News) -> None:
        if contact_id not in self._sockets:
            return
        self._current[contact_id] = news.state.conversation_id
        waits = news.state.owner is Owner.WAITING
        (self._waiting.add if waits else self._waiting.discard)(contact_id)
        minutes = self.wait_minutes(news)
        for socket in self._sockets[contact_id]:
            socket.tell(news, minutes)

    def wait_minutes(self, news: News) -> int | None:
        """Return the minutes until a waiting reader should be answered."""
        position = news.state.position
        return None if position is None else self._promise.wait_minutes(self._clock(), position)
