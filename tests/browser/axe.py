"""Asks axe-core what would hinder somebody on a page: in light and dark, on a desktop and on a phone."""

from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from playwright.async_api import Frame, Page

from tests.browser.windows import DESKTOP, PHONE

SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = tuple(product((DESKTOP, PHONE), ("light", "dark")))


async def violations(page: Page, state: str) -> list[str]:
    """Return what hinders in any look of a page, each fault with where it was seen. The page ends as on a desktop."""
    found = []
    for size, scheme in LOOKS:
        await page.set_viewport_size(size)
        found += await violations_in_scheme(page, scheme, f"{state} ({size['width']} px)")
    await page.set_viewport_size(DESKTOP)
    return found


async def violations_in_scheme(page: Page, scheme: Any, state: str) -> list[str]:
    """Return what hinders on a page in light or dark, in its frames too."""
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = [each for frame in page.frames for each in await _run(frame)]
    return [f"{state}, {scheme}: {each}" for each in found]


# What is evaluated from outside is no script of the page: its Content-Security-Policy stays as it is.
async def _run(frame: Frame) -> list[str]:
    if not await frame.evaluate("'axe' in window"):
        await frame.evaluate(_source())
    answer = await frame.evaluate("axe.run(document, { iframes: false, resultTypes: ['violations'] })")
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:160]}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


@cache
def _source() -> str:
    return SOURCE.read_text("utf-8")
