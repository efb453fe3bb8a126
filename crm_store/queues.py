"""The queues: kept in step with config/library.yml at the start, read often and changed rarely."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from crm_store.ids import IdMaker
from crm_store.setup_lock import lock_setup
from crm_store.tables import queue


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """A queue as the library describes it; `slug` is its name in library.yml."""

    slug: str
    name_zh: str
    name_en: str
    address: str | None
    alert_minutes: int
    place: str | None = None


def default_queue(connection: Connection) -> int:
    """Return the id of the queue that takes what has no other: the library's first."""
    found: int = connection.execute(select(queue.c.id).order_by(queue.c.position).limit(1)).scalar_one()
    return found


def keep_queues(connection: Connection, specs: Sequence[QueueSpec], make_id: IdMaker) -> dict[str, int]:
    """Add and update queues by their slug, never remove one (conversations name it); return slug → id."""
    lock_setup(connection)
    known = {row.slug: row.id for row in connection.execute(select(queue.c.slug, queue.c.id))}
    for position, spec in enumerate(specs):
        values = {
            "name_zh": spec.name_zh,
            "name_en": spec.name_en,
            "address": spec.address,
            "alert_minutes": spec.alert_minutes,
            "place": spec.place,
            "position": position,
        }
        if spec.slug in known:
            connection.execute(update(queue).where(queue.c.id == known[spec.slug]).values(values))
        else:
            known[spec.slug] = make_id()
            connection.execute(insert(queue).values(id=known[spec.slug], slug=spec.slug, **values))
    return known
