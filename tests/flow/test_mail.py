import asyncio
import itertools
from email.utils import parseaddr

import pytest

from tests.parts.library import MAILBOX, Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

_numbers = itertools.count(1)


def a_reader() -> str:
    return f"reader{next(_numbers)}@students.example"


def letter(sender: str, subject: str, text: str, *headers: str) -> str:
    top = [
        f"From: Li Ming <{sender}>",
        f"To: {MAILBOX}",
        f"Subject: {subject}",
        f"Message-ID: <{next(_numbers)}.{sender}>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *headers,
    ]
    return "\n".join([*top, "", text, ""])


async def test_a_question_by_mail_gets_one_threaded_answer(library: Library) -> None:
    sender = a_reader()
    question = letter(sender, "renewal", "how do I renew a book?")
    await library.mail(question, sender)

    sent = await library.mail_to(sender)

    asked_as = next(line for line in question.splitlines() if line.startswith("Message-ID")).split(": ")[1]
    assert "renew" in sent.body("plain").lower()
    assert sent.mail["In-Reply-To"] == asked_as
    assert sent.mail["Subject"] == "Re: renewal"
    assert sent.mail["Auto-Submitted"] == "auto-replied"


async def test_a_hard_question_by_mail_gets_a_receipt_with_its_case(library: Library) -> None:
    sender = a_reader()
    await library.mail(
        letter(sender, "我的论文", "我的论文研究宋代的市舶司，想请馆员帮我找几篇一手文献，谢谢。"), sender
    )

    sent = await library.mail_to(sender)

    async with library.desk() as librarian:
        _, page = await librarian.get("conversations", view="waiting", q=sender)
    (row,) = page["items"]
    assert row["case"] in sent.body("plain")
    assert row["subject"] == "我的论文"


async def test_a_librarians_answer_reaches_the_reader_in_the_same_thread(library: Library) -> None:
    sender = a_reader()
    await library.mail(letter(sender, "Help", "talk to a human"), sender)
    receipt = await library.mail_to(sender)
    async with library.desk() as librarian:
        _, page = await librarian.get("conversations", view="waiting", q=sender)
        conversation = page["items"][0]["id"]
        await librarian.post(f"conversations/{conversation}/claim")
        await librarian.post(f"conversations/{conversation}/reply", text="Of course. What are you looking for?")
        reply = await library.mail_to(sender)

        more = letter(sender, "Re: Help", "A map of the lake.", f"In-Reply-To: {reply.mail['Message-ID']}")
        await library.mail(more, sender, parseaddr(reply.mail["Reply-To"])[1])
        messages = await _until(librarian, conversation, 4)

    assert "What are you looking for?" in reply.body("plain")
    assert reply.mail["References"].split()[0] == receipt.mail["References"].split()[0]
    assert [each["author"] for each in messages] == ["reader", "system", "librarian", "reader"]


async def test_a_second_mail_of_a_thread_goes_to_the_desk_without_another_automatic_mail(library: Library) -> None:
    sender = a_reader()
    await library.mail(letter(sender, "renewal", "how do I renew a book?"), sender)
    answer = await library.mail_to(sender)

    more = letter(sender, "Re: renewal", "That did not help.")
    await library.mail(more, sender, parseaddr(answer.mail["Reply-To"])[1])

    async with library.desk() as librarian:
        row = await _waiting(librarian, sender)
    assert row["reason"] == "asked"
    assert not [mail for mail in library.relay.mails if mail.recipients == (sender,)]


async def test_a_mail_from_a_machine_is_kept_and_never_answered(library: Library) -> None:
    sender = a_reader()
    await library.mail(letter(sender, "Out of office", "I am away.", "Auto-Submitted: auto-replied"), sender)
    await library.mail(letter(other := a_reader(), "renewal", "how do I renew a book?"), other)
    await library.mail_to(other)

    assert not [mail for mail in library.relay.mails if mail.recipients == (sender,)]


@pytest.mark.parametrize(
    ("recipient", "code"),
    [("nobody@library.example", 550), ("ask@elsewhere.example", 550)],
)
async def test_an_unknown_address_is_refused(library: Library, recipient: str, code: int) -> None:
    with pytest.raises(Exception, match=str(code)):
        await library.mail(letter("a@b.example", "x", "y"), "a@b.example", recipient)


async def _waiting(librarian, sender: str):
    for _ in range(50):
        _, page = await librarian.get("conversations", view="waiting", q=sender)
        if page["items"]:
            return page["items"][0]
        await asyncio.sleep(0.1)  # the desk is polled here as a librarian would reload
    raise AssertionError("nothing waits")


async def _until(librarian, conversation: str, count: int):
    for _ in range(50):
        _, detail = await librarian.get(f"conversations/{conversation}")
        if len(detail["messages"]) >= count:
            return detail["messages"]
        await asyncio.sleep(0.1)  # the desk is polled here as a librarian would reload
    raise AssertionError(f"never {count} messages: {detail['messages']}")
