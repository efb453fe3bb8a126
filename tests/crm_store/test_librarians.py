"""Librarians' accounts and sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from config.store import Store
from crm_store import librarians
from crm_store.logins import NewLogin, begin_login, find_login, standing_logins
from crm_store.tables import librarian
from routing.errors import Invalid, NotFound
from routing.librarians import Librarian, Role

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=12)


async def hire(store: Store, email: str = "wang@library.example") -> Librarian:
    who = Librarian(store.make_id(), "Wang", email, Role.LIBRARIAN)
    await store.writer.run(lambda connection: librarians.add(connection, who, password="hash", now=NOW))
    return who


async def begin(store: Store, who: Librarian, digest: str, *, now: datetime = NOW, replaces: str | None = None) -> None:
    new = NewLogin(digest, "token", who.id, replaces)
    await store.writer.run(lambda connection: begin_login(connection, new, now=now, stale=now - timedelta(hours=12)))


async def standing(store: Store, *digests: str, stale: datetime = EARLIER) -> set[str]:
    return await store.database.read(lambda connection: standing_logins(connection, digests, stale=stale))


async def first(store: Store, email: str) -> bool:
    return await store.writer.run(
        lambda connection: librarians.ensure_first_librarian(
            connection, email, password="hash", make_id=store.make_id, now=NOW
        ),
    )


async def test_an_account_is_found_however_its_address_is_written(store: Store):
    who = await hire(store, "Wang@Library.example")

    found = await store.database.read(lambda connection: librarians.find_by_email(connection, " wang@LIBRARY.example"))

    assert found is not None
    assert (found.librarian.id, found.librarian.email, found.password) == (who.id, "wang@library.example", "hash")


async def test_an_address_has_one_account(store: Store):
    await hire(store)

    with pytest.raises(Invalid):
        await hire(store, "WANG@library.example")


async def test_disabling_ends_every_session_of_this_librarian_and_of_nobody_else(store: Store):
    wang, chen = await hire(store), await hire(store, "chen@library.example")
    await begin(store, wang, "one")
    await begin(store, wang, "two")
    await begin(store, chen, "three")

    await store.writer.run(lambda connection: librarians.disable(connection, "wang@library.example"))

    assert await standing(store, "one", "two", "three") == {"three"}


async def test_a_session_of_somebody_disabled_does_not_stand_even_if_it_was_left_over(store: Store):
    who = await hire(store)
    await begin(store, who, "one")

    await store.writer.run(lambda connection: connection.execute(update(librarian).values(disabled=True)))

    assert await standing(store, "one") == set()


async def test_nobody_is_disabled_who_is_not_there(store: Store):
    with pytest.raises(NotFound):
        await store.writer.run(lambda connection: librarians.disable(connection, "nobody@library.example"))


async def test_the_disabled_are_listed_only_if_asked_for(store: Store):
    await hire(store)
    await store.writer.run(lambda connection: librarians.disable(connection, "wang@library.example"))

    listed = await store.database.read(librarians.list_librarians)
    asked = await store.database.read(lambda connection: librarians.list_librarians(connection, disabled=True))

    assert listed == []
    assert [row["disabled"] for row in asked] == [True]


async def test_the_first_librarian_is_an_administrator_and_comes_once(store: Store):
    made = [await first(store, "admin@library.example"), await first(store, "second@library.example")]

    (row,) = await store.database.read(librarians.list_librarians)
    assert made == [True, False]
    assert (row["email"], row["role"]) == ("admin@library.example", "administrator")


async def test_a_new_password_ends_all_sessions_but_the_one_that_is_kept(store: Store):
    who = await hire(store)
    await begin(store, who, "here")
    await begin(store, who, "there")

    await store.writer.run(lambda connection: librarians.set_password(connection, who.id, password="new", keep="here"))

    assert await standing(store, "here", "there") == {"here"}


async def test_a_session_that_nobody_used_is_over_and_cleared_away(store: Store):
    who = await hire(store)
    await begin(store, who, "old", now=NOW - timedelta(hours=13))
    before = await standing(store, "old")

    await begin(store, who, "new")

    assert before == set()
    assert await standing(store, "old", "new", stale=NOW - timedelta(days=9)) == {"new"}


async def test_a_new_session_takes_the_place_of_the_browsers_old_one(store: Store):
    who = await hire(store)
    await begin(store, who, "old")

    await begin(store, who, "new", replaces="old")

    assert await standing(store, "old", "new") == {"new"}


async def test_a_session_knows_its_librarian(store: Store):
    who = await hire(store)
    await begin(store, who, "one")

    found = await store.database.read(lambda connection: find_login(connection, "one", stale=EARLIER))

    assert found is not None
    assert (found.librarian, found.csrf_token, found.seen) == (who, "token", NOW)
