"""Find words by an index, and count what happens by the day

What is stored already is indexed and counted by the background step, the newest first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"

_MESSAGE_INDEX = "ix_message_unindexed"
_AUDIT_INDEX = "ix_audit_uncounted"

# FTS5 keeps no copy of the words: it reads them from search_page, and triggers tell it what came and went.
_WORDS = """CREATE VIRTUAL TABLE search_words USING fts5(
words, content='search_page', content_rowid='id', tokenize='ascii', detail='none', columnsize=0)"""
_ADD = "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words);"
_DROP = "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words);"
_TRIGGERS = {
    "search_page_came AFTER INSERT": _ADD,
    "search_page_went AFTER DELETE": _DROP,
    "search_page_changed AFTER UPDATE": f"{_DROP} {_ADD}",
}


def upgrade() -> None:
    op.create_table(
        "search_page",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_search_page_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_page")),
    )
    op.create_index("uq_search_page_conversation_id_number", "search_page", ["conversation_id", "number"], unique=True)
    op.create_table(
        "search_due",
        sa.Column("conversation_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_search_due_conversation_id")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_search_due")),
    )
    op.create_table(
        "daily_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("detail", sa.String(length=128), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "measure", "kind", "detail", name=op.f("pk_daily_count")),
    )
    op.add_column("message", sa.Column("indexed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("audit", sa.Column("counted", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    _create_partial_index(_MESSAGE_INDEX, "message", "indexed")
    _create_partial_index(_AUDIT_INDEX, "audit", "counted")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_WORDS)
        for when, what in _TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {when} ON search_page BEGIN {what} END")
    else:  # a short list of what is not sorted in yet: every search reads it
        op.execute(
            "CREATE INDEX ix_search_page_words ON search_page USING gin (words) WITH (gin_pending_list_limit = 256)"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_index(_AUDIT_INDEX, "audit")
    op.drop_index(_MESSAGE_INDEX, "message")
    op.drop_column("audit", "counted")
    op.drop_column("message", "indexed")
    op.drop_table("daily_count")
    op.drop_table("search_due")
    op.drop_table("search_page")


def _create_partial_index(name: str, table: str, flag: str) -> None:
    op.create_index(
        name,
        table,
        ["id"],
        sqlite_where=sa.text(f"{flag} = 0"),
        postgresql_where=sa.text(f"NOT {flag}"),
    )
