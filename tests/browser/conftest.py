"""A real Chromium on the real product. Where there is none the tests are skipped, which CI does not let pass."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.windows import Windows, windows_on
from tests.parts.library import Library
from tests.parts.ric import ric

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",  # coloured edges of letters would make pictures larger and of one kind of screen
]
PATIENCE = 20_000.0  # ms; what a busy machine may take, never what the test waits for


@dataclass(frozen=True, slots=True)
class Colleague:
    """A second librarian of the library."""

    name: str
    email: str
    password: str


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium, and CI lets no test be skipped: apt-get install chromium")
    if found is None:
        pytest.skip("There is no Chromium on this machine (Debian: apt-get install chromium)")
    return found


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def windows(browser: Browser, library: Library) -> AsyncIterator[Windows]:
    """Windows on the library; whatever a test is about, no page may have misbehaved in it."""
    async with windows_on(browser, library.url) as opened:
        yield opened
        assert opened.faults() == []


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def colleague(library: Library) -> Colleague:
    """A librarian beside the first one."""
    ben = Colleague("Ben Okafor", "ben@library.example", "wooden-stairs-4")
    command = ("librarian", "add", ben.email, "--name", ben.name)
    added = await asyncio.to_thread(ric, *command, environment=library.environment(), stdin=ben.password)
    assert added.returncode == 0, added.stderr
    return ben
