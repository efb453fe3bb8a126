"""The doorbell and the fan-out to open sockets: in this process at once, in others through Redis where there is one."""

import asyncio
from collections import defaultdict
from collections.abc import Callable

from routing.ports import Listener, MakeNews, Typing

Publish = Callable[[list[object]], None]


class LocalBell:
    """Satisfies routing.ports.Bell. A ring that nobody waits for is heard by the next who does."""

    def __init__(self) -> None:
        self._events: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.publish: Publish | None = None

    def ring(self, name: str) -> None:
        self.ring_here(name)
        if self.publish:
            self.publish(["ring", name])

    def ring_here(self, name: str) -> None:
        """Ring in this process only."""
        self._events[name].set()

    async def wait(self, name: str, seconds: float) -> None:
        event = self._events[name]
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
        event.clear()


class LocalFanout:
    """Satisfies routing.ports.Fanout."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.publish: Publish | None = None

    def conversation_changed(self, conversation_id: int, contact_id: int, news: MakeNews | None = None) -> None:
        self.changed_here(conversation_id, contact_id, news)
        if self.publish:
            self.publish(["changed", str(conversation_id), str(contact_id)])

    def typing(self, typing: Typing) -> None:
        self.typing_here(typing)
        if self.publish:
            ids = [str(typing.conversation_id), str(typing.contact_id)]
            self.publish(["typing", *ids, typing.author.value, typing.on])

    def changed_here(self, conversation_id: int, contact_id: int, news: MakeNews | None = None) -> None:
        """Tell the listeners of this process only."""
        for listener in self._listeners:
            listener.conversation_changed(conversation_id, contact_id, news)

    def typing_here(self, typing: Typing) -> None:
        """Tell the listeners of this process only."""
        for listener in self._listeners:
            listener.typing(typing)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
