"""Going through a page with the keyboard alone, as somebody does who cannot use a mouse."""

from playwright.async_api import Locator, Page

MOST = 60
"""More presses of Tab than any page here has places to stop at."""


async def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Press Tab, or Shift+Tab to go back, until the target has the focus; fails where it never comes."""
    for _ in range(MOST):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if await target.evaluate("element => element.matches(':focus')"):
            return
    raise AssertionError(f"{target} cannot be reached with Tab")
