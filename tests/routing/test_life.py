"""The life of a message, driven at random through a real store: whatever happens in whatever order, nothing is lost,
nothing is said twice, and nobody speaks out of turn.
"""

import asyncio
import functools
import shutil
import tempfile
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select, update

from config.settings import Settings
from config.store import Store, open_store
from crm_store.librarians import add
from crm_store.migrate import migrate
from crm_store.queues import QueueSpec, keep_queues
from crm_store.tables import conversation, message
from routing.conversations import HandOver, Owner, Reason
from routing.errors import Refused
from routing.messages import Author, Channel, Draft
from routing.ownership import BEGINNINGS, MOVES
from routing.store_ports import ClaimedMessage, RouterReply
from tests.routing.fakes import Hearth, hearth, librarian

READERS = ("ann", "bo")
QUEUE = [QueueSpec("reference", "参考咨询", "Reference", None, 15)]
readers, staff = st.sampled_from(READERS), st.integers(0, 1)


@functools.cache
def empty_store() -> Path:
    """A migrated store with one queue, made once and copied for every run."""

    async def make(folder: Path) -> None:
        async with open_store(Settings(data=folder)) as store:
            await store.writer.run(migrate)
            await store.writer.run(lambda connection: keep_queues(connection, QUEUE, store.make_id))

    folder = Path(tempfile.mkdtemp())
    asyncio.run(make(folder))
    return folder


class Life(RuleBasedStateMachine):
    """Readers, a bot that may be late, two librarians, and a clock, all at one store."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(empty_store(), self.folder, dirs_exist_ok=True)
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        self.run = self.runner.run
        self.store: Store = self.run(self.stack.enter_async_context(open_store(Settings(data=self.folder))))
        self.house: Hearth = hearth(self.store)
        self.people = [librarian(self.store.make_id(), name) for name in ("Ada", "Bob")]
        for each in self.people:
            self.write(lambda connection, who=each: add(connection, who, password="-", now=self.store.clock()))
        self.said: dict[str, int] = {}
        self.keys = 0
        self.claims: list[ClaimedMessage] = []
        self.answered: list[int] = []
        self.before: dict[int, dict[str, Any]] = {}

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.stack.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    # readers

    @rule(who=readers)
    def write_something(self, who: str) -> None:
        self.keys += 1
        stored = self.run(self.house.say(f"words {self.keys}", key=f"{self.keys}", who=who))
        assert not stored.repeated
        self.said[f"{who}:{self.keys}"] = stored.message.seq

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def send_it_again(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.said)))
        who, key = name.split(":")
        rows = self.rows()
        stored = self.run(self.house.say("other words", key=key, who=who))
        assert (stored.repeated, stored.message.seq) == (True, self.said[name])
        assert self.rows() == rows

    @rule(who=readers)
    def ask_for_a_librarian(self, who: str) -> None:
        changed = self.run(self.house.actions.ask_librarian(Channel.WEB, who, "en"))
        assert changed.conversation.owner in (Owner.WAITING, Owner.LIBRARIAN)

    @rule(who=readers)
    def go_back(self, who: str) -> None:
        self.run(self.house.actions.back_to_bot(Channel.WEB, who))

    # the bot

    @rule()
    def claim_messages(self) -> None:
        self.claims += self.run(self.store.inbox.claim_inbound(8))

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), how=st.sampled_from(["answer", "hand over", "close"]))
    def reply(self, data: st.DataObject, how: str) -> None:
        """In time or late, as it happens; once or twice."""
        claimed = data.draw(st.sampled_from(self.claims))
        before = self.rows().get(claimed.conversation.id, {})
        count = self.count_messages()
        decided = RouterReply(
            claimed,
            drafts=(Draft(Author.BOT, "an answer", "<p>an answer</p>"),),
            hand_over=HandOver(Reason.UNSURE) if how == "hand over" else None,
            close=how == "close",
        )
        held = self.run(self.store.inbox.store_reply(decided))
        speaks = held and before["owner"] == Owner.BOT
        assert self.count_messages() - count == int(speaks)
        assert not (held and claimed.message.id in self.answered)
        self.answered += [claimed.message.id] if held else []

    @rule()
    def let_claims_run_out(self) -> None:
        self.run(self.house.let_claims_run_out())

    # librarians

    @precondition(lambda self: self.before)
    @rule(data=st.data(), who=staff, what=st.sampled_from(["claim", "reply", "pass on", "queue", "close", "reopen"]))
    def work_at_the_desk(self, data: st.DataObject, who: int, what: str) -> None:
        talk = data.draw(st.sampled_from(sorted(self.before)))
        desk, me, other = self.house.desk, self.people[who], self.people[1 - who]
        acts = {
            "claim": lambda: desk.claim(talk, me),
            "reply": lambda: desk.reply(talk, me, text="a reply", client_id=f"{data.draw(st.integers(0, 5))}"),
            "pass on": lambda: desk.hand_over(talk, me, to_librarian=other.id, note="yours"),
            "queue": lambda: desk.hand_over(talk, me, queue_id=self.before[talk]["queue_id"]),
            "close": lambda: desk.close(talk, me),
            "reopen": lambda: desk.reopen(talk, me),
        }
        before = self.rows()
        try:
            self.run(acts[what]())
        except Refused:
            assert self.rows() == before

    @rule()
    def let_a_day_go_by(self) -> None:
        """What was closed stays closed: the next message begins a new conversation."""
        then = self.store.clock() - timedelta(hours=25)
        closed = update(conversation).where(conversation.c.closed.is_not(None)).values(closed=then)
        self.write(lambda connection: connection.execute(closed).rowcount)
        for row in self.before.values():
            row["closed"] = row["closed"] and then

    # what always holds

    @invariant()
    def every_conversation_has_one_owner_by_the_table_and_a_rising_version(self) -> None:
        now = self.rows() if hasattr(self, "store") else {}
        for key, row in now.items():
            before = self.before.get(key)
            owner = Owner(row["owner"])
            assert (row["assignee_id"] is not None) == (owner is Owner.LIBRARIAN) or owner is Owner.CLOSED
            assert (row["waiting_since"] is not None) == (owner is Owner.WAITING)
            if before is None:
                assert owner in BEGINNINGS
            elif before != row:
                assert row["version"] > before["version"]
                assert owner == before["owner"] or (Owner(before["owner"]), owner) in MOVES
        if hasattr(self, "store"):
            self.before = now

    @invariant()
    def every_session_is_one_gapless_thread(self) -> None:
        if not hasattr(self, "store"):
            return
        columns = message.c.contact_id, message.c.conversation_id, message.c.seq
        found = self.read(lambda connection: connection.execute(select(*columns).order_by(message.c.id)).all())
        by_session: dict[int, list[int]] = {}
        for row in sorted(found, key=lambda row: row.seq):
            by_session.setdefault(row.contact_id, []).append(row.seq)
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in by_session.values())

    @invariant()
    def everything_said_is_there_once(self) -> None:
        if not hasattr(self, "store"):
            return
        by_reader = select(message.c.external_id, message.c.seq).where(message.c.author == Author.READER)
        rows = self.read(lambda connection: connection.execute(by_reader).all())
        assert sorted(tuple(row) for row in rows) == sorted(self.said.items())

    def rows(self) -> dict[int, dict[str, Any]]:
        return self.read(
            lambda connection: {row["id"]: dict(row) for row in connection.execute(select(conversation)).mappings()},
        )

    def count_messages(self) -> int:
        return self.read(lambda connection: connection.execute(select(func.count(message.c.id))).scalar_one())

    def read(self, work: Any) -> Any:
        return self.run(self.store.database.read(work))

    def write(self, work: Any) -> Any:
        return self.run(self.store.writer.run(work))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
