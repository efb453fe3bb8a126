"""One short hunt for each planted bug: the least that is needed to make it show, and no luck."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from faults.checker import Verdict, check
from faults.house import House, Rooms, all_ready, built, open_house
from faults.mail_reader import MailReader
from faults.plan import Dice, Plan
from faults.questions import QUESTIONS
from faults.stored import let_claims_run_out, read_stored, unfinished
from faults.telegram_reader import TelegramReader, note_offsets
from faults.visit import Visit
from faults.web_reader import WebReader

SECONDS = 240.0
"""What a hunt may take, on however slow a machine; what has not come right by then is wrong."""
ANSWERED_SECONDS = 20.0
"""What an answer may take once RIC is back."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The house in which a bug is hunted."""

    house: House
    plan: Plan
    dice: Dice
    stack: AsyncExitStack

    async def kill(self) -> None:
        """Kill every process, and wait until they are back."""
        for process in self.house.processes:
            process.signal(signal.SIGKILL)
            process.ready.clear()
        await all_ready(self.house)
        await let_claims_run_out(self.house.database_url, self.house.data)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait for something that the outside can see, but not for ever."""
        while not seen():  # noqa: ASYNC110 (many places may change it)
            await asyncio.sleep(0.02)


async def kill_after_thanks(scene: Scene) -> None:
    """A message in the chat is acknowledged; the process is killed at once."""
    async with aiohttp.ClientSession() as http:
        talking = asyncio.create_task(WebReader(scene.plan, scene.dice, "w").talk(http, QUESTIONS[:1]))
        await scene.until(lambda: bool(scene.plan.ledger.acknowledged))
        await scene.kill()
        await _patiently(talking)


async def kill_while_relay_hangs(scene: Scene) -> None:
    """A reply is on its way to a relay that hangs when the process is killed."""
    scene.house.relay.faults.append("hang")
    reader = MailReader(scene.plan, scene.dice, "m", scene.house.mailbox)
    await reader.deliver(reader.write(QUESTIONS[0]))
    await scene.until(lambda: not scene.house.relay.faults)
    await scene.kill()


async def deliver_twice(scene: Scene) -> None:
    """Telegram delivers one message twice."""
    await _say_on_telegram(scene, twice=1.0)


async def kill_after_offset(scene: Scene) -> None:
    """Telegram has forgotten a message when the process is killed."""
    await _say_on_telegram(scene, twice=0.0)
    await scene.kill()


async def come_back(scene: Scene) -> None:
    """A reader loses the connection after the ack, and comes back when the answer is stored."""
    visit = Visit(scene.plan, [("w-1", QUESTIONS[0])])
    scene.plan.ledger.talks.append(visit.talk)
    async with aiohttp.ClientSession() as http:
        await _connect(scene, http, visit)
        while await unfinished(scene.house.database_url, scene.house.data):  # noqa: ASYNC110 (it is another process's)
            await asyncio.sleep(0.05)
        await _connect(scene, http, visit)


async def _connect(scene: Scene, http: aiohttp.ClientSession, visit: Visit) -> None:
    """Say hello, write what there is to write, and go as soon as it is acknowledged."""
    visit.welcome.clear()
    url = scene.plan.urls[0]
    async with http.ws_connect(f"{url}/chat/ws", headers={"Origin": url}) as socket:
        await socket.send_json({"type": "hello", "session": visit.session, "after": visit.last})
        while not visit.welcome.is_set():
            visit.hear(await socket.receive_json())
        if visit.may_write(enough=False):
            await visit.send(socket, visit.write())
        while visit.unacknowledged:
            visit.hear(await socket.receive_json())


async def wake_up_late(scene: Scene) -> None:
    """One of two routers is frozen with a message in its hands, and wakes when the other has answered."""
    one, other = [process for process in scene.house.processes if "router" in (process.rooms or "")]
    other.signal(signal.SIGSTOP)
    reader = MailReader(scene.plan, scene.dice, "m", scene.house.mailbox)
    await reader.deliver(reader.write(QUESTIONS[0]))
    await _claimed(scene)
    one.signal(signal.SIGSTOP)
    other.signal(signal.SIGCONT)
    await let_claims_run_out(scene.house.database_url, scene.house.data)
    await scene.until(lambda: bool(scene.plan.ledger.delivered))
    one.signal(signal.SIGCONT)
    await asyncio.sleep(3)  # nothing tells that a frozen process has not done what it must not do


async def _patiently(talking: "asyncio.Task[object]") -> None:
    """Let a reader talk to the end, or as long as a reader would wait."""
    await asyncio.wait([talking], timeout=ANSWERED_SECONDS)
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)


async def _say_on_telegram(scene: Scene, *, twice: float) -> None:
    """Write one message, delivered once or twice, and wait until Telegram may forget it."""
    listening = await scene.stack.enter_async_context(asyncio.TaskGroup())
    api = scene.house.telegram
    reader = TelegramReader(scene.plan, scene.dice, api, 1, twice=twice)
    reader.say(reader.begin(listening), QUESTIONS[0])
    last = api.updates[-1]["update_id"]
    await scene.until(lambda: max(api.offsets, default=0) > last)


async def _claimed(scene: Scene) -> None:
    """Wait until a router has the only message."""
    while True:
        stored = await read_stored(scene.house.database_url, scene.house.data)
        if any(row.tries > 0 and row.conversation for row in stored.rows):
            return
        await asyncio.sleep(0.02)


Hunt = Callable[[Scene], Awaitable[None]]
ROUTERS: Rooms = ("web,mail,outbox", "router", "router")
HUNTS: Mapping[str, tuple[Hunt, Rooms]] = {
    "acknowledge-before-commit": (kill_after_thanks, (None,)),
    "forget-a-queued-reply": (kill_while_relay_hangs, (None,)),
    "no-idempotency": (deliver_twice, (None,)),
    "unfenced-claim": (wake_up_late, ROUTERS),
    "skip-on-return": (come_back, (None,)),
    "offset-before-commit": (kill_after_offset, (None,)),
}


async def hunt(folder: Path, name: str, *, plant: str, settle: float = 15.0) -> Verdict:
    """Run the hunt of one bug in a house with a plant, and return what the checker says."""
    act, rooms = HUNTS[name]
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(built(folder, several=len(rooms) > 1, redis=False))
        await stack.enter_async_context(open_house(house, "--plant", plant, rooms=rooms))
        plan = Plan(house.ledger, house.urls, house.smtp, pace=0.1)
        try:
            async with asyncio.timeout(SECONDS):
                await act(Scene(house, plan, Dice(random.Random(1)), stack))
        except TimeoutError:
            house.ledger.wrong.append("it never came right")
        await _settle(house, settle)
        note_offsets(plan, house.telegram)
        plan.be_calm()
        return check(house.ledger, await read_stored(house.database_url, house.data))


async def _settle(house: House, seconds: float) -> None:
    """Wait until nothing is left to do, or as long as that may take."""
    for _ in range(round(seconds / 0.1)):
        if await unfinished(house.database_url, house.data) == 0:
            return
        await asyncio.sleep(0.1)
