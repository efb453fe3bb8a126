"""Answers of one version of the knowledge, rendered when they are asked for: hours and facts are those of today."""

from functools import cache

from jinja2 import Template

from bot.knowledge import templates
from bot.knowledge.entries import LANGUAGES, TextLanguage
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.templates import Clock, Names


class Answers:
    """Renders answers; a template is compiled when it is first needed."""

    def __init__(self, knowledge: Knowledge, clock: Clock) -> None:
        self._knowledge = knowledge
        self._environment = templates.sandbox()
        self._names = {language: Names.of(knowledge.settings, language, clock) for language in LANGUAGES}
        self._template = cache(self._compile)

    def render(self, entry: str, language: TextLanguage) -> str:
        """Return the Markdown of an answer; one of templates.RENDERING_ERRORS where it cannot be rendered today."""
        return self._template(entry, language).render(self._names[language].values).strip()

    def _compile(self, entry: str, language: TextLanguage) -> Template:
        return self._environment.from_string(self._knowledge.entries[entry].answer.say(language))
