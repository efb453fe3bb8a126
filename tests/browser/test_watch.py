import pytest
from playwright.async_api import Browser, expect

from tests.browser.windows import Windows, windows_on
from tests.browser.words import LANGUAGES
from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

MISDEEDS = {
    "new Image().src = 'https://elsewhere.example/pixel.png'": "Content Security Policy",
    "fetch('https://elsewhere.example/').catch(() => null)": "Content Security Policy",
    "setTimeout(() => eval('1'))": "requires 'TrustedScript' assignment",
    "setTimeout(() => { throw new Error('seeded') })": "uncaught: seeded",
    "console.error('seeded')": "error in the console: seeded",
    "open('https://elsewhere.invalid/')": "asked https://elsewhere.invalid/",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_whole_visit_asks_nothing_outside_and_leaves_the_console_clean(windows: Windows, language: str) -> None:
    reader = await windows.reader(language)
    await reader.ask("怎么续借?" if language == "zh-CN" else "how do I renew a book?")
    desk = await windows.librarian(language)
    await desk.take(await reader.ask_librarian())
    await desk.reply("https://library.example/map")
    await expect(reader.said_by("librarian")).to_be_visible()
    await desk.close()
    await reader.come_back()

    assert windows.faults() == []


@pytest.mark.parametrize("script", MISDEEDS)
async def test_the_watch_notices_what_a_page_must_not_do(browser: Browser, library: Library, script: str) -> None:
    async with windows_on(browser, library.url) as windows:
        desk = await windows.newcomer()
        await desk.page.evaluate(f"() => {{ {script} }}")
        await windows.watches[0].noticed.wait()

        assert MISDEEDS[script] in windows.faults()[0], windows.faults()
