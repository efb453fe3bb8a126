"""GET health: how the library stands, in figures that the page puts into words, for supervisors and administrators."""

import pytest

from routing.librarians import Role
from tests.desk.conftest import Rig


async def test_a_librarian_may_not_look(house: Rig) -> None:
    desk = await house.desk_of("ada")

    assert (await desk.get("health")).status == 403


async def test_nobody_who_is_not_signed_in_may_look(house: Rig) -> None:
    assert (await house.browser().get("health")).status == 401


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
async def test_whoever_answers_for_the_desk_sees_who_waits_and_since_when(house: Rig, role: Role) -> None:
    await house.wait_for_help(queue="research")
    desk = await house.desk_of("ada", role)

    seen = await desk.get("health")

    waiting = {queue["slug"]: (queue["waiting"], queue["oldest"] is not None) for queue in seen.body["queues"]}
    assert seen.status == 200
    assert waiting == {"reference": (0, False), "research": (1, True)}


async def test_what_was_never_backed_up_says_so(house: Rig) -> None:
    desk = await house.desk_of("ada", Role.SUPERVISOR)

    seen = (await desk.get("health")).body

    assert seen["backup"] is None
    assert seen["bot"] == "learning"
