"""One reader's socket, from its hello to its end."""

import asyncio
import logging
from typing import Any

from aiohttp import WSMsgType, web

from channels.web_chat.frames import BadFrame, error_frame, read_frame
from channels.web_chat.talk import ReaderTalk
from routing.errors import Unavailable

log = logging.getLogger(__name__)

LATER = "this could not be done; please try again in a moment"
HELLO_SECONDS = 10.0
SEND_SECONDS = 15.0


class ReaderSocket:
    """Reads frames one after the other; writes from a queue of its own, so that a slow client delays nobody."""

    def __init__(self, socket: web.WebSocketResponse, talk: ReaderTalk) -> None:
        self._socket = socket
        self._talk = talk

    async def run(self) -> None:
        """Serve until the client leaves or is dropped."""
        writer = asyncio.create_task(self._write_frames())
        try:
            async with asyncio.timeout(HELLO_SECONDS) as patience:
                async for received in self._socket:
                    if received.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                        await self._take(received.data)
                    if self._talk.has_begun:
                        patience.reschedule(None)
        except TimeoutError:
            await self._socket.close(code=1008, message=b"hello first")
        finally:
            self._talk.end()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write_frames(self) -> None:
        try:
            while not self._talk.out.overflowed:
                frame = await self._talk.out.frames.get()
                async with asyncio.timeout(SEND_SECONDS):
                    await self._socket.send_str(frame)
        except (TimeoutError, ConnectionError):
            pass  # gone or too slow: it resumes by seq on a new socket
        await self._socket.close(code=1013, message=b"too slow")

    async def _take(self, data: Any) -> None:
        client_id = None
        try:
            frame = read_frame(data)
            client_id = getattr(frame, "client_id", None)
            await self._talk.serve(frame)
        except BadFrame as fault:
            self._talk.out.put(error_frame(fault.code, str(fault), fault.client_id))
        except Unavailable:
            self._talk.out.put(error_frame("unavailable", LATER, client_id))
        except Exception:
            log.exception("frame_failed")  # the channel's loop: a fault of ours must not end the reader's socket
            self._talk.out.put(error_frame("unavailable", LATER, client_id))
