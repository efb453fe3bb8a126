"""Understands one question: exact words first, then its shape, then what it resembles."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter

from bot.embedded.corpus import Corpus
from bot.embedded.items import asked_for, find_item
from bot.embedded.rankers import Candidate, Certainty, PinyinRanker, Ranker, Ranking
from bot.embedded.routes import Route, hints_at_item, route_of
from bot.embedded.tongue import Tongues, text_language
from bot.embedded.wash import Washer, key_of, sentences
from bot.knowledge.entries import Entry, Kind, Lookup
from routing.language import CHINESE, ENGLISH

REMEMBERED = 2_048
"""Recent questions whose understanding is kept."""

MOST_QUESTIONS = 3
"""Sentences up to which a text is looked at for two questions; a longer one tells a story."""

LIKELY_ROUTE = 0.6
"""The chance from which a look-up, a hand-over or a refusal is made though no single entry of it is sure."""

HINTED_ROUTE = 0.3
"""The same for the catalogue where the shape of the question points there too."""

CLEAR_SHAPE = 0.9
"""Confidence where a title, a number or the reader's own record settles the route."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question means. `candidates` come best first, `certainty` is of the first; `asked` goes to the catalogue.

    `also` is a second entry where one text surely asks for two.
    """

    tongue: str
    candidates: tuple[Candidate, ...] = ()
    certainty: Certainty = Certainty.UNSURE
    route: Route | None = None
    asked: str = ""
    also: str | None = None
    empty: bool = False


def lean_towards(found: Understanding, last_entry: str | None) -> Understanding:
    """Put the entry that was answered last first among those that are offered: a follow-up often means it again."""
    offered = found.candidates[:3]
    again = next((each for each in offered if each.entry == last_entry), None)
    if found.certainty is not Certainty.PLAUSIBLE or again is None:
        return found
    head = replace(again, certainty=Certainty.PLAUSIBLE)
    return replace(found, candidates=_first(head, found.candidates))


class Listener:
    """Understands questions against one version of the knowledge."""

    def __init__(
        self, entries: Mapping[str, Entry], corpus: Corpus, ranker: Ranker, pinyin: PinyinRanker | None
    ) -> None:
        self._entries = entries
        self._exact = corpus.exact()
        self._ranker = ranker
        self._pinyin = pinyin
        self._washer = Washer()
        self._tongues = Tongues()
        self.understand = lru_cache(REMEMBERED)(self._understand)

    def _understand(self, text: str, announced: str | None) -> Understanding:
        washed = self._washer.wash(text)
        tongue = self._tongues.of(text, announced)
        if not any(map(str.isalnum, washed)):
            return Understanding(tongue, empty=True)
        found = (
            self._by_exact_words(text, washed, tongue)
            or self._by_pinyin(washed, tongue)
            or self._by_shape_and_meaning(washed, tongue)
        )
        return replace(found, asked=asked_for(washed))

    def _by_exact_words(self, text: str, washed: str, tongue: str) -> Understanding | None:
        for form in (self._washer.simplify(text), washed):
            entries = [entry for entry in self._exact.get(key_of(form), ()) if entry in self._entries]
            if len(entries) == 1:
                return Understanding(tongue, (Candidate(entries[0], 1.0, Certainty.SURE),), Certainty.SURE)
        return None

    def _by_pinyin(self, washed: str, tongue: str) -> Understanding | None:
        if self._pinyin is None or tongue != ENGLISH:
            return None
        ranked = self._known(self._pinyin.rank(washed)).candidates
        return Understanding(CHINESE, ranked, ranked[0].certainty) if ranked else None

    def _by_shape_and_meaning(self, washed: str, tongue: str) -> Understanding:
        ranking, item = self._rank(washed, tongue), find_item(washed)
        route = route_of(washed, item)
        if route is Route.DISTRESS:
            return Understanding(tongue, ranking.candidates, Certainty.UNSURE, route)
        if route is not None:
            looked_up = self._look_ups_first(ranking.candidates, Lookup(route.value))
            return Understanding(tongue, looked_up, Certainty.SURE, route)
        candidates = self._likely_route_first(ranking, hinted=hints_at_item(washed, item))
        found = Understanding(tongue, candidates, candidates[0].certainty if candidates else Certainty.UNSURE)
        return self._with_second_question(found, washed)

    def _rank(self, washed: str, tongue: str) -> Ranking:
        return self._known(self._ranker.rank(washed, text_language(tongue)))

    def _known(self, ranking: Ranking) -> Ranking:
        """Leave out entries that the knowledge no longer has: a ranker may have learned an older one."""
        return replace(ranking, candidates=tuple(each for each in ranking.candidates if each.entry in self._entries))

    def _likely_route_first(self, ranking: Ranking, *, hinted: bool) -> tuple[Candidate, ...]:
        """Where no entry is sure but the route is, put the likeliest entry of that route first, and be sure of it.

        Look-ups and hand-overs of one route do the same for the reader, so their chances add up.
        """
        if not ranking.exclusive or ranking.candidates[0].certainty is Certainty.SURE:
            return ranking.candidates
        chances: dict[Kind | Lookup, float] = defaultdict(float)
        for each in ranking.candidates:
            chances[self._route_of(each)] += each.confidence
        route, chance = max(chances.items(), key=itemgetter(1))
        enough = HINTED_ROUTE if hinted and route is Lookup.CATALOGUE else LIKELY_ROUTE
        if route is Kind.ANSWER or chance < enough or not (ranking.familiar or enough is HINTED_ROUTE):
            return ranking.candidates
        head = next(each for each in ranking.candidates if self._route_of(each) is route)
        return _first(replace(head, confidence=chance, certainty=Certainty.SURE), ranking.candidates)

    def _route_of(self, candidate: Candidate) -> Kind | Lookup:
        entry = self._entries[candidate.entry]
        return entry.lookup or entry.kind

    def _look_ups_first(self, ranked: tuple[Candidate, ...], lookup: Lookup) -> tuple[Candidate, ...]:
        """Return the ranking with the best look-up of that kind at its head, if there is one at all."""
        known = (Candidate(id_, 0.0, Certainty.SURE) for id_, entry in self._entries.items() if entry.lookup is lookup)
        fitting = (each for each in ranked if self._entries[each.entry].lookup is lookup)
        head = next(fitting, None) or next(known, None)
        return _first(replace(head, confidence=max(head.confidence, CLEAR_SHAPE)), ranked) if head else ranked

    def _with_second_question(self, found: Understanding, washed: str) -> Understanding:
        parts = sentences(washed)
        if not 1 < len(parts) <= MOST_QUESTIONS:
            return found
        ranked = [self._rank(part, found.tongue).candidates for part in parts]
        sure = [each for each in ranked if each and self._is_sure_answer(each[0])]
        distinct = list(dict.fromkeys(each[0].entry for each in sure))
        if len(distinct) != 2:  # noqa: PLR2004 - two questions, two answers
            return found
        return replace(found, candidates=sure[0], certainty=Certainty.SURE, also=distinct[1])

    def _is_sure_answer(self, candidate: Candidate) -> bool:
        return candidate.certainty is Certainty.SURE and self._entries[candidate.entry].kind is Kind.ANSWER


def _first(head: Candidate, others: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return (head, *(each for each in others if each.entry != head.entry))
