"""Sessions at the desk. The table holds only the SHA-256 of a cookie: who reads it cannot sign in with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, delete, insert, select, update

from crm_store.tables import librarian, login
from routing.librarians import Librarian, Role


@dataclass(frozen=True, slots=True)
class Login:
    """A session that stands, and when it was last used."""

    digest: str
    csrf_token: str
    seen: datetime
    librarian: Librarian


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A session to begin; `replaces` is the digest of the one that the browser had before."""

    digest: str
    csrf_token: str
    librarian_id: int
    replaces: str | None = None


def begin_login(connection: Connection, new: NewLogin, *, now: datetime, stale: datetime) -> None:
    """Begin a session, and clear away those that nobody used since `stale`."""
    connection.execute(delete(login).where((login.c.seen < stale) | (login.c.digest == new.replaces)))
    values = {"digest": new.digest, "csrf_token": new.csrf_token, "librarian_id": new.librarian_id}
    connection.execute(insert(login).values(**values, created=now, seen=now))


def find_login(connection: Connection, digest: str, *, stale: datetime) -> Login | None:
    """Return a session that was used since `stale` and whose librarian is not disabled."""
    columns = login.c["digest", "csrf_token", "seen"], librarian.c["id", "name", "email", "role"]
    query = _standing(select(*columns[0], *columns[1]), stale).where(login.c.digest == digest)
    row = connection.execute(query).first()
    if row is None:
        return None
    who = Librarian(id=row.id, name=row.name, email=row.email, role=Role(row.role))
    return Login(row.digest, row.csrf_token, row.seen, who)


def standing_logins(connection: Connection, digests: Iterable[str], *, stale: datetime) -> set[str]:
    """Return those of these sessions that still stand."""
    return set(connection.scalars(_standing(select(login.c.digest), stale).where(login.c.digest.in_(set(digests)))))


def touch_login(connection: Connection, digest: str, *, now: datetime) -> None:
    """Write down that a session is being used."""
    connection.execute(update(login).where(login.c.digest == digest).values(seen=now))


def end_login(connection: Connection, digest: str) -> None:
    """End one session."""
    connection.execute(delete(login).where(login.c.digest == digest))


def _standing(query: Select[*tuple[object, ...]], stale: datetime) -> Select[*tuple[object, ...]]:
    joined = query.join_from(login, librarian, librarian.c.id == login.c.librarian_id)
    return joined.where(login.c.seen >= stale, ~librarian.c.disabled)
