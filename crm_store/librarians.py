"""Librarians' accounts. Passwords come and go as argon2 hashes: nothing here ever sees one in clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from crm_store.ids import IdMaker
from crm_store.setup_lock import lock_setup
from crm_store.tables import librarian, login
from routing.errors import Invalid, NotFound
from routing.librarians import Librarian, Role


@dataclass(frozen=True, slots=True)
class Account:
    """A librarian with what signing in needs."""

    librarian: Librarian
    password: str
    disabled: bool


def clean_email(email: str) -> str:
    """Return the one way in which an account's address is written."""
    return email.strip().casefold()


def add(connection: Connection, who: Librarian, *, password: str, now: datetime) -> None:
    """Add an account; `password` is its hash. Invalid: there is one with this address."""
    email = clean_email(who.email)
    if connection.execute(select(exists().where(librarian.c.email == email))).scalar_one():
        raise Invalid("there is an account with this address", {"email": "is taken"})
    values = {"id": who.id, "email": email, "name": who.name, "role": who.role.value, "password": password}
    connection.execute(insert(librarian).values(**values, disabled=False, created=now))


def ensure_first_librarian(
    connection: Connection,
    email: str,
    *,
    password: str,
    make_id: IdMaker,
    now: datetime,
) -> bool:
    """Add an administrator where there is no librarian at all; `password` is the hash. False: nothing to do."""
    lock_setup(connection)
    if has_librarians(connection):
        return False
    first = Librarian(id=make_id(), name=email.partition("@")[0], email=email, role=Role.ADMINISTRATOR)
    add(connection, first, password=password, now=now)
    return True


def has_librarians(connection: Connection) -> bool:
    """Tell whether there is any account, so that a password need not be made and hashed for nothing."""
    return connection.execute(select(librarian.c.id).limit(1)).first() is not None


def find_by_email(connection: Connection, email: str) -> Account | None:
    """Return an account by its address, the disabled ones too."""
    return _find(connection, librarian.c.email == clean_email(email))


def find_by_id(connection: Connection, librarian_id: int) -> Account | None:
    """Return an account by its id, the disabled ones too."""
    return _find(connection, librarian.c.id == librarian_id)


def list_librarians(connection: Connection, *, disabled: bool = False) -> list[dict[str, Any]]:
    """Return id, name, email, role, disabled and seen of every account, by name; the disabled ones only if asked."""
    columns = librarian.c["id", "name", "email", "role", "disabled", "seen"]
    query = select(*columns).order_by(librarian.c.name, librarian.c.id)
    if not disabled:
        query = query.where(~librarian.c.disabled)
    return [dict(row) for row in connection.execute(query).mappings()]


def disable(connection: Connection, email: str) -> None:
    """End an account and every session it has. NotFound: there is no such account."""
    found = find_by_email(connection, email)
    if found is None:
        raise NotFound("there is no such account")
    key = found.librarian.id
    connection.execute(update(librarian).where(librarian.c.id == key).values(disabled=True, seen=None))
    connection.execute(delete(login).where(login.c.librarian_id == key))


def set_password(connection: Connection, librarian_id: int, *, password: str, keep: str | None = None) -> None:
    """Store a new hash and end all sessions but the one whose digest is `keep`."""
    connection.execute(update(librarian).where(librarian.c.id == librarian_id).values(password=password))
    others = delete(login).where(login.c.librarian_id == librarian_id)
    connection.execute(others.where(login.c.digest != keep) if keep else others)


def set_seen(connection: Connection, seen: Mapping[int, datetime]) -> None:
    """Write down when librarians' desks were last open."""
    for key, at in sorted(seen.items()):
        there = update(librarian).where(librarian.c.id == key, ~librarian.c.disabled)
        connection.execute(there.values(seen=at))


def _find(connection: Connection, condition: Any) -> Account | None:
    row = connection.execute(select(librarian).where(condition)).first()
    if row is None:
        return None
    who = Librarian(id=row.id, name=row.name, email=row.email, role=Role(row.role))
    return Account(who, row.password, row.disabled)
