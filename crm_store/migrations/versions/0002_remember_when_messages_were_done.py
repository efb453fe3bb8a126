"""Remember when messages were done"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("message", sa.Column("done", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_message_failed",
        "message",
        ["done"],
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    )
