import io
import json
from typing import Any

from bot.embedded.engine import EmbeddedBot
from config.commands.ask import answer_lines


async def answers(bot: EmbeddedBot, *lines: bytes) -> list[dict[str, Any]]:
    out = io.BytesIO()
    await answer_lines([line + b"\n" for line in lines], out, bot)
    return [json.loads(line) for line in out.getvalue().decode("utf-8").splitlines()]


async def test_every_line_gets_exactly_one_line_in_order(bot: EmbeddedBot):
    told = await answers(
        bot,
        b'{"text": "how do I renew a book?"}',
        b"",
        b"no json",
        b"[1]",
        b'{"text": 5}',
        b'{"text": ""}',
        b'{"text": "\\ud800 \\u0000", "language": "en"}',
        b"\xff\xfe",
        b"[" * 100_000,
        '{"text": "转人工", "language": 7}'.encode(),
    )

    assert [each.get("outcome", "error") for each in told] == [
        *("answer", "error", "error", "error", "error", "smalltalk", "smalltalk", "error", "error", "handover"),
    ]


async def test_a_line_has_the_fields_of_the_contract(bot: EmbeddedBot):
    (told,) = await answers(bot, '{"text": "怎么续借?", "language": "zh-CN"}'.encode())

    assert set(told) == {"outcome", "topic", "entry", "confidence", "text", "choices"}
    assert (told["outcome"], told["topic"], told["entry"], told["choices"]) == ("answer", "renewal", "renew-loan", [])


async def test_asking_for_a_person_is_the_rule_before_the_bot(bot: EmbeddedBot):
    (told,) = await answers(bot, b'{"text": "talk to a human"}')

    assert (told["outcome"], told["topic"], told["confidence"]) == ("handover", "human-handoff", 1.0)


async def test_choices_name_entry_topic_and_title(bot: EmbeddedBot):
    told = await answers(bot, *(json.dumps({"text": text}).encode() for text in ("book time", "access")))

    offered = [choice for each in told for choice in each["choices"]]
    assert offered
    assert all(set(choice) == {"entry", "topic", "title"} and choice["topic"] for choice in offered)
