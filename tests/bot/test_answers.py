from datetime import UTC, datetime

import pytest

from bot.knowledge.answers import Answers
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.templates import RENDERING_ERRORS

SATURDAY = datetime(2026, 9, 26, 4, 0, tzinfo=UTC)
NATIONAL_DAY = datetime(2026, 10, 1, 4, 0, tzinfo=UTC)
NIGHT_BEFORE_IN_LONDON = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)


def test_an_answer_quotes_facts_even_one_that_is_called_like_a_method(knowledge: Knowledge):
    answers = Answers(knowledge, lambda: SATURDAY)

    assert answers.render("loan-rules", "en") == "Undergraduates: 30 books, 60 days."


def test_bilingual_facts_follow_the_language_of_the_answer(knowledge: Knowledge):
    answers = Answers(knowledge, lambda: SATURDAY)

    assert answers.render("printing", "zh") == "自助打印，每页 0.1 元。"
    assert answers.render("printing", "en") == "Self-service printing, 0.1 yuan a page."


def test_hours_of_a_day_with_a_break(knowledge: Knowledge):
    answers = Answers(knowledge, lambda: SATURDAY)

    assert "Today: 09:00–12:00, 14:00–17:00\n" in answers.render("opening-hours", "en")


@pytest.mark.parametrize("now", [NATIONAL_DAY, NIGHT_BEFORE_IN_LONDON])
def test_a_holiday_is_named_by_the_clock_of_the_library(knowledge: Knowledge, now: datetime):
    answers = Answers(knowledge, lambda: now)

    assert answers.render("opening-hours", "zh").startswith("今天：今天闭馆（国庆节）")
    assert answers.render("opening-hours", "en").startswith("Today: closed today (National Day)")


def test_the_week_groups_equal_days_and_tells_exceptions_that_come_soon(knowledge: Knowledge):
    week = Answers(knowledge, lambda: SATURDAY).render("opening-hours", "zh").split("\n\n")[1]

    assert week.splitlines() == [
        "- 周一至周四：08:00–22:30",
        "- 周五：08:00–17:00",
        "- 周六：09:00–12:00、14:00–17:00",
        "- 周日：闭馆",
        "- 10月1日至10月3日（国庆节）：闭馆",
        "- 10月4日（国庆假期）：10:00–16:00",
    ]


@pytest.mark.parametrize("trick", ["{{ ''.__class__.__mro__ }}", "{{ loans.update({}) }}", "{{ range(10**9) | list }}"])
def test_a_template_cannot_leave_its_sandbox(knowledge: Knowledge, trick: str):
    entries, facts = knowledge.to_documents()
    broken = entries["wifi"] | {"answer": {"zh": "好", "en": "fine"}}
    sound = Knowledge.from_documents({"wifi": broken}, facts)
    answers = Answers(sound, lambda: SATURDAY)

    with pytest.raises(RENDERING_ERRORS):
        answers._environment.from_string(trick).render(answers._names["en"].values)
