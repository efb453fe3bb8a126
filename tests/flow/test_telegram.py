import itertools

import pytest

from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

_chats = itertools.count(41_000)


async def test_a_question_gets_the_answer(library: Library) -> None:
    chat = next(_chats)
    library.telegram.say(chat, "怎么续借?")

    sent = await library.telegram.sent(chat)

    assert "续借" in sent["text"]


async def test_asking_for_a_person_brings_the_talk_to_the_desk_and_the_answer_back(library: Library) -> None:
    chat = next(_chats)
    library.telegram.say(chat, "转人工", name="Zhao Min")
    receipt = await library.telegram.sent(chat)
    async with library.desk() as librarian:
        _, page = await librarian.get("conversations", view="waiting", q=str(chat))
        row = page["items"][0]
        await librarian.post(f"conversations/{row['id']}/claim")
        await librarian.post(f"conversations/{row['id']}/reply", text="您好，请讲。")
        reply = await library.telegram.sent(chat)

    assert row["case"] in receipt["text"]
    assert (row["channel"], row["reader"]["name"]) == ("telegram", "Zhao Min")
    assert "您好，请讲。" in reply["text"]
