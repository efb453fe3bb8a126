"""POST session, DELETE session, GET me, POST me/password: as the contract has them."""

import asyncio
import hashlib

from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType
from sqlalchemy import select

from crm_store.tables import login
from desk.application import make_desk
from routing.librarians import Role
from tests.desk.conftest import PASSWORD, Rig, served

NEW = "another fine password"


async def close_code(socket: ClientWebSocketResponse) -> int:
    """Read on until the server closes the socket."""
    async with asyncio.timeout(5):
        while (message := await socket.receive()).type is WSMsgType.TEXT:
            pass
    return int(message.data)


async def test_signing_in_answers_with_token_and_librarian(house: Rig):
    await house.hire("wang", Role.SUPERVISOR)

    answer = await house.browser().sign_in("wang")

    assert answer.status == 200
    assert answer.body["csrf_token"]
    assert answer.body["librarian"] == {
        "id": answer.body["librarian"]["id"],
        "name": "Wang",
        "email": "wang@library.example",
        "role": "supervisor",
    }


async def test_me_is_the_same_body_as_signing_in(house: Rig):
    await house.hire("wang")
    desk = house.browser()

    answer = await desk.sign_in("wang")

    assert (await desk.get("me")).body == answer.body


async def test_the_address_is_known_however_it_is_written(house: Rig):
    await house.hire("wang")
    body = {"email": "  Wang@Library.EXAMPLE ", "password": PASSWORD}

    assert (await house.browser().post("session", body)).status == 200


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: Rig):
    await house.hire("wang")

    answer = await house.browser().sign_in("wang")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("ric=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie


async def test_by_https_the_cookie_is_bound_to_the_host(rig: Rig):
    await rig.hire("wang")

    async with served(rig, make_desk(rig.parts(secure_cookie=True))):
        answer = await rig.browser().sign_in("wang")

    assert answer.headers["Set-Cookie"].startswith("__Host-ric=")
    assert "Secure" in answer.headers["Set-Cookie"]


async def test_the_store_holds_only_the_hash_of_the_cookie(house: Rig):
    await house.hire("wang")

    answer = await house.browser().sign_in("wang")

    cookie = answer.headers["Set-Cookie"].split(";")[0].removeprefix("ric=")
    stored = await house.read(lambda connection: list(connection.scalars(select(login.c.digest))))
    assert stored == [hashlib.sha256(cookie.encode()).hexdigest()]


async def test_each_sign_in_is_a_new_session_and_ends_the_browsers_old_one(house: Rig):
    desk = await house.desk_of("wang")
    before = desk.cookie

    await desk.sign_in("wang")

    after = desk.cookie
    old = await house.browser().get("me", headers={"Cookie": f"ric={before}"})
    assert after != before
    assert old.status == 401


async def test_wrong_passwords_and_unknown_people_get_the_same_answer(house: Rig):
    await house.hire("wang")

    wrong = await house.browser().sign_in("wang", "wrong password")
    unknown = await house.browser().sign_in("nobody", "wrong password")

    assert wrong.status == unknown.status == 401
    assert wrong.body == unknown.body


async def test_a_disabled_librarian_cannot_sign_in_and_is_told_no_more_than_others(house: Rig):
    await house.hire("wang")
    await house.dismiss("wang")

    disabled = await house.browser().sign_in("wang")
    unknown = await house.browser().sign_in("nobody")

    assert (disabled.status, disabled.body) == (401, unknown.body)


async def test_another_sites_page_cannot_sign_a_browser_in(house: Rig):
    await house.hire("wang")

    answer = await house.browser().sign_in("wang", Origin="https://evil.example")

    assert answer.status == 403


async def test_without_session_everything_is_401(house: Rig):
    answer = await house.browser().get("me")

    assert answer.status == 401
    assert set(answer.body) == {"error", "detail", "fields"}


async def test_a_made_up_cookie_is_no_session(house: Rig):
    assert (await house.browser().get("me", headers={"Cookie": "ric=made-up"})).status == 401


async def test_signing_out_ends_the_session_and_its_sockets(house: Rig):
    desk = await house.desk_of("wang")
    socket = await desk.events()

    answer = await desk.call("DELETE", "session")

    assert answer.status == 204
    assert await close_code(socket) == WSCloseCode.POLICY_VIOLATION
    assert (await desk.get("me")).status == 401


async def test_signing_out_closes_sockets_without_waiting_for_the_next_look(rig: Rig):
    app = make_desk(rig.parts())
    app.cleanup_ctx.clear()

    async with served(rig, app):
        desk = await rig.desk_of("wang")
        socket = await desk.events()
        await desk.call("DELETE", "session")
        code = await close_code(socket)

    assert code == WSCloseCode.POLICY_VIOLATION


async def test_disabling_ends_http_and_sockets_at_once(house: Rig):
    desk = await house.desk_of("wang")
    socket = await desk.events()

    await house.dismiss("wang")

    assert (await desk.get("me")).status == 401
    assert await close_code(socket) == WSCloseCode.POLICY_VIOLATION


async def test_a_session_ends_after_twelve_idle_hours_and_not_before(house: Rig):
    desk = await house.desk_of("wang")
    statuses = []

    for hours in (11, 11, 13):
        house.clock.pass_by(hours=hours)
        statuses.append((await desk.get("me")).status)

    assert statuses == [200, 200, 401]


async def test_writes_without_the_csrf_token_are_403_and_write_nothing(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    missing = await desk.post(f"conversations/{key}/claim", headers={"X-CSRF-Token": ""})
    wrong = await desk.post(f"conversations/{key}/claim", headers={"X-CSRF-Token": "x" * 43})

    assert (missing.status, wrong.status) == (403, 403)
    assert (await desk.get(f"conversations/{key}")).body["owner"] == "waiting"


async def test_another_librarians_csrf_token_is_403(house: Rig):
    wang, chen = await house.desk_of("wang"), await house.desk_of("chen")

    answer = await wang.call("DELETE", "session", headers={"X-CSRF-Token": chen.csrf})

    assert answer.status == 403


async def test_a_new_password_counts_and_ends_all_other_sessions(house: Rig):
    here, there = await house.desk_of("wang"), house.browser()
    await there.sign_in("wang")
    socket = await there.events()

    answer = await here.post("me/password", {"current": PASSWORD, "new": NEW})

    assert answer.status == 204
    assert [(await desk.get("me")).status for desk in (here, there)] == [200, 401]
    assert await close_code(socket) == WSCloseCode.POLICY_VIOLATION
    assert (await house.browser().sign_in("wang", NEW)).status == 200


async def test_a_new_password_wants_the_current_one_and_ten_characters(house: Rig):
    desk = await house.desk_of("wang")

    wrong = await desk.post("me/password", {"current": "wrong password", "new": NEW})
    short = await desk.post("me/password", {"current": PASSWORD, "new": "ninechars"})

    assert (wrong.status, list(wrong.body["fields"])) == (422, ["current"])
    assert (short.status, list(short.body["fields"])) == (422, ["new"])


async def test_guessing_at_an_account_is_429_with_the_seconds_to_wait(house: Rig):
    await house.hire("wang")
    desk = house.browser()

    answers = [await desk.sign_in("wang", "wrong password") for _ in range(6)]

    assert [answer.status for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert (await desk.sign_in("wang")).status == 429


async def test_unknown_accounts_are_throttled_like_known_ones(house: Rig):
    desk = house.browser()

    statuses = [(await desk.sign_in("nobody", "wrong password")).status for _ in range(6)]

    assert statuses == [401] * 5 + [429]


async def test_a_throttled_account_locks_nobody_else_out(house: Rig):
    await house.hire("wang")
    for _ in range(6):
        await house.browser().sign_in("chen", "wrong password")

    assert (await house.browser().sign_in("wang")).status == 200
