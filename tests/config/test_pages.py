"""The pages and the headers that keep them safe."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from config.pages import Pages

FILES = ["index.html", "widget.js", "chat/index.html", "desk/index.html", "chat/assets/chat-1a2b.js", "secret.txt"]


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[TestClient]:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    async with serving(Pages(("https://www.x.example",), tmp_path)) as opened:
        yield opened


def serving(pages: Pages) -> TestClient:
    application = web.Application()
    application.add_routes(pages.routes())
    return TestClient(TestServer(application))


@pytest.mark.parametrize(
    ("path", "framed_by"),
    [("/", "'self'"), ("/chat/", "https://www.x.example"), ("/desk/", "'none'")],
)
async def test_each_page_says_who_may_frame_it_and_that_only_our_scripts_run(
    client: TestClient,
    path: str,
    framed_by: str,
) -> None:
    answer = await client.get(path)

    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {framed_by}")
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/chat/", "/desk/", "/widget.js", "/chat/assets/chat-1a2b.js"])
async def test_no_type_is_guessed_and_no_address_is_given_away(client: TestClient, path: str) -> None:
    headers = (await client.get(path)).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


async def test_pages_are_asked_for_anew_and_their_parts_never(client: TestClient) -> None:
    page, part = await client.get("/desk/"), await client.get("/chat/assets/chat-1a2b.js")

    assert page.headers["Cache-Control"] == "no-cache"
    assert "immutable" in part.headers["Cache-Control"]


async def test_the_loader_may_be_used_by_other_sites(client: TestClient) -> None:
    assert (await client.get("/widget.js")).headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/chat", "/desk"])
async def test_a_forgotten_slash_is_added(client: TestClient, path: str) -> None:
    answer = await client.get(path, allow_redirects=False)

    assert (answer.status, answer.headers["Location"].lstrip("/")) == (301, f"{path[1:]}/")


@pytest.mark.parametrize(
    "path",
    ["/secret.txt", "/chat/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "/assets/nosuch.js", "/nosuch"],
)
async def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_pages_that_were_never_built_say_so(tmp_path: Path) -> None:
    async with serving(Pages(("*",), tmp_path)) as client:
        answer = await client.get("/desk/")

        assert answer.status == 503
        assert "make web" in await answer.text()
