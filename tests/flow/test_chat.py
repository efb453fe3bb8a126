import pytest

from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_chinese_question_gets_the_chinese_answer_with_its_source(library: Library) -> None:
    async with library.chat() as reader:
        answer = await reader.ask("怎么续借?")

    assert (answer["author"], answer["seq"]) == ("bot", 2)
    assert "续借" in answer["text"]
    assert answer["sources"][0]["url"].startswith("https://")


async def test_an_english_question_gets_the_english_answer(library: Library) -> None:
    async with library.chat(language="zh-CN") as reader:
        answer = await reader.ask("how do I renew a book?")

    assert "renew" in answer["text"].lower()


async def test_the_first_answer_says_that_it_is_automatic_and_the_second_does_not(library: Library) -> None:
    async with library.chat() as reader:
        first = await reader.ask("怎么续借?")
        second = await reader.ask("怎么续借?")

    assert "自动回复" in first["text"]
    assert "自动回复" not in second["text"]


async def test_asking_for_a_person_gives_a_case_a_place_and_a_promise(library: Library) -> None:
    async with library.chat() as reader:
        receipt = await reader.ask("转人工")
        owner = await reader.hear("owner")

    assert receipt["author"] == "system"
    assert owner["owner"] == "waiting"
    assert owner["case"] in receipt["text"]
    assert owner["position"] >= 1


async def test_the_button_hands_over_before_anything_was_said(library: Library) -> None:
    async with library.chat(language="en") as reader:
        await reader.send(type="ask_librarian")
        receipt = await reader.hear("message")
        owner = await reader.hear("owner")

    assert owner["case"] in receipt["text"]
    assert receipt["seq"] == 1


async def test_a_librarian_claims_and_answers_and_the_reader_sees_it(library: Library) -> None:
    async with library.chat() as reader, library.desk() as librarian:
        await reader.ask("转人工")
        case = (await reader.hear("owner"))["case"]
        row = await librarian.find("waiting", case)
        await librarian.post(f"conversations/{row['id']}/claim")
        owner = await reader.hear("owner")
        status, _ = await librarian.post(f"conversations/{row['id']}/reply", text="您好，我是馆员。", client_id="1")
        reply = await reader.hear("message")

    assert row["reason"] == "asked"
    assert (owner["owner"], owner["librarian"]) == ("librarian", librarian.me["name"])
    assert (status, reply["author"], reply["text"]) == (201, "librarian", "您好，我是馆员。")


async def test_while_a_person_is_asked_the_bot_is_silent(library: Library) -> None:
    async with library.chat() as reader:
        await reader.ask("转人工")
        ack = await reader.say("怎么续借?")
        async with library.chat(reader.welcome["session"]) as again:
            told = [message["seq"] for message in again.welcome["messages"]]

    assert told[-1] == ack["seq"]


async def test_a_second_tab_that_was_open_before_the_first_words_hears_them_on_any_server(library: Library) -> None:
    async with library.chat() as reader, library.chat_elsewhere(reader.welcome["session"]) as second:
        answer = await reader.ask("怎么续借?")
        heard = [await second.hear("message") for _ in range(2)]

    assert [(each["seq"], each["author"]) for each in heard] == [(1, "reader"), (2, "bot")]
    assert heard[1]["text"] == answer["text"]


async def test_a_closed_tab_finds_the_whole_talk_again_on_any_server(library: Library) -> None:
    async with library.chat() as reader:
        await reader.ask("怎么续借?")
        session = reader.welcome["session"]

    async with library.chat_elsewhere(session) as again:
        welcome = again.welcome

    assert [(each["seq"], each["author"]) for each in welcome["messages"]] == [(1, "reader"), (2, "bot")]
    assert welcome["session"] == session
    assert welcome["case"].startswith("R-")


async def test_a_message_of_one_tab_is_seen_in_the_other(library: Library) -> None:
    async with library.chat() as one:
        await one.ask("怎么续借?")
        async with library.chat_elsewhere(one.welcome["session"], after=2) as other:
            await one.say("谢谢你们的帮助")
            seen = await other.hear("message")

    assert (seen["seq"], seen["author"], seen["text"]) == (3, "reader", "谢谢你们的帮助")


async def test_the_same_client_id_is_stored_once(library: Library) -> None:
    async with library.chat() as reader:
        first = await reader.say("怎么续借?", client_id="once")
        await reader.hear("message")
        again = await reader.say("something else", client_id="once")
        async with library.chat(reader.welcome["session"]) as later:
            messages = later.welcome["messages"]

    assert again["seq"] == first["seq"]
    assert len(messages) == 2


async def test_going_back_to_the_automatic_answers(library: Library) -> None:
    async with library.chat() as reader:
        await reader.ask("转人工")
        await reader.hear("owner")
        await reader.send(type="back_to_bot")
        owner = await reader.hear("owner")
        answer = await reader.ask("怎么续借?")

    assert owner["owner"] == "bot"
    assert answer["author"] == "bot"


async def test_a_chosen_entry_is_said_by_its_title_and_answered(library: Library) -> None:
    async with library.chat() as reader:
        await reader.send(type="choose", client_id="c1", entry="renew-loan")
        await reader.hear("ack")
        answer = await reader.hear("message")

    assert answer["author"] == "bot"
    assert "续借" in answer["text"]


async def test_asking_for_a_person_keeps_what_the_talk_was_about(library: Library) -> None:
    async with library.chat() as reader, library.desk() as librarian:
        await reader.ask("怎么续借?")
        await reader.ask("转人工")
        row = await librarian.find("waiting", (await reader.hear("owner"))["case"])

    assert (row["topic"], row["reason"]) == ("renewal", "asked")
