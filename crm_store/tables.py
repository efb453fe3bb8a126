"""The tables. Ids are our own (crm_store/ids.py), times are aware UTC, text is kept as received."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC in Python on both databases; SQLite, which knows no zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Read SQLite's text in one step, where SQLAlchemy takes three: a dozen times are read for each exchange."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None


def _id() -> Column[int]:
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def _ref(name: str, target: str, *, required: bool = False, index: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(f"{target}.id"), nullable=not required, index=index)


reader = Table(
    "reader",
    metadata,
    _id(),
    Column("name", Text),
    Column("merged_into", BigInteger, ForeignKey("reader.id"), index=True),
    Column("created", UtcTime, nullable=False),
)

contact = Table(
    "contact",
    metadata,
    _id(),
    _ref("reader_id", "reader", required=True, index=True),
    Column("channel", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text),
    Column("proven", Boolean, nullable=False),
    Column("bounced", Text),
    Column("seen", BigInteger, nullable=False, server_default=text("0")),  # the highest seq that the reader has seen
    Column("conversation_id", BigInteger),  # the one that the next message joins, if it still may
    Column("created", UtcTime, nullable=False),
    Index(  # only a proven address names one reader; anybody may write any From
        "uq_contact_channel_address",
        "channel",
        "address",
        unique=True,
        sqlite_where=text("proven"),
        postgresql_where=text("proven"),
    ),
    Index("ix_contact_channel_address", "channel", "address"),
)

claim = Table(
    "claim",
    metadata,
    _id(),
    _ref("reader_id", "reader", required=True, index=True),
    Column("channel", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Index("uq_claim_reader_id_channel_address", "reader_id", "channel", "address", unique=True),
)

queue = Table(
    "queue",
    metadata,
    _id(),
    Column("slug", String(64), nullable=False, unique=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("address", Text),
    Column("alert_minutes", Integer, nullable=False),
    Column("place", String(64)),
    Column("position", Integer, nullable=False),
)

librarian = Table(
    "librarian",
    metadata,
    _id(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("seen", UtcTime),  # heartbeat of an open desk
    Column("created", UtcTime, nullable=False),
)

login = Table(
    "login",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("librarian_id", BigInteger, ForeignKey("librarian.id"), nullable=False, index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("seen", UtcTime, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    _id(),
    Column("case_number", String(11), nullable=False, unique=True),
    _ref("contact_id", "contact", required=True, index=True),
    _ref("previous_id", "conversation"),
    Column("channel", String(16), nullable=False),
    Column("owner", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    _ref("queue_id", "queue", required=True),
    Column("place", String(64)),
    _ref("assignee_id", "librarian"),
    Column("language", String(16), nullable=False),
    Column("topic", String(64)),
    Column("subject", Text),
    Column("reason", String(32)),
    Column("guesses", JSON, nullable=False),
    Column("preview", Text, nullable=False),
    Column("unread", Integer, nullable=False),
    Column("last_entry", String(128)),
    Column("unsure_turns", Integer, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("waiting_since", UtcTime),
    Column("alerted", UtcTime),
    Column("created", UtcTime, nullable=False),
    Column("updated", UtcTime, nullable=False),
    Column("closed", UtcTime),
    Column("read_score", Integer),
    Index("ix_conversation_owner_waiting_since", "owner", "waiting_since"),
    Index("ix_conversation_updated", "updated", "id"),
    Index("ix_conversation_assignee_id_owner", "assignee_id", "owner"),
)

message = Table(
    "message",
    metadata,
    _id(),
    _ref("conversation_id", "conversation"),
    _ref("contact_id", "contact"),
    Column("seq", BigInteger),
    Column("channel", String(16), nullable=False),
    Column("author", String(16), nullable=False),
    Column("name", Text),
    _ref("librarian_id", "librarian"),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("folded", Text),
    Column("language", String(16)),
    Column("choices", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("attachments", JSON, nullable=False),
    Column("envelope", JSON, nullable=False),
    Column("entry", String(128)),
    Column("confidence", Float),
    Column("quiet", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due", UtcTime),
    Column("tries", Integer, nullable=False),
    Column("failure", Text),
    Column("external_id", Text),
    Column("at", UtcTime, nullable=False),
    Column("indexed", Boolean, nullable=False, server_default=text("false")),  # found by search and counted
    Column("done", UtcTime),  # when it was routed (a reader's), or sent or given up (a reply)
    Index("uq_message_channel_external_id", "channel", "external_id", unique=True),
    Index("uq_message_conversation_id_seq", "conversation_id", "seq", unique=True),
    Index("ix_message_contact_id_seq", "contact_id", "seq"),
    Index(
        "ix_message_queued",
        "contact_id",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_message_failed",
        "done",
        sqlite_where=text("state = 'failed'"),
        postgresql_where=text("state = 'failed'"),
    ),
    Index(
        "ix_message_work",
        "due",
        sqlite_where=text("state IN ('new', 'queued')"),
        postgresql_where=text("state IN ('new', 'queued')"),
    ),
    Index(
        "ix_message_unindexed",
        "id",
        sqlite_where=text("indexed = 0"),
        postgresql_where=text("NOT indexed"),
    ),
    Index(
        "ix_message_unfinished",
        "conversation_id",
        "seq",
        sqlite_where=text("state IN ('new', 'queued')"),
        postgresql_where=text("state IN ('new', 'queued')"),
    ),
)

search_page = Table(  # the words of up to 32 messages of a conversation: crm_store/search_pages.py
    "search_page",
    metadata,
    _id(),
    Column("conversation_id", BigInteger, ForeignKey("conversation.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    Index("uq_search_page_conversation_id_number", "conversation_id", "number", unique=True),
    Index("ix_search_page_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),  # SQLite: search_words
)

search_due = Table(  # conversations whose pages have to be written anew: a name or a note changed
    "search_due",
    metadata,
    Column("conversation_id", BigInteger, ForeignKey("conversation.id"), primary_key=True, autoincrement=False),
)

daily_count = Table(  # what happened on a day (UTC): crm_store/daily_counts.py
    "daily_count",
    metadata,
    Column("day", Date, primary_key=True),
    Column("measure", String(32), primary_key=True),
    Column("kind", String(128), primary_key=True),
    Column("detail", String(128), primary_key=True),
    Column("count", BigInteger, nullable=False),
)


def is_unfinished(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Say beside `state = …` that only unfinished messages are meant: in these very letters it leads to the partial
    indexes, which SQLite does not find by a value that comes later.
    """
    return state.in_([literal_column("'new'"), literal_column("'queued'")])


raw_mail = Table(
    "raw_mail",
    metadata,
    Column("message_id", BigInteger, ForeignKey("message.id"), primary_key=True, autoincrement=False),
    Column("mail_from", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", String(32), primary_key=True),  # random: the name in a URL
    _ref("message_id", "message", index=True),
    Column("digest", String(64), nullable=False, index=True),  # SHA-256: the name of the file
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created", UtcTime, nullable=False),
)

note = Table(
    "note",
    metadata,
    _id(),
    _ref("conversation_id", "conversation", required=True, index=True),
    _ref("librarian_id", "librarian"),
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("updated", UtcTime, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("document", JSON, nullable=False),
    Column("updated", UtcTime, nullable=False),
)

cursor = Table(
    "cursor",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
    Column("holder", String(64)),
    Column("until", UtcTime),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcTime, nullable=False),
    _ref("librarian_id", "librarian"),
    Column("what", String(64), nullable=False),
    Column("subject_id", BigInteger),
    Column("counted", Boolean, nullable=False, server_default=text("false")),
    Index("ix_audit_uncounted", "id", sqlite_where=text("counted = 0"), postgresql_where=text("NOT counted")),
)
