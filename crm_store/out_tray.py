"""routing.ports.OutTray over the tables: replies claimed for sending, and what became of them."""

from collections.abc import Sequence

from crm_store.intents import SetDelivery
from crm_store.outbound_batch import claim_outbound
from crm_store.writer import Writer
from routing.messages import Channel, MessageState
from routing.ports import ClaimedOutbound, Clock


class StoreOutTray:
    """Satisfies routing.ports.OutTray."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    async def claim_outbound(self, channels: Sequence[Channel], limit: int) -> Sequence[ClaimedOutbound]:
        return await self._writer.run(lambda connection: claim_outbound(connection, channels, limit, self._clock))

    async def mark_sent(self, claimed: ClaimedOutbound) -> bool:
        return await self._set(claimed, MessageState.SENT)

    async def retry_later(self, claimed: ClaimedOutbound, delay: float, failure: str) -> bool:
        return await self._set(claimed, MessageState.QUEUED, delay=delay, failure=failure)

    async def give_up(self, claimed: ClaimedOutbound, failure: str) -> bool:
        return await self._set(claimed, MessageState.FAILED, failure=failure)

    async def _set(
        self,
        claimed: ClaimedOutbound,
        state: MessageState,
        *,
        delay: float | None = None,
        failure: str | None = None,
    ) -> bool:
        outbound = claimed.outbound
        intent = SetDelivery(outbound.conversation_id, outbound.message_id, claimed.tries, state, delay, failure)
        held: bool = await self._writer.submit(intent)
        return held
