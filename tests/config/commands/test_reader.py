"""`ric reader show|export|erase`."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.commands.application import application
from config.settings import Settings
from config.store import open_store
from crm_store.migrate import migrate
from crm_store.queues import QueueSpec, keep_queues
from routing.messages import Channel, Inbound

ADDRESS = "anna@x.example"
WORDS = (ADDRESS, "续借图书", "Anna", "my thesis", "thesis.txt")


async def write_in(data) -> None:
    """Let a reader write a mail with a file."""
    async with open_store(Settings(data=data)) as store:
        await store.writer.run(migrate)
        specs = [QueueSpec("desk", "咨询台", "Desk", None, 15)]
        await store.writer.run(lambda connection: keep_queues(connection, specs, store.make_id))
        file = await store.files.keep("thesis.txt", "text/plain", b"my thesis")
        inbound = Inbound(Channel.MAIL, ADDRESS, "mail:1", "续借图书", name="Anna", attachments=(file,))
        await store.inbox.store_inbound(inbound, claim=False)


@pytest.fixture
def ric(tmp_path, monkeypatch):
    """Run a command as the shell does, on a store with one reader."""
    monkeypatch.setenv("RIC_DATA", str(tmp_path))
    asyncio.run(write_in(tmp_path))
    return lambda *words, stdin="": CliRunner().invoke(application, ["reader", *words], input=stdin)


def test_a_reader_is_shown_in_short(ric):
    shown = ric("show", ADDRESS)

    assert shown.exit_code == 0
    assert "\tAnna\n" in shown.stdout
    assert f"contact\tmail\t{ADDRESS}\tproven" in shown.stdout
    assert "case\tR-" in shown.stdout


def test_an_export_is_json_with_everything(ric):
    exported = json.loads(ric("export", ADDRESS).stdout)

    assert exported["messages"][0]["text"] == "续借图书"
    assert exported["attachments"][0]["name"] == "thesis.txt"


def test_an_export_into_a_file_is_for_its_owner_only(ric, tmp_path):
    output = tmp_path / "anna.json"

    assert ric("export", ADDRESS, "--output", str(output)).exit_code == 0
    assert json.loads(output.read_text())["contacts"][0]["address"] == ADDRESS
    assert output.stat().st_mode & 0o077 == 0


def test_erasing_asks_first(ric):
    refused = ric("erase", ADDRESS, stdin="n\n")

    assert refused.exit_code == 1
    assert ric("show", ADDRESS).exit_code == 0


def test_what_was_erased_cannot_be_found_and_its_files_are_gone(ric, tmp_path):
    erased = ric("erase", ADDRESS, "--yes")

    assert erased.exit_code == 0
    assert ric("show", ADDRESS).exit_code == 1
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_no_file_of_the_store_holds_the_words_afterwards(ric, tmp_path):
    with closing(sqlite3.connect(tmp_path / "ric.sqlite")) as running:
        running.execute("SELECT count(*) FROM message").fetchall()  # while others have the store open its log stays
        assert files_with(tmp_path, *WORDS)

        erased = ric("erase", ADDRESS, "--yes")

        assert (erased.exit_code, erased.stderr) == (0, "")
        assert files_with(tmp_path, *WORDS) == set()


def test_a_log_that_somebody_reads_is_told(ric, tmp_path):
    with closing(sqlite3.connect(tmp_path / "ric.sqlite", isolation_level=None)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM message").fetchall()

        erased = ric("erase", ADDRESS, "--yes")

    assert erased.exit_code == 0
    assert "ric.sqlite-wal" in erased.stderr


def files_with(folder: Path, *words: str) -> set[str]:
    """Return the files in which any of these words stand."""
    texts = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path.name for path, text in texts.items() if any(word.encode() in text for word in words)}


def test_nobody_is_told_on_stderr(ric):
    missing = ric("show", "nobody@x.example")

    assert (missing.exit_code, missing.stdout) == (1, "")
    assert missing.stderr.strip()
