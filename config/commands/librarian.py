"""`ric librarian add|list|disable`: who may sign in at the desk."""

import sys
from functools import partial
from typing import Annotated

import typer

from config.commands.with_store import with_store
from config.store import Store
from crm_store import librarians
from desk.passwords import LONGEST, SHORTEST, Passwords, make_password
from routing.errors import Invalid, NotFound
from routing.librarians import Librarian, Role

librarian = typer.Typer(help="Who may sign in at the desk.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The address that the librarian signs in with.")]


@librarian.command()
def add(
    email: Email,
    name: Annotated[str | None, typer.Option(help="What readers see beside an answer.")] = None,
    role: Annotated[Role, typer.Option(help="What the librarian may do.")] = Role.LIBRARIAN,
) -> None:
    """Add a librarian. The password is read from standard input; an empty one is made and printed."""
    given = _read_password()
    password = given or make_password()
    with_store(lambda store: _add(store, email, password=password, name=name, role=role))
    typer.echo(f"Added {librarians.clean_email(email)} ({role.value})." + ("" if given else f" Password: {password}"))


@librarian.command("list")
def list_all() -> None:
    """List all librarians: address, name, role, and whether the account is disabled."""
    read = partial(librarians.list_librarians, disabled=True)
    for row in with_store(lambda store: store.database.read(read)):
        words = [row["email"], row["name"], row["role"], *(["disabled"] if row["disabled"] else [])]
        typer.echo("\t".join(words))


@librarian.command()
def disable(email: Email) -> None:
    """Disable a librarian: every session ends at once, what they wrote stays."""
    with_store(lambda store: store.writer.run(lambda connection: librarians.disable(connection, email)))
    typer.echo(f"Disabled {librarians.clean_email(email)}.")


@librarian.command("password")
def set_password(email: Email) -> None:
    """Give a librarian a new password, read from standard input (empty: made and printed); every session ends."""
    given = _read_password()
    password = given or make_password()
    with_store(lambda store: _set_password(store, email, password=password))
    typer.echo(f"{librarians.clean_email(email)} has a new password{'' if given else f': {password}'}")


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password (empty: make one)", default="", hide_input=True, show_default=False))
    return sys.stdin.readline().rstrip("\r\n")


async def _set_password(store: Store, email: str, *, password: str) -> None:
    _check_length(password)
    found = await store.database.read(lambda connection: librarians.find_by_email(connection, email))
    if found is None:
        raise NotFound("there is no such account")
    key, digest = found.librarian.id, Passwords().hash(password)
    await store.writer.run(lambda connection: librarians.set_password(connection, key, password=digest))


def _check_length(password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"a password has {SHORTEST} to {LONGEST} characters")


async def _add(store: Store, email: str, *, password: str, name: str | None, role: Role) -> None:
    _check_length(password)
    if "@" not in email.strip("@ "):
        raise Invalid(f"{email!r} is no e-mail address")
    who = Librarian(store.make_id(), name or email.partition("@")[0], email, role)
    digest, now = Passwords().hash(password), store.clock()
    await store.writer.run(lambda connection: librarians.add(connection, who, password=digest, now=now))
