"""Turns an understanding into a reply: the library's answer, an offer, a look-up, or the way to a librarian."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.embedded.items import search_url
from bot.embedded.rankers import Candidate, Certainty
from bot.embedded.routes import Route
from bot.embedded.tongue import Tongues, text_language
from bot.embedded.understanding import Understanding
from bot.knowledge.answers import Answers
from bot.knowledge.entries import Entry, Kind, Lookup
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.templates import RENDERING_ERRORS, Clock
from bot.knowledge.topics import CHITCHAT, HANDOFF, OUT_OF_SCOPE
from bot.wording import say
from routing.conversations import Guess
from routing.messages import Choice, Source
from routing.replies import Outcome, Reply

log = logging.getLogger(__name__)

OFFERED = 3
"""Choices that are offered, and guesses that are shown to librarians."""

LEAST_OFFERED = 0.03
"""The chance that an entry must have to be among the choices."""

_LOOKUPS = {Lookup.ACCOUNT: Outcome.LOOKUP_ACCOUNT, Lookup.CATALOGUE: Outcome.LOOKUP_CATALOGUE}
_PERSON_WORDS = ("转人工", "librarian")
_MARKS = re.compile(r"([\\\[\]`*_<>])")


class Composer:
    """Writes replies from one version of the knowledge."""

    def __init__(self, knowledge: Knowledge, clock: Clock, tongues: Tongues) -> None:
        self._entries = knowledge.entries
        self._library = knowledge.settings.library
        self._answers = Answers(knowledge, clock)
        self._tongues = tongues

    def compose(self, found: Understanding) -> Reply:
        """Return the reply to a question; an answer that cannot be rendered today goes to a librarian."""
        try:
            return self._reply(found)
        except RENDERING_ERRORS:
            log.exception("answer not rendered", extra={"event": "answer_not_rendered"})
            return self._unsure(found)

    def entry(self, entry_id: str, tongue: str) -> Reply | None:
        """Return the reply of an entry that the reader chose; None where there is none (any more)."""
        if entry_id not in self._entries:
            return None
        sure = (Candidate(entry_id, 1.0, Certainty.SURE),)
        return self.compose(Understanding(tongue, sure, Certainty.SURE))

    def _reply(self, found: Understanding) -> Reply:
        if found.empty:
            return replace(self._own(found, Outcome.SMALLTALK, "welcome", confidence=1.0), topic=CHITCHAT)
        if found.route is Route.DISTRESS:
            return replace(self._own(found, Outcome.HANDOVER, "distress", confidence=1.0), topic=OUT_OF_SCOPE)
        if found.route is not None:
            return self._look_up(found, Lookup(found.route.value))
        top = self._entries[found.candidates[0].entry] if found.candidates else None
        if top is None or found.certainty is Certainty.UNSURE:
            return self._unsure(found)
        if found.certainty is Certainty.SURE:
            return self._by_kind(found, top)
        return self._clarify(found)

    def _by_kind(self, found: Understanding, entry: Entry) -> Reply:
        if entry.lookup is not None:
            return self._look_up(found, entry.lookup)
        if found.also is not None:
            return self._both(found, entry, self._entries[found.also])
        return self._from(found, Outcome(entry.kind.value), entry, self._render(entry, found))

    def _both(self, found: Understanding, first: Entry, second: Entry) -> Reply:
        language = text_language(found.tongue)
        parts = [f"**{each.title.say(language)}**\n\n{self._render(each, found)}" for each in (first, second)]
        return self._from(found, Outcome.ANSWER, first, "\n\n".join(parts), also=second)

    def _look_up(self, found: Understanding, lookup: Lookup) -> Reply:
        """Return the entry's words, where to look, and the offer of a person; never a value that nobody looked up."""
        top = self._entries[found.candidates[0].entry] if found.candidates else None
        entry = top if top and top.lookup is lookup else None
        text = "\n\n".join(self._look_up_parts(found, lookup, self._render(entry, found) if entry else ""))
        return self._from(found, _LOOKUPS[lookup], entry, text)

    def _look_up_parts(self, found: Understanding, lookup: Lookup, words: str) -> Iterator[str]:
        language = text_language(found.tongue)
        if words:
            yield words
        if lookup is Lookup.CATALOGUE and found.asked:
            url = search_url(self._library.catalogue_search_url, found.asked)
            yield say("search", language, asked=_MARKS.sub(r"\\\1", found.asked), url=url)
        if lookup is Lookup.ACCOUNT and self._library.self_service_url not in words:
            yield say("self_service", language, url=self._library.self_service_url)
        if not any(word in words for word in _PERSON_WORDS):
            yield say("person", language)

    def _clarify(self, found: Understanding) -> Reply:
        offered = [each for each in found.candidates if self._may_be_offered(each)][:OFFERED]
        if not offered or offered[0].certainty is Certainty.UNSURE:
            return self._unsure(found)
        choices = tuple(Choice(each.entry, self._title(each.entry, found.tongue)) for each in offered)
        reply = self._own(found, Outcome.CLARIFY, "clarify", confidence=offered[0].confidence)
        return replace(reply, choices=choices)

    def _may_be_offered(self, candidate: Candidate) -> bool:
        entry = self._entries[candidate.entry]
        fitting = entry.kind not in (Kind.SMALLTALK, Kind.REFUSE) and entry.topic != HANDOFF
        return fitting and candidate.confidence >= LEAST_OFFERED

    def _unsure(self, found: Understanding) -> Reply:
        confidence = found.candidates[0].confidence if found.candidates else 0.0
        return self._own(found, Outcome.HANDOVER, "unsure", confidence=confidence)

    def _own(self, found: Understanding, outcome: Outcome, words: str, *, confidence: float) -> Reply:
        """Return a reply in the bot's own words; it names no entry."""
        text = say(words, text_language(found.tongue), care_line=self._care_line(found))
        return Reply(
            outcome,
            found.tongue,
            self._tongues.written(text, found.tongue),
            confidence=round(confidence, 4),
            guesses=self._guesses(found),
        )

    def _from(
        self, found: Understanding, outcome: Outcome, entry: Entry | None, text: str, *, also: Entry | None = None
    ) -> Reply:
        """Return a reply in the words of an entry (None: of a look-up that no entry describes)."""
        return Reply(
            outcome,
            found.tongue,
            self._tongues.written(text, found.tongue),
            topic=entry.topic if entry else None,
            entry=entry.id if entry else None,
            confidence=round(found.candidates[0].confidence, 4) if entry else 0.0,
            sources=tuple(self._sources((entry, also), found.tongue)),
            guesses=self._guesses(found),
            queue=entry.queue if entry else None,
        )

    def _sources(self, entries: Sequence[Entry | None], tongue: str) -> Iterator[Source]:
        language = text_language(tongue)
        cited = (entry.source for entry in entries if entry and entry.source)
        for source in dict.fromkeys(cited):
            yield Source(self._tongues.written(source.title.say(language), tongue), source.url or "")

    def _guesses(self, found: Understanding) -> tuple[Guess, ...]:
        return tuple(
            Guess(each.entry, self._entries[each.entry].topic, self._title(each.entry, found.tongue), each.confidence)
            for each in found.candidates[:OFFERED]
        )

    def _render(self, entry: Entry, found: Understanding) -> str:
        return self._answers.render(entry.id, text_language(found.tongue))

    def _title(self, entry_id: str, tongue: str) -> str:
        title = self._entries[entry_id].title.say(text_language(tongue))
        return self._tongues.written(title, tongue)

    def _care_line(self, found: Understanding) -> str:
        return self._library.care_line.say(text_language(found.tongue))
