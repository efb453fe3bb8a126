"""Conversations locked in one transaction, changed in memory, and written back with one statement a table."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, insert, select

from crm_store.clock import due_value
from crm_store.ids import IdMaker, make_case_number
from crm_store.queues import default_queue
from crm_store.rows import dicts, message_row, to_conversation, to_message
from crm_store.tables import attachment, conversation, librarian
from crm_store.thread_statements import INSERT_CONVERSATION, INSERT_MESSAGE, LOCK, REST, UPDATE, UPDATE_TALK
from routing.conversations import Conversation, HandOver, Owner
from routing.messages import Channel, Message, MessageState
from routing.ownership import check_move
from routing.ports import Clock
from routing.previews import preview_after
from routing.store_ports import News, SessionState

Row = dict[str, Any]

INBOUND_CLAIM = 20.0
"""Seconds for which a claimed inbound message is left to whoever claimed it."""

_NEEDS_READING = frozenset({Owner.WAITING.value, Owner.LIBRARIAN.value})
_DONE = frozenset({MessageState.ROUTED.value, MessageState.SENT.value})


@dataclass(frozen=True, slots=True)
class Tools:
    """What every write needs: the clock, the maker of ids, and the queue that takes what has no other."""

    clock: Clock
    make_id: IdMaker


class WorkingSet:
    """The conversations of one transaction. Lock first (contacts by channel and id, then conversations by id), change
    the rows, then `flush` once. `touched`, `bells` and `handed_over` (the reasons) say afterwards what to announce
    after the commit.

    Locks leave the keys shared: a new message refers to its contact, and must not wait for whoever holds that contact
    and waits for this conversation.
    """

    def __init__(self, connection: Connection, tools: Tools) -> None:
        self.connection = connection
        self.tools = tools
        self.now: datetime = tools.clock()
        self.conversations: dict[int, Row] = {}
        self.touched: set[int] = set()
        self.bells: set[str] = set()
        self.handed_over: list[str] = []
        self._nouns: dict[int, Message] = {}
        self._begun: dict[int, Row] = {}
        self._before: dict[int, list[Any]] = {}
        self._messages: defaultdict[int, list[Row]] = defaultdict(list)  # by the conversation

    def lock(self, ids: Iterable[int]) -> None:
        """Lock and load conversations in ascending id, so that two transactions never wait for each other."""
        wanted = sorted(set(ids) - self.conversations.keys())
        if not wanted:
            return
        found = self.connection.execute(LOCK, {"ids": wanted})
        names = tuple(found.keys())
        for values in found.all():
            row = dict(zip(names, values, strict=True))
            self.conversations[row["id"]] = row
            self._before[row["id"]] = [row[name] for name in REST]

    def begin(self, given: Row, *, owner: Owner = Owner.BOT) -> Row:
        """Begin a conversation; `given` has contact_id, address, channel, language, queue_id and may have more."""
        row = {
            **{column.name: None for column in conversation.columns},
            "version": 0,
            "seq": 0,
            "guesses": [],
            "preview": "",
            "unread": 0,
            "unsure_turns": 0,
            "answered": False,
            **given,
            "id": self.tools.make_id(),
            "case_number": make_case_number(),
            "owner": owner.value,
            "created": self.now,
            "updated": self.now,
        }
        self._begun[row["id"]] = row
        self.conversations[row["id"]] = row
        self.touched.add(row["id"])
        return row

    def append(self, row: Row, *, due_in: float | None = None, shown: bool = True, **given: Any) -> Row:
        """Append a message to a conversation: it gets the next seq. In `due_in` seconds it is due, None: never;
        `shown`: lists show its first words.
        """
        row["seq"] += 1
        stored = message_row(
            id=self.tools.make_id(),
            conversation_id=row["id"],
            seq=row["seq"],
            at=self.now,
            **{"contact_id": row["contact_id"], "channel": row["channel"], "language": row["language"], **given},
        )
        if row["channel"] == Channel.WEB and stored["state"] == MessageState.QUEUED:
            stored["state"], due_in = MessageState.SENT.value, None
        if stored["state"] in _DONE:
            stored["done"] = self.now
        if stored["state"] == MessageState.QUEUED:
            self.bells.add("outbound")
        if due_in is not None:
            stored["due"] = due_value(self.connection, self.tools.clock, due_in)
        if shown:
            row["preview"] = preview_after(row["preview"], stored["text"], stored["html"])
        self._messages[row["id"]].append(stored)
        self.touch(row)
        return stored

    def touch(self, row: Row) -> None:
        """Raise the conversation's version; it will be written and announced."""
        if row["id"] not in self.touched:
            row["version"] += 1
        row["updated"] = self.now
        self.touched.add(row["id"])

    def hand_over(self, row: Row, hand_over: HandOver) -> None:
        """Let a conversation wait in a queue. One that waits already keeps its place unless the queue changes."""
        queue_id = hand_over.queue_id or row["queue_id"]
        if row["owner"] != Owner.WAITING:
            check_move(Owner(row["owner"]), Owner.WAITING)
        if row["owner"] != Owner.WAITING or row["queue_id"] != queue_id:
            row.update(queue_id=queue_id, waiting_since=self.now, alerted=None)
        row.update(owner=Owner.WAITING.value, assignee_id=None, closed=None, reason=hand_over.reason.value)
        self.handed_over.append(hand_over.reason.value)
        row["guesses"] = dicts(hand_over.guesses) or row["guesses"]
        self.touch(row)

    def move(self, row: Row, owner: Owner, assignee_id: int | None = None) -> None:
        """Give a conversation to another owner, by the table of legal moves."""
        check_move(Owner(row["owner"]), owner)
        row.update(owner=owner.value, waiting_since=None, alerted=None)
        row["closed"] = self.now if owner is Owner.CLOSED else None
        if owner is not Owner.CLOSED:
            row["assignee_id"] = assignee_id if owner is Owner.LIBRARIAN else None
        if owner is Owner.BOT:
            row.update(reason=None, guesses=[], unsure_turns=0)
        self.touch(row)

    @cached_property
    def default_queue(self) -> int:
        """The id of the queue that takes what has no other."""
        return default_queue(self.connection)

    def on_duty(self, ids: Iterable[int]) -> dict[int, datetime | None]:
        """Return when each of these librarians was last seen; who may no longer sign in is left out."""
        wanted = set(ids)
        if not wanted:
            return {}
        query = select(librarian.c.id, librarian.c.seen).where(librarian.c.id.in_(wanted), ~librarian.c.disabled)
        return {row.id: row.seen for row in self.connection.execute(query)}

    def noun(self, row: Row) -> Conversation:
        """Return the conversation as a noun, as it stands now."""
        return to_conversation(row, row["address"])

    def message(self, stored: Row) -> Message:
        """Return a message as a noun, made once."""
        if stored["id"] not in self._nouns:
            self._nouns[stored["id"]] = to_message(stored)
        return self._nouns[stored["id"]]

    def news(self, conversation_id: int) -> News | None:
        """Return what a reader may be told of a conversation after the commit, where nothing else need be read: not
        while it waits (in which place?) or has a librarian (by which name?).
        """
        row = self.conversations[conversation_id]
        messages = tuple(map(self.message, self._messages.get(conversation_id, ())))
        if not messages or row["owner"] in _NEEDS_READING:
            return None
        state = SessionState(
            contact_id=row["contact_id"],
            conversation_id=conversation_id,
            owner=Owner(row["owner"]),
            case=row["case_number"],
            language=row["language"],
            last_seq=row["seq"],
            position=None,
            librarian=None,
        )
        return News(state, messages)

    def insert_begun(self) -> None:
        """Insert the conversations that were begun, as they stand: whatever refers to them by key comes after this."""
        INSERT_CONVERSATION.run(self.connection, self._begun.values())
        self._begun.clear()

    def flush(self) -> None:
        """Write everything back: begun and changed conversations, then the new messages."""
        fresh = set(self._begun)
        self.insert_begun()
        changed = [self.conversations[key] for key in sorted(self.touched - fresh)]
        talked = [row for row in changed if [row[name] for name in REST] == self._before.get(row["id"])]
        UPDATE_TALK.run(self.connection, talked)
        moved = {row["id"] for row in changed} - {row["id"] for row in talked}
        UPDATE.run(self.connection, (row for row in changed if row["id"] in moved))
        messages = [stored for each in self._messages.values() for stored in each]
        INSERT_MESSAGE[self.connection.dialect.name].run(self.connection, messages)
        files = [row for stored in messages for row in attachment_rows(stored)]
        if files:
            self.connection.execute(insert(attachment), files)


def attachment_rows(stored: Row) -> list[Row]:
    """Return the rows that lead from a message's attachments to their files."""
    return [{**file, "message_id": stored["id"], "created": stored["at"]} for file in stored["attachments"]]
