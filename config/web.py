"""The HTTP server of a process: pages, chat, desk, health. aiohttp's runner, stopped gracefully."""

from aiohttp import web

from bot.knowledge.topics import TOPICS
from channels.web_chat.channel import allowed_origins
from config.health import Health
from config.ops import Ops
from config.pages import Pages
from config.proxies import client_address
from config.values import Address
from config.wiring import House
from desk.application import make_desk
from desk.parts import DeskParts
from routing.errors import Fault, SettingsFault

GOODBYE_SECONDS = 1.0


def make_web(house: House, ops: Ops, health: Health, faults: list[str]) -> web.Application:
    """Return the application of the room `web`."""
    application = web.Application(client_max_size=12 * 1024 * 1024)
    application.add_routes(ops.routes())
    application.add_routes(Pages(house.settings.widget_sites).routes())
    application.add_routes(house.web_chat.routes())
    application.add_subapp("/api/v1", make_desk(desk_parts(house, health, faults)))

    async def say_goodbye(_application: web.Application) -> None:
        await house.web_chat.close()

    application.on_shutdown.append(say_goodbye)
    return application


def make_ops(ops: Ops) -> web.Application:
    """Return the application of a process without web: health and metrics only."""
    application = web.Application()
    application.add_routes(ops.routes())
    return application


def desk_parts(house: House, health: Health, faults: list[str]) -> DeskParts:
    """Return what the desk works with."""
    store, settings = house.store, house.settings
    return DeskParts(
        database=store.database,
        writer=store.writer,
        actions=house.desk_actions,
        changes=store.fanout,
        files=store.files,
        entries=house.entry_texts,
        passwords=house.passwords,
        clock=store.clock,
        make_id=store.make_id,
        allowed_origins=allowed_origins(settings.url),
        secure_cookie=settings.url.startswith("https://"),
        client_address=client_address(settings.trusted_proxies),
        relay=settings.mail_relay is not None,
        status=lambda: faults,
        topics=TOPICS,
        health=health.view,
        measures=house.metrics,
    )


async def listen(application: web.Application, address: Address, setting: str) -> web.AppRunner:
    """Serve the application on an address; SettingsFault names the setting when the port cannot be had."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=GOODBYE_SECONDS, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, address.host, address.port).start()
    except OSError as error:
        await runner.cleanup()
        raise SettingsFault([Fault(setting, f"cannot listen on {address}: {error.strerror or error}")]) from error
    return runner
