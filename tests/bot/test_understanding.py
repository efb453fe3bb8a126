from dataclasses import dataclass

import pytest

from bot.embedded.corpus import Corpus
from bot.embedded.rankers import Candidate, Certainty, Ranking
from bot.embedded.understanding import Listener, Understanding, lean_towards
from bot.embedded.wash import Washer
from bot.knowledge.knowledge import Knowledge


@dataclass
class GivenRanking:
    """Ranks every text alike."""

    ranking: Ranking

    def rank(self, text: str, language: str) -> Ranking:
        return self.ranking


@pytest.fixture(scope="module")
def libraries(knowledge: Knowledge) -> Knowledge:
    """The small library with a second entry for research and a second one for the catalogue."""
    entries, facts = knowledge.to_documents()
    entries["research-law"] = entries["research-help"] | {"id": "research-law"}
    entries["find-film"] = entries["find-book"] | {"id": "find-film"}
    return Knowledge.from_documents(entries, facts)


def hear(libraries: Knowledge, text: str, *chances: tuple[str, float]) -> Understanding:
    candidates = tuple(Candidate(entry, chance, Certainty.PLAUSIBLE) for entry, chance in chances)
    ranker = GivenRanking(Ranking(candidates, familiar=True, exclusive=True))
    return Listener(libraries.entries, Corpus.of(libraries, Washer()), ranker, None).understand(text, None)


def test_chances_of_one_route_add_up_to_a_sure_hand_over(libraries: Knowledge):
    found = hear(libraries, "xyz", ("wifi", 0.35), ("research-law", 0.33), ("research-help", 0.31))

    assert (found.candidates[0].entry, found.certainty) == ("research-law", Certainty.SURE)
    assert found.candidates[0].confidence == pytest.approx(0.64)


def test_chances_of_different_answers_do_not_add_up(libraries: Knowledge):
    found = hear(libraries, "xyz", ("wifi", 0.35), ("printing", 0.33), ("renew-loan", 0.31))

    assert (found.candidates[0].entry, found.certainty) == ("wifi", Certainty.PLAUSIBLE)


@pytest.mark.parametrize(("text", "certainty"), [("xyz", Certainty.PLAUSIBLE), ("do you have xyz", Certainty.SURE)])
def test_asking_for_an_item_tips_the_scale_towards_the_catalogue(libraries: Knowledge, text: str, certainty: Certainty):
    found = hear(libraries, text, ("find-film", 0.25), ("find-book", 0.2), ("wifi", 0.3))

    assert found.certainty is certainty


def test_an_entry_that_is_gone_is_not_meant(libraries: Knowledge):
    found = hear(libraries, "xyz", ("gone-long-ago", 0.9), ("wifi", 0.1))

    assert [candidate.entry for candidate in found.candidates] == ["wifi"]


def test_a_follow_up_never_changes_what_is_sure(libraries: Knowledge):
    found = hear(libraries, "怎么续借?", ("wifi", 1.0))

    assert lean_towards(found, "wifi") == found
