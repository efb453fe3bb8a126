"""The pictures of the READMEs: RIC_SCREENSHOTS=1 renews them, otherwise they go to a temporary folder."""

import asyncio
import base64
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.pages import DeskPage
from tests.browser.png import shrink
from tests.browser.scene import EMMA, PASSWORD, ZHIQIU, live_through
from tests.browser.windows import PHONE, Windows
from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DIGEST = """async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    drawing.drawImage(bitmap, 0, 0);
    const { data } = drawing.getImageData(0, 0, bitmap.width, bitmap.height);
    const digest = await crypto.subtle.digest('SHA-256', data);
    return String(new Uint8Array(digest));
}"""
LARGEST = 200_000
ASKED = {"zh-CN": "怎么续借？", "en": "Can I eat in the library?"}


@pytest.fixture
def folder(tmp_path: Path, library: Library) -> Path:
    """Where the pictures go; those that are kept are taken on SQLite, so that they are taken once."""
    keep = os.environ.get("RIC_SCREENSHOTS") == "1" and "RIC_DATABASE_URL" not in library.more
    return IMAGES if keep else tmp_path


async def test_a_day_at_the_library_has_its_pictures_taken(library: Library, windows: Windows, folder: Path) -> None:
    day = await live_through(library)

    zhiqiu = await windows.librarian("zh-CN", ZHIQIU, PASSWORD)
    await desk_picture(zhiqiu, day.loan, folder / "desk-zh.png")
    await desk_picture(await windows.librarian("en", EMMA, PASSWORD), day.gazetteer, folder / "desk-en.png")
    dark = await windows.librarian("zh-CN", ZHIQIU, PASSWORD, color_scheme="dark")
    await desk_picture(dark, day.thesis, folder / "desk-dark.png")
    await phone_picture(windows, zhiqiu, folder / "chat-phone.png")
    await page_pictures(windows, "zh-CN", folder / "home-zh.png", folder / "chat-zh.png")
    await page_pictures(windows, "en", folder / "home-en.png", folder / "chat-en.png")


async def desk_picture(desk: DeskPage, case: str, path: Path) -> None:
    search = desk.inbox.get_by_role("searchbox")
    await desk.look(case)
    await search.fill("")
    await search.blur()
    await expect(desk.inbox.locator("[data-row]").nth(5)).to_be_visible()
    await take(desk.page, path)


async def page_pictures(windows: Windows, language: str, home: Path, chat: Path) -> None:
    reader = await windows.visitor(language)
    await reader.page.goto(f"{reader.url}/")
    await expect(reader.launcher).to_be_visible()
    await take(reader.page, home)
    await reader.launcher.click()
    await reader.ask(ASKED[language])
    await take(reader.page, chat)


async def phone_picture(windows: Windows, desk: DeskPage, path: Path) -> None:
    phone: dict[str, Any] = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
    reader = await windows.reader(alone=True, **phone)
    await reader.ask("图书馆可以带饮料吗？")
    await desk.take(await reader.ask_librarian())
    await desk.reply("您好，请问您想带到哪个阅览室？")
    await expect(reader.said_by("librarian")).to_be_visible()
    await take(reader.page, path)


async def take(page: Page, path: Path) -> None:
    """Take a picture without caret and mouse, and see that it stays small."""
    await page.mouse.move(0, 0)
    picture = shrink(await page.screenshot(animations="disabled", caret="hide"))
    await asyncio.to_thread(path.write_bytes, picture)
    assert len(picture) < LARGEST


async def test_a_picture_is_smaller_afterwards_and_still_the_same(windows: Windows) -> None:
    reader = await windows.visitor()
    await reader.page.goto(f"{reader.url}/")
    taken = await reader.page.screenshot()

    small = shrink(taken)

    assert len(small) < len(taken)
    assert await dots(reader.page, small) == await dots(reader.page, taken)


async def dots(page: Page, png: bytes) -> str:
    """Return a digest of a picture's dots, as the browser itself reads them."""
    return str(await page.evaluate(DIGEST, base64.b64encode(png).decode()))
