"""What one socket is sent: frames in order, each message once, its own messages as acknowledgements."""

import asyncio
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json

from channels.web_chat.frames import message_body, owner_frame
from routing.messages import Message
from routing.store_ports import News, SessionState

MOST_WAITING = 2_000
"""Frames that may wait for a slow client; past this its socket is dropped and it resumes by seq."""


class Outgoing:
    """Remembers the last seq told on this socket. All of it runs on the event loop: no call waits."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[str] = asyncio.Queue()
        self.told = 0
        self.overflowed = False
        self._own: dict[str, str] = {}
        self._owner: dict[str, Any] | None = None

    def put(self, frame: dict[str, Any]) -> None:
        """Queue a frame for sending."""
        if self.frames.qsize() >= MOST_WAITING:
            self.overflowed = True
        else:
            self.frames.put_nowait(to_json(frame).decode())

    def expect(self, external_id: str, client_id: str) -> None:
        """Remember that this socket sent the message, so that it is told as an ack and not as a message."""
        self._own[external_id] = client_id

    def forget(self, external_id: str) -> None:
        """Expect the message no more."""
        self._own.pop(external_id, None)

    def acknowledge(self, client_id: str, external_id: str, seq: int) -> bool:
        """Ack a stored message if its turn has come; False while earlier rows have not been told yet."""
        if seq > self.told + 1:
            return False
        if self._own.pop(external_id, None) is not None:
            self.put({"type": "ack", "client_id": client_id, "seq": seq})
        self.told = max(self.told, seq)
        return True

    def tell(self, news: News, wait_minutes: int | None) -> None:
        """Tell what was not told yet, in order, and how things stand if that changed."""
        self.tell_messages(news.messages)
        self.tell_owner(news.state, wait_minutes)

    def tell_messages(self, messages: Sequence[Message]) -> None:
        """Tell each message with a higher seq than the last one told."""
        for message in messages:
            if message.seq <= self.told:
                continue
            self.told = message.seq
            client_id = self._own.pop(message.external_id or "", None)
            if client_id is not None:
                self.put({"type": "ack", "client_id": client_id, "seq": message.seq})
            else:
                self.put({"type": "message", **message_body(message)})

    def tell_owner(self, state: SessionState, wait_minutes: int | None, *, known: bool = False) -> None:
        """Tell who speaks next where it changed; `known` only remembers it, since `welcome` has said it."""
        frame = owner_frame(state, wait_minutes)
        if frame != self._owner and not known:
            self.put(frame)
        self._owner = frame
