"""The knowledge that this installation serves: imported once from RIC_CONFIG, then read from the store."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.loading import load_knowledge
from config.settings import Settings
from config.store import Store, open_store
from crm_store.knowledge import (
    Documents,
    StoredKnowledge,
    import_once,
    read_knowledge,
    read_stamp,
    replace_knowledge,
)
from crm_store.migrate import is_migrated
from crm_store.queues import QueueSpec, keep_queues
from routing.errors import RicError, Unavailable
from routing.language import is_chinese
from routing.replies import Reply

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = 5.0


class Shelf:
    """Holds the knowledge in force, and the ids of its queues. Satisfies routing.ports.Titles."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp = ""
        self._queues: dict[str, int] = {}
        self._by_topic: dict[str, int] = {}
        self.knowledge: Knowledge

    async def load(self, settings: Settings) -> None:
        """Read the stored knowledge; where there is none yet, import RIC_CONFIG's first."""
        if await self._store.database.read(read_knowledge) is None:
            await import_files(self._store, settings, import_once)
        await self._read()

    async def follow(self, changed: Callable[[Knowledge], Awaitable[None]]) -> None:
        """Look for new knowledge until cancelled; what cannot be read leaves the last good state in force."""
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY)
            try:
                if await self._store.database.read(read_stamp) != self._stamp:
                    await self._read()
                    await changed(self.knowledge)
                    log.info("knowledge_reloaded", extra={"version": self.knowledge.version})
            except RicError as error:
                log.warning("knowledge_not_reloaded", extra={"error": str(error)})

    def title(self, entry: str, language: str) -> str | None:
        found = self.knowledge.entries.get(entry)
        if found is None:
            return None
        return found.title.zh if is_chinese(language) else found.title.en

    def queue_of(self, reply: Reply) -> int | None:
        """Return the queue that takes a reply: the one that its entry names, else its topic's."""
        named = self._queues.get(reply.queue) if reply.queue else None
        return named or self.queue_of_topic(reply.topic)

    def queue_of_topic(self, topic: str | None) -> int | None:
        """Return the queue whose librarians know a topic."""
        return self._by_topic.get(topic or "")

    async def _read(self) -> None:
        stored = await self._store.database.read(read_knowledge)
        if stored is None:
            raise RicError("there is no knowledge in the store")
        self.knowledge = Knowledge.from_documents(stored.entries, stored.facts)
        queues = self.knowledge.settings.queues
        specs = [QueueSpec(each.id, each.name.zh, each.name.en, each.address, each.alert_minutes) for each in queues]
        make_id = self._store.make_id
        self._queues = await self._store.writer.run(lambda connection: keep_queues(connection, specs, make_id))
        self._by_topic = {topic: self._queues[each.id] for each in queues for topic in each.topics}
        self._stamp = stored.stamp


Keep = Callable[[Connection, Documents, Documents, datetime], object]


async def import_files(store: Store, settings: Settings, keep: Keep = replace_knowledge) -> Knowledge:
    """Store RIC_CONFIG's knowledge in place of what is there. SettingsFault lists every fault of the files."""
    knowledge = await asyncio.to_thread(load_knowledge, settings.config)
    entries, facts = knowledge.to_documents()
    now = store.clock()
    await store.writer.run(lambda connection: keep(connection, entries, facts, now))
    return knowledge


async def current_knowledge(settings: Settings, note: Callable[[str], None]) -> Knowledge:
    """Return the stored knowledge where there is any, else that of RIC_CONFIG's files; needs no database."""
    stored = await _stored_knowledge(settings, note)
    if stored is not None:
        return Knowledge.from_documents(stored.entries, stored.facts)
    return await asyncio.to_thread(load_knowledge, settings.config)


async def _stored_knowledge(settings: Settings, note: Callable[[str], None]) -> StoredKnowledge | None:
    if settings.database_url is None and not (settings.data / "ric.sqlite").exists():
        return None
    try:
        async with open_store(settings) as store:
            return await store.database.read(read_knowledge) if await store.database.read(is_migrated) else None
    except Unavailable as error:
        note(f"The database cannot be asked ({error}): answering from the files in {settings.config}.")
        return None
