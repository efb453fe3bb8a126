from pathlib import Path

import pytest

from bot.embedded.engine import EmbeddedBot
from bot.evaluation import Verdict, evaluate, judge, read_questions, report
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.loading import load_knowledge
from routing.messages import Choice
from routing.replies import Outcome, Reply

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Reply(Outcome.ANSWER, "en", "", topic="renewal", entry="renew-loan"), Verdict.RIGHT),
        (Reply(Outcome.CLARIFY, "en", "", choices=(Choice("renew-loan", "Renew"),)), Verdict.OFFERED),
        (Reply(Outcome.CLARIFY, "en", "", choices=(Choice("wifi", "Wi-Fi"),)), Verdict.MISLED),
        (Reply(Outcome.HANDOVER, "en", ""), Verdict.HANDED_OVER),
        (Reply(Outcome.ANSWER, "en", "", topic="renewal", entry="other"), Verdict.NEAR),
        (Reply(Outcome.ANSWER, "en", "", topic="wifi-computers", entry="wifi"), Verdict.WRONG),
    ],
)
def test_a_reply_is_judged_by_the_entry_that_was_meant(knowledge: Knowledge, reply: Reply, verdict: Verdict):
    assert judge(reply, "renew-loan", knowledge) is verdict


async def test_figures_and_misses_are_reported(bot: EmbeddedBot, knowledge: Knowledge):
    judged = await evaluate(bot, knowledge, [("怎么续借?", "renew-loan"), ("wifi password", "printing")])

    told = report(judged)

    assert "2 questions\n  50.0%  right" in told
    assert "- wifi password  (printing): wrong: wifi" in told


def test_every_held_out_question_means_an_entry_of_the_shipped_knowledge_that_does_not_hold_it():
    knowledge = load_knowledge(ROOT / "config")
    held_out = read_questions(Path(__file__).with_name("held_out.tsv"))
    phrasings = {text for entry in knowledge.entries.values() for text in (*entry.phrasings.zh, *entry.phrasings.en)}

    assert {entry for _, entry in held_out} <= set(knowledge.entries)
    assert phrasings.isdisjoint(text for text, _ in held_out)
