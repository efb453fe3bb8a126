import asyncio
import shutil
import threading
from pathlib import Path

import pytest

from bot.embedded.engine import EmbeddedBot, Folders
from bot.knowledge.knowledge import Knowledge
from routing.replies import Context, Outcome
from tests.bot.conftest import THURSDAY


async def ask(bot: EmbeddedBot, text: str, language: str | None = None):
    return await bot.ask(text, language, Context())


def states(folder: Path) -> list[Path]:
    return list(folder.glob("data/models/*/state.json"))


@pytest.fixture
async def unlearned(knowledge: Knowledge, tmp_path: Path):
    """A bot that has just been started for the first time: its training still runs."""
    bot = EmbeddedBot(knowledge, Folders(tmp_path / "data", tmp_path / "cache"), lambda: THURSDAY)
    await bot.start()
    yield bot
    await bot.close()


@pytest.mark.parametrize(
    ("text", "entry", "language"),
    [
        ("怎么续借?", "renew-loan", "zh-CN"),
        ("how do I renew a book?", "renew-loan", "en"),
        ("書快到期了，想延期", "renew-loan", "zh-Hant"),
        ("图书馆晚上几点关门呀", "opening-hours", "zh-CN"),
        ("I seem to have misplaced my card", "lost-card", "en"),
    ],
)
async def test_a_general_question_is_answered_in_its_language(bot: EmbeddedBot, text: str, entry: str, language: str):
    reply = await ask(bot, text)

    assert entry in {reply.entry, *(choice.entry for choice in reply.choices)}
    assert reply.language == language


async def test_an_answer_names_its_source(bot: EmbeddedBot):
    reply = await ask(bot, "怎么续借?")

    assert reply.outcome is Outcome.ANSWER
    assert [(source.title, source.url) for source in reply.sources] == [("借阅规则", "https://library.example/rules")]


async def test_traditional_characters_are_answered_in_traditional_ones(bot: EmbeddedBot):
    reply = await ask(bot, "怎麼續借")

    assert reply.text.startswith("登錄")
    assert reply.sources[0].title == "借閱規則"


async def test_a_named_book_is_looked_up_and_never_promised(bot: EmbeddedBot):
    reply = await ask(bot, "有没有《三体》")

    assert (reply.outcome, reply.topic) == (Outcome.LOOKUP_CATALOGUE, "item-availability")
    assert "https://opac.library.example/search?q=%E4%B8%89%E4%BD%93" in reply.text
    assert "转人工" in reply.text


async def test_a_title_cannot_smuggle_markup_into_the_reply(bot: EmbeddedBot):
    reply = await ask(bot, "《a](https://evil.example)[b》")

    assert "](https://evil.example)" not in reply.text.replace("\\]", "")


async def test_ones_own_record_is_never_guessed(bot: EmbeddedBot):
    reply = await ask(bot, "我预约的书到了吗")

    assert reply.outcome is Outcome.LOOKUP_ACCOUNT
    assert "https://my.library.example" in reply.text


async def test_research_goes_to_the_librarians_who_do_it(bot: EmbeddedBot):
    reply = await ask(bot, "i need help finding sources for my paper")

    assert (reply.outcome, reply.queue) == (Outcome.HANDOVER, "research")


async def test_distress_is_handed_over_with_the_care_line(bot: EmbeddedBot):
    reply = await ask(bot, "我不想活了")

    assert reply.outcome is Outcome.HANDOVER
    assert "心理热线 0000-1111" in reply.text


async def test_two_sure_questions_are_both_answered(bot: EmbeddedBot):
    reply = await ask(bot, "怎么续借？怎么连wifi？")

    assert (reply.outcome, reply.entry) == (Outcome.ANSWER, "renew-loan")
    assert "自助服务" in reply.text
    assert "campus" in reply.text


@pytest.mark.parametrize("text", ["book time", "access", "时间"])
async def test_a_vague_question_is_offered_up_to_three_entries(bot: EmbeddedBot, text: str):
    reply = await ask(bot, text)

    assert reply.outcome is Outcome.CLARIFY
    assert 1 <= len(reply.choices) <= 3
    assert "greeting" not in {choice.entry for choice in reply.choices}


async def test_a_follow_up_offers_first_what_was_answered_last(bot: EmbeddedBot):
    context = Context(last_entry="loan-rules")

    reply = await bot.ask("book time", None, context)

    assert reply.choices[0].entry == "loan-rules"


async def test_what_nobody_knows_goes_to_a_librarian_with_three_guesses(bot: EmbeddedBot):
    reply = await ask(bot, "quantum chromodynamics lattice parameters")

    assert reply.outcome in (Outcome.HANDOVER, Outcome.CLARIFY)
    assert len(reply.guesses) == 3


@pytest.mark.parametrize("text", ["", " ", "😀😀", "？？？", "\x00\ud800", "\u200b"])
async def test_a_text_without_words_is_met_with_an_invitation(bot: EmbeddedBot, text: str):
    reply = await ask(bot, text, "en")

    assert (reply.outcome, reply.language) == (Outcome.SMALLTALK, "en")
    assert "how do I renew" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }}",
        "'; drop table message; --",
        "a" * 8000,
        "怎" * 8000,
        "续借\n" * 2000,
        "((((" * 500,
        "1" * 4000,
        "《" * 4000,
    ],
)
async def test_nothing_that_can_be_typed_breaks_it(bot: EmbeddedBot, text: str):
    reply = await asyncio.wait_for(ask(bot, text), 5)

    assert 0 <= reply.confidence <= 1


async def test_a_chosen_entry_is_answered_and_an_unknown_one_is_not(bot: EmbeddedBot):
    reply = await bot.answer("wifi", "en")

    assert reply is not None
    assert (reply.outcome, reply.text) == (Outcome.ANSWER, "Use the network campus.")
    assert await bot.answer("no-such-entry", "en") is None


async def test_phrasings_are_answered_before_anything_is_learned(unlearned: EmbeddedBot):
    reply = await ask(unlearned, "怎么续借?")

    assert (reply.outcome, reply.entry) == (Outcome.ANSWER, "renew-loan")


@pytest.mark.parametrize("text", ["do you sell umbrellas here", "is there a bus", "有没有足球场"])
async def test_words_alone_promise_nothing_before_anything_is_learned(unlearned: EmbeddedBot, text: str):
    reply = await ask(unlearned, text)

    assert reply.outcome in (Outcome.CLARIFY, Outcome.HANDOVER)


async def test_words_alone_offer_what_is_alike_before_anything_is_learned(unlearned: EmbeddedBot):
    reply = await ask(unlearned, "how can i extend the loan of my novel")

    assert "renew-loan" in {guess.entry for guess in reply.guesses}


async def test_what_was_learned_apart_is_taken_up_and_kept(unlearned: EmbeddedBot, tmp_path: Path):
    await unlearned.trained()

    reply = await ask(unlearned, "I seem to have misplaced my card")

    assert reply.guesses[0].entry == "lost-card"
    assert len(states(tmp_path)) == 1


async def test_a_damaged_state_is_learned_again(knowledge: Knowledge, learned: Folders, tmp_path: Path):
    shutil.copytree(learned.data, tmp_path / "data")
    for state in states(tmp_path):
        state.with_name("arrays.npz").write_bytes(b"half a fi")
    bot = EmbeddedBot(knowledge, Folders(tmp_path / "data", learned.cache), lambda: THURSDAY)

    await bot.start()
    await bot.trained()
    reply = await ask(bot, "I seem to have misplaced my card")
    await bot.close()

    assert reply.guesses[0].entry == "lost-card"


async def test_without_an_encoder_words_alone_are_learned(knowledge: Knowledge, tmp_path: Path):
    folders = Folders(tmp_path / "data", tmp_path / "cache")
    bot = EmbeddedBot(knowledge, folders, lambda: THURSDAY, load_encoder=lambda: None)

    await bot.start()
    reply = await ask(bot, "how can I extend my loan please")
    await bot.close()

    assert reply.guesses[0].entry == "renew-loan"


async def test_new_knowledge_answers_at_once(bot: EmbeddedBot, knowledge: Knowledge):
    entries, facts = knowledge.to_documents()
    entries["wifi"]["answer"] = {"zh": "新网络", "en": "A new network."}
    del entries["printing"]

    await bot.reload(Knowledge.from_documents(entries, facts))
    wifi, printing = await ask(bot, "wifi password"), await ask(bot, "where can i print")

    assert wifi.text == "A new network."
    assert "printing" not in {guess.entry for guess in printing.guesses}


async def test_the_loop_is_never_held_up(bot: EmbeddedBot):
    threads = set[int]()
    bot._clock = lambda: threads.add(threading.get_ident()) or THURSDAY
    await bot.reload(bot._knowledge)

    await ask(bot, "library hours")

    assert threads
    assert threading.get_ident() not in threads
