"""A day at the library, for pictures: readers on three channels, two librarians, and time that has passed between."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, select, update

from config.settings import Settings
from config.store import open_store
from crm_store.tables import conversation, message, note
from tests.browser.letters import letter
from tests.parts.librarian import Body, LibrarianClient
from tests.parts.library import Library
from tests.parts.ric import ric

ZHIQIU, EMMA = "zhiqiu.lin@library.example", "emma.ward@library.example"
PASSWORD = "a quiet reading room"
THESIS = """老师好：

我的硕士论文研究宋代的市舶司，想请馆员帮我找几篇一手文献，最好能看到原文影印。

谢谢！
李娜，历史学院"""


@dataclass(frozen=True, slots=True)
class Day:
    """What happened: the cases that are shown."""

    loan: str
    gazetteer: str
    thesis: str


async def live_through(library: Library) -> Day:
    """Let the day happen, and return what it left."""
    await _learned(library)
    await _hire(library, ZHIQIU, "林知秋")
    await _hire(library, EMMA, "Emma Ward")
    await _small_questions(library)
    async with library.desk(ZHIQIU, PASSWORD) as zhiqiu, library.desk(EMMA, PASSWORD) as emma:
        thesis = await _a_mail_about_a_thesis(library, zhiqiu)
        loan = await _a_returned_book(library, zhiqiu)
        gazetteer = await _a_gazetteer(library, emma)
    return Day(loan, gazetteer, thesis)


async def _learned(library: Library) -> None:
    """Wait until the bot has learned its entries: it answers before, but asks back more often."""
    for process in library.processes:
        if process.only in (None, "router") and not any("knowledge_learned" in line for line in process.lines):
            await asyncio.to_thread(process.wait_for, "knowledge_learned")


async def _hire(library: Library, email: str, name: str) -> None:
    command = ("librarian", "add", email, "--name", name)
    added = await asyncio.to_thread(ric, *command, environment=library.environment(), stdin=PASSWORD)
    assert added.returncode == 0, added.stderr


async def _small_questions(library: Library) -> None:
    for text, minutes in (("请问研讨间怎么预约？", 52), ("what are the opening hours on sunday", 33)):
        async with library.chat(language="en" if text.isascii() else "zh-CN") as reader:
            await reader.ask(text)
        await _pass(library, await _case_of(library, text), minutes)
    library.telegram.say(5_150_001, "登录以后提示“没有访问权限”，论文下不了", name="王立")
    await library.telegram.sent(5_150_001)
    await _pass(library, await _case_of(library, "没有访问权限"), 4)


async def _a_mail_about_a_thesis(library: Library, librarian: LibrarianClient) -> str:
    sender = "li.na@students.example"
    await library.mail(letter(sender, "宋代市舶司的一手文献", THESIS, name="李娜"), sender)
    await library.mail_to(sender)
    case = await _case_of(library, sender)
    await _do(librarian, case, "note", text="《宋会要辑稿·职官》有影印本，特藏部可提供扫描。")
    await _pass(library, case, 11)
    return case


async def _a_returned_book(library: Library, librarian: LibrarianClient) -> str:
    async with library.chat() as reader:
        await reader.ask("昨天还的书，系统里还显示没还")
        await reader.send(type="ask_librarian")
        case = str((await reader.hear("owner"))["case"])
        await reader.say("是《江村经济》，昨天晚上九点左右投到总馆门口的还书箱。")
        await _name(librarian, case, "张思远")
        await _pass(library, case, 6)
        await _do(librarian, case, "claim")
        await _do(librarian, case, "reply", text="您好，我请流通部的同事去还书箱和架上找一下，请稍等几分钟。")
        await _do(librarian, case, "note", text="已请流通部周老师查还书箱。")
        await _pass(library, case, 3)
        await _do(librarian, case, "reply", text="找到了：书在还书箱里，刚刚入账，没有产生逾期费。您现在刷新就能看到。")
        await reader.hear("message", lambda frame: "找到了" in frame["text"])
        await reader.say("看到了，太快了，谢谢您！")
    await _pass(library, case, 1)
    return case


async def _a_gazetteer(library: Library, librarian: LibrarianClient) -> str:
    sender = "m.alvarez@uni.example"
    await library.mail(
        letter(sender, "Off-campus access", "how do I get access from home", name="Marta Álvarez"), sender
    )
    await library.mail_to(sender)
    earlier = await _case_of(library, sender)
    await _pass(library, earlier, 26 * 60)
    async with library.chat(language="en") as reader:
        await reader.ask(
            "I need a 1936 gazetteer of Hangzhou that you do not hold. Can you get it from another library?"
        )
        case = str((await reader.hear("owner"))["case"])
        await reader.say("The title is 杭州市指南. Scans of the maps would be enough.")
        await _merge(librarian, case, earlier)
        await _pass(library, case, 9)
        await _do(librarian, case, "claim")
        text = "Yes: two partner libraries hold it. I have asked both for **scans of the maps**; that takes three days."
        await _do(librarian, case, "reply", text=text)
        await reader.hear("message", lambda frame: "three days" in frame["text"])
        await reader.say("Wonderful, thank you.")
    await _pass(library, case, 2)
    return case


async def _row(librarian: LibrarianClient, words: str) -> Body:
    _, page = await librarian.get("conversations", view="all", q=words)
    row: Body = page["items"][0]
    return row


async def _case_of(library: Library, words: str) -> str:
    async with library.desk() as librarian:
        return str((await _row(librarian, words))["case"])


async def _do(librarian: LibrarianClient, case: str, action: str, **body: str) -> None:
    row = await _row(librarian, case)
    status, answer = await librarian.post(f"conversations/{row['id']}/{action}", **body)
    assert status in (200, 201), answer


async def _name(librarian: LibrarianClient, case: str, name: str) -> None:
    row = await _row(librarian, case)
    await librarian.post(f"readers/{row['reader']['id']}", name=name)


async def _merge(librarian: LibrarianClient, case: str, into: str) -> None:
    one, other = await _row(librarian, case), await _row(librarian, into)
    await librarian.post(f"readers/{one['reader']['id']}/merge", into=other["reader"]["id"])


async def _pass(library: Library, case: str, minutes: int) -> None:
    """Let minutes pass over a conversation: everything in it becomes so much older."""
    url = library.more.get("RIC_DATABASE_URL")
    settings = Settings(data=Path(library.environment()["RIC_DATA"]), database_url=url)
    async with open_store(settings) as store:
        await store.writer.run(lambda connection: _make_older(connection, case, timedelta(minutes=minutes)))


def _make_older(connection: Connection, case: str, by: timedelta) -> None:
    row = connection.execute(select(conversation).where(conversation.c.case_number == case)).one()
    times = {name: getattr(row, name) for name in ("created", "updated", "waiting_since")}
    older = {name: at - by for name, at in times.items() if at}
    connection.execute(update(conversation).where(conversation.c.id == row.id).values(**older))
    for table in (message, note):
        for each in connection.execute(select(table.c.id, table.c.at).where(table.c.conversation_id == row.id)).all():
            connection.execute(update(table).where(table.c.id == each.id).values(at=each.at - by))
