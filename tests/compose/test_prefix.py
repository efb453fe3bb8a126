"""RIC behind the proxy of docker-compose.yml, under a path of the library's own host: pages, chat, desk, addresses."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import psutil
import pytest
import pytest_asyncio
from yarl import URL

from tests.parts.compose import read_services
from tests.parts.composed import Composed, composed
from tests.parts.librarian import at_the_desk
from tests.parts.library import EMAIL, PASSWORD
from tests.parts.proxy import NGINX, proxy
from tests.parts.reader import chatting, open_reader
from tests.parts.services import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")

ORIGIN = "https://library.example"
ANOTHER_PROXY = "192.0.2.7"
VARIABLES = {
    "RIC_PUBLIC_URL": f"{ORIGIN}/ric",
    "PATH_PREFIX": "/ric",
    "FRONT": ANOTHER_PROXY,
    "RIC_SESSION_LIMIT": "1",
}


@dataclass(frozen=True, slots=True)
class Behind:
    """RIC as seen from outside its proxy."""

    port: int
    house: Composed

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.host}/ric"


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def behind(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Behind]:
    if NGINX is None and os.environ.get("CI") == "true":
        pytest.fail("There is no nginx, and CI lets no test be skipped: apt-get install nginx-light")
    if NGINX is None:
        pytest.skip("There is no nginx on this machine (Debian: apt-get install nginx-light)")
    folder, port = tmp_path_factory.mktemp("prefix"), free_port()
    wanted = frozenset({"web-1", "web-2", "router"})
    async with composed(folder, postgres_url, only=wanted, variables=VARIABLES) as house:
        with proxy(folder, port, house.names.web_ports, read_services(VARIABLES)["proxy"].environment):
            yield Behind(port, house)


@pytest.mark.parametrize("page", ["", "chat/", "desk/"])
async def test_a_page_and_all_that_it_loads_come_from_under_the_path(behind: Behind, page: str) -> None:
    async with aiohttp.ClientSession() as http:
        shown = await http.get(f"{behind.url}/{page}")
        links = re.findall(r'(?:src|href)="(\.{0,2}/[^"]+|[^":#]+\.(?:js|css|svg))"', await shown.text())
        loaded = [await http.get(shown.url.join(URL(link))) for link in links]

    assert shown.status == 200
    assert loaded
    assert all(each.status == 200 and each.url.path.startswith("/ric/") for each in loaded)


@pytest.mark.parametrize(("path", "to"), [("/ric", "/ric/"), ("/ric/chat", "/ric/chat/"), ("/ric/desk", "/ric/desk/")])
async def test_a_path_without_its_last_stroke_leads_on(behind: Behind, path: str, to: str) -> None:
    async with aiohttp.ClientSession() as http:
        answer = await http.get(f"{behind.host}{path}")

    assert (answer.status, answer.url.path) == (200, to)


@pytest.mark.parametrize("path", ["/", "/chat/", "/api/v1/openapi.json", "/ric/metrics"])
async def test_nothing_is_found_beside_the_path_and_no_figures_behind_it(behind: Behind, path: str) -> None:
    async with aiohttp.ClientSession() as http:
        answer = await http.get(f"{behind.host}{path}")

    assert answer.status == 404


async def test_readers_and_librarians_talk_through_the_proxy(behind: Behind) -> None:
    async with (
        chatting(behind.url, origin=ORIGIN) as reader,
        at_the_desk(behind.url, EMAIL, PASSWORD, origin=ORIGIN) as librarian,
        librarian.http.ws_connect(f"{behind.url}/api/v1/events", headers={"Origin": ORIGIN}) as events,
    ):
        answer = await reader.ask("怎么续借?")
        await reader.ask("转人工")
        case = (await reader.hear("owner"))["case"]
        row = await librarian.find("waiting", case)
        await librarian.post(f"conversations/{row['id']}/claim")
        await librarian.post(f"conversations/{row['id']}/reply", text="您好，我是馆员。")
        reply = await reader.hear("message", lambda frame: frame["author"] == "librarian")
        event = await events.receive_json(timeout=20)

    assert "续借" in answer["text"]
    assert reply["text"] == "您好，我是馆员。"
    assert event["type"] in {"conversation", "presence"}


async def test_the_desks_cookie_is_for_https_and_this_host_alone(behind: Behind) -> None:
    async with aiohttp.ClientSession() as http:
        headers, body = {"Origin": ORIGIN}, {"email": EMAIL, "password": PASSWORD}
        answer = await http.post(f"{behind.url}/api/v1/session", json=body, headers=headers)

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-ric=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))


async def test_a_socket_from_another_site_is_refused(behind: Behind) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with chatting(behind.url, origin="https://elsewhere.example"):
            pass

    assert refused.value.status == 403


async def test_an_address_that_a_client_claims_to_have_is_not_believed(behind: Behind) -> None:
    """Here everybody comes from this machine, whom the limit of new sessions does not hold for."""
    for _ in range(4):
        assert await _new_session(behind.url, "203.0.113.9")


async def test_an_address_that_the_proxy_tells_is_believed(behind: Behind) -> None:
    web = f"http://127.0.0.1:{behind.house.names.web_ports[0]}"

    got = [await _new_session(web, "198.51.100.23") for _ in range(4)]

    assert got.count(True) == 1


async def test_both_web_processes_have_work_and_one_does_for_two(behind: Behind) -> None:
    readers = [chatting(behind.url, origin=ORIGIN) for _ in range(6)]
    opened = [await reader.__aenter__() for reader in readers]
    webs = [behind.house.by_service[name][0] for name in ("web-1", "web-2")]
    sockets = [len(psutil.Process(web.popen.pid).net_connections()) for web in webs]
    for reader in readers:
        await reader.__aexit__(None, None, None)

    await asyncio.to_thread(webs[0].stop)
    async with chatting(behind.url, origin=ORIGIN) as alone:
        answer = await alone.ask("怎么续借?")
    await asyncio.to_thread(webs[0].start)

    assert len(opened) == 6
    assert min(sockets) >= 3
    assert "续借" in answer["text"]


async def _new_session(url: str, claimed: str) -> bool:
    """Tell whether a client that claims an address may begin a session."""
    async with open_reader(url, origin=ORIGIN, headers={"X-Forwarded-For": claimed}) as reader:
        await reader.send(type="hello", session=None, after=0, language="en")
        frame = await reader.socket.receive_json(timeout=20)
    return bool(frame["type"] == "welcome")
