"""The floor: a bare chat over aiohttp and SQLAlchemy Core that stores each question and its answer durably.

It speaks the same frames as RIC, commits each message before it is acknowledged and each answer before it is told, in
groups, and does nothing else: no sessions, no owner, no queue, no record. Whatever RIC costs more is what RIC does.
"""

import argparse
import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import WSMsgType, web
from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, Table, Text, create_engine, event, insert
from sqlalchemy.ext.asyncio import create_async_engine

ANSWER = "You can renew a book twice, each time for 30 days, in your account." * 3
ANSWERS = {"how do i renew a book": ANSWER}
MAX_BATCH = 256

metadata = MetaData()
message = Table(
    "message",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("session", Text, nullable=False),
    Column("client_id", Text),
    Column("seq", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
)
Rows = Sequence[dict[str, Any]]
Commit = Callable[[Rows], Any]


class GroupCommit:
    """Takes rows and commits everything that is pending in one transaction."""

    def __init__(self, commit: Commit, lanes: int) -> None:
        self._commit = commit
        self._free = lanes
        self._pending: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def store(self, row: dict[str, Any]) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((row, done))
        if self._free:
            self._free -= 1
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        await done

    async def _run(self) -> None:
        while self._pending:
            batch, self._pending = self._pending[:MAX_BATCH], self._pending[MAX_BATCH:]
            await self._commit([row for row, _ in batch])
            for _, done in batch:
                done.set_result(None)
        self._free += 1


def sqlite_commit(path: Path) -> Commit:
    """Commit to SQLite from one writer thread, as durably as RIC does."""
    engine: Engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    metadata.create_all(engine)
    writer = ThreadPoolExecutor(1)

    def commit(rows: Rows) -> None:
        with engine.begin() as connection:
            connection.execute(insert(message), rows)

    async def in_thread(rows: Rows) -> None:
        await asyncio.get_running_loop().run_in_executor(writer, commit, rows)

    return in_thread


async def postgres_commit(url: str) -> Commit:
    """Commit to PostgreSQL through asyncpg."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=3)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)

    async def commit(rows: Rows) -> None:
        async with engine.begin() as connection:
            await connection.execute(insert(message), rows)

    return commit


class Chat:
    """The socket: hello, then questions; each is acknowledged and answered."""

    def __init__(self, group: GroupCommit) -> None:
        self._group = group
        self._ids = count(1)
        self._sessions = count(1)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        session, seq = f"s{next(self._sessions)}", count(1)
        async for received in socket:
            if received.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(received.data)
            if frame["type"] == "hello":
                await socket.send_str(json.dumps({"type": "welcome", "session": session, "messages": []}))
            elif frame["type"] == "message":
                await self._exchange(socket, session, seq, frame)
        return socket

    async def _exchange(self, socket: web.WebSocketResponse, session: str, seq: Any, frame: dict[str, Any]) -> None:
        asked = await self._store(session, next(seq), "reader", frame["text"], frame["client_id"])
        await socket.send_str(json.dumps({"type": "ack", "client_id": frame["client_id"], "seq": asked["seq"]}))
        answer = ANSWERS.get(frame["text"].strip(" ?").lower(), ANSWER)
        told = await self._store(session, next(seq), "bot", answer, None)
        await socket.send_str(json.dumps({"type": "message", "seq": told["seq"], "author": "bot", "text": answer}))

    async def _store(self, session: str, seq: int, author: str, text: str, client_id: str | None) -> dict[str, Any]:
        row = {"session": session, "seq": seq, "author": author, "text": text, "client_id": client_id}
        await self._group.store({"id": next(self._ids), **row})
        return row


async def serve(port: int, folder: Path, url: str | None) -> None:
    """Serve until killed; says so when ready."""
    commit = await postgres_commit(url) if url else sqlite_commit(folder / "floor.sqlite")
    application = web.Application()
    application.add_routes([web.get("/chat/ws", Chat(GroupCommit(commit, 3 if url else 1)).connect)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print("floor is ready", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Run the floor as a process of its own."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--folder", type=Path, required=True)
    arguments.add_argument("--url")
    given = arguments.parse_args()
    threading.current_thread().name = "floor"
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(given.port, given.folder, given.url))


if __name__ == "__main__":
    main()
