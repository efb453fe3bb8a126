"""Each difference between what was promised and what is so is found, and nothing else."""

from dataclasses import replace

import pytest

from faults.checker import check
from faults.ledger import CLOSING, Delivered, Ledger, Said, WebTalk, follow
from faults.questions import ASKS_PERSON, QUESTIONS, answer_to
from faults.stored import Row, Stored

ASKED, OTHER = QUESTIONS[:2]
QUESTION = Said(1, "reader", ASKED.text)
ANSWER = Said(2, "bot", answer_to(ASKED))
MAIL = "<1@reader.example>"


def stored(*said: Said, channel: str = "web", key: str = "w-1", state: str = "sent") -> Stored:
    rows = [
        Row(
            1,
            1,
            channel,
            key if each.author == "reader" else None,
            each,
            "routed" if each.author == "reader" else state,
            1,
        )
        for each in said
    ]
    return Stored({1: rows}, {1: len(rows)}, {1: "bot"}, {1: "7"})


def told(*said: Said) -> Ledger:
    ledger = Ledger()
    written = ledger.write("web", "w-1", ASKED)
    written.acknowledge()
    ledger.talks.append(WebTalk(list(said), [written]))
    return ledger


def mailed(*arrived: Delivered) -> Ledger:
    ledger = Ledger(delivered=list(arrived))
    ledger.write("mail", MAIL, ASKED).acknowledge()
    return ledger


def a_mail(key: str = "<a@library.example>", *, lost: bool = False) -> Delivered:
    return Delivered(MAIL, key, "A0Z", 0.0, lost)


def test_a_talk_that_went_well_has_no_problem() -> None:
    assert check(told(QUESTION, ANSWER), stored(QUESTION, ANSWER)).problems == []


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (Stored(), "lost"),
        (stored(QUESTION), "never answered"),
        (stored(QUESTION, ANSWER, replace(ANSWER, seq=3)), "answered twice"),
        (stored(QUESTION, replace(ANSWER, text=answer_to(OTHER))), "no answer to"),
        (stored(QUESTION, replace(ANSWER, seq=4)), "gaps"),
        (stored(QUESTION, ANSWER, replace(QUESTION, seq=3), replace(ANSWER, seq=4)), "stored 2 times"),
        (stored(replace(QUESTION, text="?"), ANSWER), "another text"),
        (stored(QUESTION, ANSWER, state="failed"), "is failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_stored_wrongly_is_named(found: Stored, word: str) -> None:
    problems = check(told(QUESTION, ANSWER), found).problems

    assert any(word in problem for problem in problems)


@pytest.mark.parametrize("heard", [[QUESTION], [ANSWER, QUESTION], [QUESTION, ANSWER, ANSWER]])
def test_what_a_reader_was_told_is_each_message_once_and_in_order(heard: list[Said]) -> None:
    assert len(check(told(*heard), stored(QUESTION, ANSWER)).problems) == 1


def test_after_a_hand_over_the_bot_owes_nothing_until_a_librarian_closes() -> None:
    talk = [
        Said(1, "reader", ASKS_PERSON.text),
        Said(2, "system", "R-ABCD-2345"),
        Said(3, "reader", ASKED.text),
        Said(4, "librarian", CLOSING),
        Said(5, "reader", OTHER.text),
    ]

    course = follow(talk)

    assert course.wrong == []
    assert [asked.seq for asked in course.open] == [5]


def test_a_mail_that_arrives_twice_under_one_key_is_counted_and_no_problem() -> None:
    verdict = check(mailed(a_mail(lost=True), a_mail()), stored(QUESTION, ANSWER, channel="mail", key=MAIL))

    assert verdict.problems == []
    assert verdict.figures["mail: repeated, the vendor's acceptance was lost"] == 1


@pytest.mark.parametrize("arrived", [[], [a_mail(), a_mail("<b@library.example>")]], ids=["never", "under two keys"])
def test_a_reply_arrives_by_mail_under_exactly_one_key(arrived: list[Delivered]) -> None:
    verdict = check(mailed(*arrived), stored(QUESTION, ANSWER, channel="mail", key=MAIL))

    assert len(verdict.problems) == 1
