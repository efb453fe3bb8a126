"""The queues as the desk lists them."""

from typing import Any

from sqlalchemy import Connection, func, select

from crm_store.tables import conversation, queue
from routing.conversations import Owner


def list_queues(connection: Connection) -> list[dict[str, Any]]:
    """Return every queue in the library's order, with how many wait in it."""
    waits = (conversation.c.queue_id == queue.c.id) & (conversation.c.owner == Owner.WAITING)
    query = select(queue, func.count(conversation.c.id).label("waiting"))
    query = query.outerjoin(conversation, waits).group_by(queue.c.id).order_by(queue.c.position)
    return [{**row, "name": row["name_zh"]} for row in connection.execute(query).mappings()]


def is_queue(connection: Connection, queue_id: int) -> bool:
    """Tell whether there is such a queue."""
    return connection.execute(select(queue.c.id).where(queue.c.id == queue_id)).first() is not None
