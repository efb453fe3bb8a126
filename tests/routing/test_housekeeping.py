"""What has to happen when nobody does anything, and never to a talk in which somebody just did something."""

from datetime import timedelta

from sqlalchemy import select, update

from config.store import Store
from crm_store.librarians import add
from crm_store.tables import conversation, message
from crm_store.tables import librarian as librarians
from routing.conversations import Change, HandOver, Owner, Reason
from routing.errors import SendError
from routing.housekeeping import GRACE, IDLE, Housekeeping
from routing.librarians import Librarian
from routing.messages import Channel
from routing.store_ports import Stored
from tests.routing.fakes import Hearth, hearth, librarian

MINUTE = timedelta(minutes=1)


class Notices:
    """Takes mails to the library's own people; refuses them while it is told to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.refusing = False

    async def send(self, address: str, subject: str, text: str) -> None:
        if self.refusing:
            raise SendError("the relay is away", permanent=False)
        self.sent.append((address, subject, text))


def keeper(store: Store, notices: Notices | None = None) -> Housekeeping:
    notify = notices.send if notices else None
    return Housekeeping(store.chores, store.conversations, store.clock, notify=notify, desk_url="http://x/desk/")


async def change(store: Store, statement) -> None:
    await store.writer.run(lambda connection: connection.execute(statement).rowcount)


async def age(store: Store, by: timedelta) -> None:
    """Let everything have happened so much longer ago."""
    then = store.clock() - by
    await change(store, update(conversation).values(updated=then))
    await change(
        store, update(conversation).where(conversation.c.waiting_since.is_not(None)).values(waiting_since=then)
    )
    await change(store, update(librarians).values(created=then, seen=then))
    await change(store, update(message).values(at=then))


async def owner(store: Store, stored: Stored) -> str:
    query = select(conversation.c.owner).where(conversation.c.id == stored.conversation.id)
    return await store.database.read(lambda connection: connection.execute(query).scalar_one())


async def with_librarian(house: Hearth) -> tuple[Stored, Librarian]:
    ada = librarian(house.store.make_id())
    await house.store.writer.run(lambda connection: add(connection, ada, password="-", now=house.store.clock()))
    stored = await house.say("hello")
    await house.desk.claim(stored.conversation.id, ada)
    return stored, ada


async def waiting(house: Hearth, who: str = "s1") -> Stored:
    stored = await house.say("hello", who=who)
    await house.actions.ask_librarian(Channel.WEB, who, "en")
    return stored


async def test_a_talk_that_nobody_goes_on_with_ends_after_a_day(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("hello")
    await age(store, IDLE - MINUTE)
    await keeper(store).step()
    assert await owner(store, stored) == Owner.BOT

    await age(store, IDLE + MINUTE)
    await keeper(store).step()

    assert await owner(store, stored) == Owner.CLOSED


async def test_a_reader_who_writes_in_the_last_moment_is_not_cut_off(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("hello")
    await age(store, IDLE + MINUTE)
    (found,) = await store.chores.idle_since(store.clock() - IDLE)
    await house.say("still there?", key="2")

    class Late:
        idle_since = staticmethod(lambda _moment: _given([found]))
        abandoned_since = staticmethod(lambda _moment: _given([]))

    await Housekeeping(Late(), store.conversations, store.clock, notify=None, desk_url="").step()

    assert await owner(store, stored) == Owner.BOT


async def test_a_librarian_who_is_gone_gives_the_talk_back_to_its_queue(store: Store) -> None:
    house = hearth(store)
    stored, _ = await with_librarian(house)
    await age(store, GRACE + MINUTE)

    await keeper(store).step()

    assert await owner(store, stored) == Owner.WAITING


async def test_a_librarian_who_is_there_keeps_the_talk(store: Store) -> None:
    house = hearth(store)
    stored, _ = await with_librarian(house)
    await age(store, GRACE + MINUTE)
    await change(store, update(librarians).values(seen=store.clock()))

    await keeper(store).step()

    assert await owner(store, stored) == Owner.LIBRARIAN


async def test_a_reader_who_keeps_writing_to_nobody_is_taken_to_the_queue_too(store: Store) -> None:
    house = hearth(store)
    stored, _ = await with_librarian(house)
    await age(store, 2 * GRACE)
    await house.say("are you there?", key="2")
    await change(store, update(message).where(message.c.seq == 2).values(at=store.clock() - GRACE - MINUTE))
    await house.say("hello?", key="3")

    await keeper(store).step()

    assert await owner(store, stored) == Owner.WAITING


async def test_a_talk_just_given_to_somebody_is_left_there_for_the_grace_time(store: Store) -> None:
    house = hearth(store)
    stored, ada = await with_librarian(house)
    await age(store, GRACE + MINUTE)
    given = Change(note="yours now", by=ada.id)
    await store.conversations.change(stored.conversation.id, lambda _: given)
    await change(store, update(librarians).values(seen=store.clock() - GRACE - MINUTE / 2))

    await keeper(store).step()

    assert await owner(store, stored) == Owner.LIBRARIAN


async def test_a_long_wait_is_told_once_to_the_queues_address(store: Store) -> None:
    house, notices = hearth(store), Notices()
    talks = [await waiting(house, who) for who in ("s1", "s2")]
    await age(store, 16 * MINUTE)

    for _ in range(3):
        await keeper(store, notices).step()

    ((address, subject, text),) = notices.sent
    assert (address, subject) == ("reference@library.example", "[RIC] 参考咨询 / Reference: 2 位读者在等待 / 2 waiting")
    assert all(talk.conversation.case in text for talk in talks)
    assert "16" in text


async def test_nothing_is_told_before_its_time(store: Store) -> None:
    house, notices = hearth(store), Notices()
    await waiting(house)
    await age(store, 14 * MINUTE)

    await keeper(store, notices).step()

    assert notices.sent == []


async def test_nothing_is_told_while_a_librarian_is_online(store: Store) -> None:
    house, notices = hearth(store), Notices()
    await with_librarian(house)
    await waiting(house, "s2")
    await age(store, 16 * MINUTE)
    await change(store, update(librarians).values(seen=store.clock()))

    await keeper(store, notices).step()

    assert notices.sent == []


async def test_a_notice_that_failed_is_told_again(store: Store) -> None:
    house, notices = hearth(store), Notices()
    await waiting(house)
    await age(store, 16 * MINUTE)
    notices.refusing = True
    await keeper(store, notices).step()

    notices.refusing = False
    await keeper(store, notices).step()

    assert len(notices.sent) == 1


async def test_who_waits_anew_is_told_anew(store: Store) -> None:
    house, notices = hearth(store), Notices()
    stored = await waiting(house)
    await age(store, 16 * MINUTE)
    await keeper(store, notices).step()
    for step in (Change(owner=Owner.BOT), Change(hand_over=HandOver(Reason.ASKED))):
        await store.conversations.change(stored.conversation.id, lambda _, step=step: step)
    await age(store, 16 * MINUTE)

    await keeper(store, notices).step()

    assert len(notices.sent) == 2


async def test_no_relay_is_no_reason_to_forget_who_waits(store: Store) -> None:
    house, notices = hearth(store), Notices()
    await waiting(house)
    await age(store, 16 * MINUTE)
    await keeper(store).step()

    await keeper(store, notices).step()

    assert len(notices.sent) == 1


async def _given(found: list) -> list:
    return found
