"""What a process keeps doing, room by room: workers, which finish their step, and services, which are cancelled."""

from collections.abc import Awaitable, Callable, Sequence

from config.rooms import Room
from config.wiring import House
from crm_store import indexer
from crm_store.watch import Watch
from routing.housekeeping import EVERY
from routing.ports import ChannelPort
from routing.worker import Worker


def workers_of(house: House) -> Sequence[Worker]:
    """Return the loops of this process's rooms."""
    bell, workers = house.store.bell, []
    if Room.ROUTER in house.rooms:
        workers.append(Worker(house.router.step, bell, listens_to="inbound", lanes=2))
        workers.append(Worker(house.housekeeping.step, bell, listens_to="housekeeping", poll=EVERY))
        index = house.store.indexer.step
        workers.append(Worker(index, bell, listens_to="search", poll=indexer.EVERY, share=indexer.SHARE))
    if Room.MAIL in house.rooms:
        workers.append(Worker(house.filing.step, bell, listens_to="mail"))
    if Room.OUTBOX in house.rooms and house.senders:
        workers.append(Worker(house.outbox.step, bell, listens_to="outbound"))
    return workers


def receivers_of(house: House) -> Sequence[Callable[[], Awaitable[None]]]:
    """Return what listens for readers in this process."""
    channels: list[tuple[Room, Callable[[], ChannelPort | None]]] = [
        (Room.WEB, lambda: house.web_chat),
        (Room.MAIL, lambda: house.mail),
        (Room.TELEGRAM, lambda: house.telegram),
    ]
    found = [channel() for room, channel in channels if room in house.rooms]
    return [channel.run for channel in found if channel is not None]


def services_of(house: House) -> list[Awaitable[None]]:
    """Return what runs until it is cancelled: receivers, the watch, and the follower of new knowledge."""
    services: list[Awaitable[None]] = [receive() for receive in receivers_of(house)]
    if Room.WEB in house.rooms:
        services.append(Watch(house.store.database, house.store.fanout, house.store.clock).run())
    services.append(house.shelf.follow(house.learn))
    return services
