"""A whole RIC is told unmistakable words everywhere, also while things fail; none of them stands in its output."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import aiohttp
import aiosmtplib
import pytest

from tests.conftest import new_database, running
from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

CANARIES = {
    where: f"quokka{where}zx7"
    for where in ("text", "address", "name", "subject", "file", "password", "note", "reply", "search", "frame", "login")
}
SECONDS = 30.0
SEVERAL = ["web", "web", "mail,telegram", "router", "router,outbox"]
PERSON = "I want to talk to a librarian"


@pytest.fixture(params=["one process", "several"])
def more(request: pytest.FixtureRequest) -> tuple[dict[str, str], list[str | None]]:
    """Settings and rooms: SQLite in one process, PostgreSQL and Redis in several."""
    if request.param == "one process":
        return {}, [None]
    given = {
        "RIC_DATABASE_URL": request.getfixturevalue("postgres_url"),
        "RIC_REDIS_URL": request.getfixturevalue("redis_url"),
        "RIC_SECRET": "a secret of the tests, with more than 32 bytes",
    }
    return given, [*SEVERAL]


async def test_no_word_of_anybodys_stands_in_the_output(
    tmp_path: Path, more: tuple[dict[str, str], list[str | None]]
) -> None:
    settings, rooms = more
    if "RIC_DATABASE_URL" in settings:
        settings["RIC_DATABASE_URL"] = await new_database(settings["RIC_DATABASE_URL"], "canary")
    async with running(tmp_path, settings, rooms) as library:
        await chat(library)
        await write_mails(library)
        await telegram(library)
        await at_the_desk(library)
        await while_the_database_is_away(library)
        for process in library.processes:
            await asyncio.to_thread(process.stop)
    said = "".join(line for process in library.processes for line in process.lines)

    assert leaked(said) == []
    for event in ("message_stored", "message_routed", "mail_stored", "mail_filed", "mail_sent", "telegram_sent"):
        assert event in said
    for event in ("reply_delivered", "desk_acted", "reader_acted"):
        assert event in said


async def test_a_line_that_did_tell_a_word_would_be_noticed() -> None:
    program = (
        "import logging; from config.logs import set_up_logs; set_up_logs();"
        f"logging.getLogger('routing.intake').info('message_stored', extra={{'text': '问 {CANARIES['text']}'}})"
    )
    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert leaked(ended.stderr) == ["text"]


async def test_every_line_that_tells_of_a_message_is_complete(tmp_path: Path) -> None:
    async with running(tmp_path, {}, [None]) as library:
        await chat(library)
        await write_mails(library)
        await telegram(library)
        await asyncio.to_thread(library.processes[0].stop)
    rows = [json.loads(line) for line in library.processes[0].lines if line.startswith("{")]
    told = [row for row in rows if "message_id" in row]

    assert told
    for row in told:
        assert {"event", "message_id", "conversation_id", "channel", "outcome", "milliseconds"} <= row.keys()
        assert row["channel"] in {"web", "mail", "telegram"}


def leaked(said: str) -> list[str]:
    """Return whose words stand in an output."""
    return [where for where, canary in CANARIES.items() if canary in said]


async def chat(library: Library) -> None:
    async with library.chat() as reader:
        await reader.ask(f"{CANARIES['text']} how do I renew a book? My password: {CANARIES['password']}1")
        await reader.send(type="message", client_id=CANARIES["frame"], text=7)
        await reader.hear("error")
        await reader.send(type=CANARIES["frame"])
        await reader.hear("error")
        await reader.socket.send_str(f'{{"{CANARIES["frame"]}')
        await reader.hear("error")
        await reader.send(type="ask_librarian")
        await reader.hear("owner", lambda frame: frame["owner"] == "waiting")


async def write_mails(library: Library) -> None:
    """A mail that is answered, one whose answer is refused with the address in the words, and one that nobody reads."""
    answered, refused = f"{CANARIES['address']}@x.example", f"{CANARIES['address']}b@x.example"
    await library.mail(a_mail(answered), answered)
    await library.mail_to(answered, seconds=SECONDS)
    library.relay.recipient_refusals.append(f"550 5.1.1 <{refused}> {CANARIES['name']} is unknown")
    await library.mail(a_mail(refused, PERSON), refused)
    await until_in_output(library, '"outcome":"failed"')
    await library.mail(f"From: <{CANARIES['address']}\nContent-Type: \x00{CANARIES['text']}\n\n\xff", answered)
    with suppress(aiosmtplib.SMTPRecipientsRefused):
        await library.mail("Subject: x\n\ny", answered, recipient=f"{CANARIES['address']}@elsewhere.example")


def a_mail(sender: str, words: str = "how do I renew a book?") -> str:
    boundary = "=== b ==="
    return (
        f'From: "{CANARIES["name"]}" <{sender}>\nSubject: {CANARIES["subject"]}\nMIME-Version: 1.0\n'
        f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n--{boundary}\n'
        f"Content-Type: text/plain; charset=utf-8\n\n{words} {CANARIES['text']}\n--{boundary}\n"
        f'Content-Type: text/plain; name="{CANARIES["file"]}.txt"\n'
        f'Content-Disposition: attachment; filename="{CANARIES["file"]}.txt"\n\n{CANARIES["text"]}\n--{boundary}--\n'
    )


async def telegram(library: Library) -> None:
    """One reader who is answered, and one who blocks the bot."""
    library.telegram.say(52_001, f"how do I renew a book? {CANARIES['text']}", name=CANARIES["name"], language="en")
    await library.telegram.sent(52_001, seconds=SECONDS)
    library.telegram.block(52_002)
    library.telegram.say(52_002, f"{PERSON} {CANARIES['text']}", name=CANARIES["name"], language="en")
    await until_in_output(library, '"channel":"telegram","outcome":"failed"')


async def at_the_desk(library: Library) -> None:
    async with library.desk() as librarian:
        _, page = await librarian.get("conversations", view="waiting", q=CANARIES["subject"])
        key = page["items"][0]["id"]
        await librarian.get("conversations", view="all", q=CANARIES["search"])
        await librarian.post(f"conversations/{key}/claim")
        await librarian.post(f"conversations/{key}/note", text=CANARIES["note"])
        await librarian.post(f"conversations/{key}/reply", text=CANARIES["reply"])
        await librarian.post(f"conversations/{key}/reply", text=[CANARIES["reply"]])
        await librarian.post(f"conversations/{CANARIES['frame']}/claim")
        await librarian.post(f"conversations/{key}/close", topic=CANARIES["frame"])
        await librarian.post(f"conversations/{key}/close")
        await librarian.post(f"conversations/{key}/claim")
    async with aiohttp.ClientSession() as http:
        body = {"email": f"{CANARIES['login']}@library.example", "password": CANARIES["password"]}
        await http.post(f"{library.url}/api/v1/session", json=body, headers={"Origin": library.url})


async def while_the_database_is_away(library: Library) -> None:
    """Only SQLite can be locked from outside: a message that cannot be stored is refused, and so is a mail."""
    database = library.folder / "var" / "ric.sqlite"
    if not database.exists():
        return
    async with library.chat() as reader:
        with locked(database):
            await reader.send(type="message", client_id="one", text=CANARIES["text"])
            await reader.hear("error")
            with pytest.raises(aiosmtplib.SMTPResponseException):
                await library.mail(a_mail(f"{CANARIES['address']}@x.example"), f"{CANARIES['address']}@x.example")


@contextmanager
def locked(database: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


async def until_in_output(library: Library, words: str) -> None:
    """Wait until the outbox, whose process is the last, has logged these words."""
    await asyncio.to_thread(library.processes[-1].wait_for, words)
