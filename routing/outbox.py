"""Sends queued replies through their channels: at least once, in order for each contact, with patience."""

import asyncio
import logging
import time
from collections.abc import Mapping

from routing.errors import SendError
from routing.log_lines import Line, line
from routing.measures import UNCOUNTED, Measures
from routing.messages import Channel
from routing.ports import ChannelPort
from routing.store_ports import ClaimedOutbound, OutTray

log = logging.getLogger(__name__)

MOST_TRIES = 6
SEND_SECONDS = 45.0
PLACES = 16
"""Replies that may be on their way at once, for each channel."""
_FIRST_DELAY, _LONGEST_DELAY = 5.0, 900.0


class Outbox:
    """Claims replies and hands each to its channel. One that hangs keeps a place of its channel, and nobody waiting."""

    def __init__(
        self,
        tray: OutTray,
        channels: Mapping[Channel, ChannelPort],
        *,
        places: int = PLACES,
        measures: Measures = UNCOUNTED,
    ) -> None:
        self._tray = tray
        self._channels = channels
        self._places = places
        self._measures = measures
        self._sending: dict[Channel, set[asyncio.Task[None]]] = {channel: set() for channel in channels}

    async def step(self) -> bool:
        """Begin to send what is due and has a place; True if there was anything."""
        begun = [await self._begin(channel, sending) for channel, sending in self._sending.items()]
        return any(begun)

    async def close(self) -> None:
        """Finish what is on its way."""
        await asyncio.gather(*(task for sending in self._sending.values() for task in sending))

    async def _begin(self, channel: Channel, sending: set[asyncio.Task[None]]) -> bool:
        free = self._places - len(sending)
        claimed = await self._tray.claim_outbound((channel,), free) if free > 0 else []
        for reply in claimed:
            task = asyncio.create_task(self._deliver_safely(reply))
            sending.add(task)
            task.add_done_callback(sending.discard)
        return bool(claimed)

    async def _deliver_safely(self, claimed: ClaimedOutbound) -> None:
        """A reply that fails in a way of its own stops no other: its claim runs out, and it is tried again."""
        began, outbound = time.perf_counter(), claimed.outbound
        try:
            outcome = await self._deliver(claimed)
        except Exception:
            outcome = "broken"
            log.exception("delivery_failed", extra=_line(claimed, outcome, began))
        else:
            log.info("reply_delivered", extra=_line(claimed, outcome, began))
        self._measures.delivered(outbound.channel, outbound.at, outcome)

    async def _deliver(self, claimed: ClaimedOutbound) -> str:
        failure = await self._try(claimed)
        if failure is None:
            held, outcome = await self._tray.mark_sent(claimed), "sent"
        elif failure.permanent or claimed.tries >= MOST_TRIES:
            held, outcome = await self._tray.give_up(claimed, str(failure)), "failed"
        else:
            delay = failure.retry_after or delay_after(claimed.tries)
            held, outcome = await self._tray.retry_later(claimed, delay, str(failure)), "later"
        return outcome if held else "claim_lost"

    async def _try(self, claimed: ClaimedOutbound) -> SendError | None:
        if claimed.tries > MOST_TRIES:
            return SendError("given up after several tries", permanent=True)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._channels[claimed.outbound.channel].send(claimed.outbound)
        except SendError as error:
            return error
        except TimeoutError:
            return SendError("no answer in time", permanent=False)
        return None


def _line(claimed: ClaimedOutbound, outcome: str, began: float) -> Line:
    outbound = claimed.outbound
    ids = {"message_id": outbound.message_id, "conversation_id": outbound.conversation_id}
    return {**line(outcome, began, channel=outbound.channel, **ids), "tries": claimed.tries}


def delay_after(tries: int) -> float:
    """Return the seconds to wait after so many tries: fourfold each time, from 5 s to 15 minutes."""
    return min(_FIRST_DELAY * float(4 ** (tries - 1)), _LONGEST_DELAY)
