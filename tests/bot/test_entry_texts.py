from datetime import UTC, datetime

from bot.entry_texts import KnownTexts
from bot.knowledge.knowledge import Knowledge
from routing.messages import Source

SATURDAY = datetime(2026, 9, 26, 4, 0, tzinfo=UTC)


def test_an_entry_says_its_answer_of_today_with_its_source(knowledge: Knowledge):
    texts = KnownTexts(lambda: knowledge, lambda: SATURDAY)

    told = texts.text("loan-rules", "en-GB")

    cited = knowledge.entries["loan-rules"].source
    assert told is not None
    assert (told.id, told.text) == ("loan-rules", "Undergraduates: 30 books, 60 days.")
    assert told.sources == ((Source(cited.title.en, cited.url or ""),) if cited else ())


def test_a_reader_of_traditional_characters_gets_them(knowledge: Knowledge):
    texts = KnownTexts(lambda: knowledge, lambda: SATURDAY)

    told = texts.text("printing", "zh-Hant")

    assert told is not None
    assert told.text == "自助打印，每頁 0.1 元。"


def test_new_knowledge_is_in_force_at_once(knowledge: Knowledge):
    entries, facts = knowledge.to_documents()
    other = {"wifi": entries["wifi"] | {"answer": {"zh": "好", "en": "fine"}}}
    in_force = [knowledge]
    texts = KnownTexts(lambda: in_force[-1], lambda: SATURDAY)
    texts.text("wifi", "en")

    in_force.append(Knowledge.from_documents(other, facts))
    told = texts.text("wifi", "en")

    assert told is not None
    assert told.text == "fine"


def test_an_entry_that_is_not_there_says_nothing(knowledge: Knowledge):
    assert KnownTexts(lambda: knowledge, lambda: SATURDAY).text("nothing", "en") is None


def test_an_answer_that_cannot_be_rendered_today_says_nothing(knowledge: Knowledge):
    def no_time() -> datetime:
        raise ValueError("there is no time today")

    assert KnownTexts(lambda: knowledge, no_time).text("opening-hours", "en") is None
