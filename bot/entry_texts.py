"""What an entry says today, without its being asked for: for librarians who answer in the library's own words."""

import logging
from collections.abc import Callable

from bot.embedded.tongue import Tongues, text_language
from bot.knowledge.answers import Answers
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.templates import RENDERING_ERRORS, Clock
from routing.language import supported
from routing.messages import Source
from routing.replies import EntryText

log = logging.getLogger(__name__)


class KnownTexts:
    """Satisfies routing.ports.EntryTexts. `current` returns the knowledge in force, which may change at any time."""

    def __init__(self, current: Callable[[], Knowledge], clock: Clock) -> None:
        self._current = current
        self._clock = clock
        self._tongues = Tongues()
        self._answers: tuple[Knowledge, Answers] | None = None

    def text(self, entry: str, language: str) -> EntryText | None:
        knowledge = self._current()
        found = knowledge.entries.get(entry)
        if found is None:
            return None
        tongue = supported(language)
        spoken = text_language(tongue)
        try:
            words = self._answers_of(knowledge).render(entry, spoken)
        except RENDERING_ERRORS:
            log.exception("answer not rendered", extra={"event": "answer_not_rendered"})
            return None
        cited = found.source
        sources = (Source(self._written(cited.title.say(spoken), tongue), cited.url or ""),) if cited else ()
        return EntryText(entry, self._written(found.title.say(spoken), tongue), self._written(words, tongue), sources)

    def _answers_of(self, knowledge: Knowledge) -> Answers:
        """Return the answers of this knowledge; their templates are compiled once."""
        if self._answers is None or self._answers[0] is not knowledge:
            self._answers = (knowledge, Answers(knowledge, self._clock))
        return self._answers[1]

    def _written(self, text: str, tongue: str) -> str:
        return self._tongues.written(text, tongue)
