"""routing.store_ports.OutTray over the tables: replies claimed for sending, and what became of them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from crm_store.clock import is_any
from crm_store.database import Database
from crm_store.intents import SetDelivery
from crm_store.outbound_batch import claim_outbound, due_outbound
from crm_store.writer import Writer
from routing.messages import Channel, MessageState
from routing.ports import Clock
from routing.store_ports import ClaimedOutbound


class StoreOutTray:
    """Satisfies routing.store_ports.OutTray."""

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def claim_outbound(self, channels: Sequence[Channel], limit: int) -> Sequence[ClaimedOutbound]:
        if not await self._database.read(lambda connection: self._is_any(connection, channels)):
            return []
        return await self._writer.run(lambda connection: claim_outbound(connection, channels, limit, self._clock))

    async def mark_sent(self, claimed: ClaimedOutbound) -> bool:
        return await self._set(claimed, MessageState.SENT)

    async def retry_later(self, claimed: ClaimedOutbound, delay: float, failure: str) -> bool:
        return await self._set(claimed, MessageState.QUEUED, delay=delay, failure=failure)

    async def give_up(self, claimed: ClaimedOutbound, failure: str) -> bool:
        return await self._set(claimed, MessageState.FAILED, failure=failure)

    def _is_any(self, connection: Connection, channels: Sequence[Channel]) -> bool:
        return is_any(connection, due_outbound(connection, channels, self._clock))

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
