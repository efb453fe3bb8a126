"""The words on the pages, read from where the pages have them: a test finds a button by what a person reads on it."""

import json
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "web" / "src"
LANGUAGES = ("zh-CN", "en")


class Words:
    """The strings of one page (home, loader, chat or desk) in one language."""

    def __init__(self, page: str, language: str) -> None:
        self._strings: dict[str, str] = json.loads((SOURCES / page / f"{language}.json").read_text("utf-8"))

    def __call__(self, name: str, **values: object) -> str:
        return self._strings[name].format(**values)
