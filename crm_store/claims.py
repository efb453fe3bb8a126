"""Claims and leases left behind by a process that was killed."""

from sqlalchemy import Connection, update

from crm_store.clock import due_in
from crm_store.tables import cursor, message
from routing.ports import Clock


def release_claims(connection: Connection, clock: Clock) -> None:
    """Let everything that was claimed or leased be had again at once. Only where no other process can hold a claim.

    A claim that its owner still believes in stores nothing then: the next claim has raised `tries`, its fence.
    """
    now = due_in(connection, clock)
    claimed = message.c.state.in_(["new", "queued"]) & (message.c.tries > 0) & message.c.failure.is_(None)
    connection.execute(update(message).where(claimed, message.c.due > now).values(due=now))
    connection.execute(update(cursor).values(holder=None, until=None))
