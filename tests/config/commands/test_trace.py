"""`ric trace CASE`."""

import asyncio

import pytest
from typer.testing import CliRunner

from config.commands.application import application
from config.settings import Settings
from config.store import open_store
from crm_store.migrate import migrate
from crm_store.queues import QueueSpec, keep_queues
from routing.messages import Channel, Inbound


async def write_in(data) -> str:
    """Let a reader write; return the case."""
    async with open_store(Settings(data=data)) as store:
        await store.writer.run(migrate)
        specs = [QueueSpec("desk", "咨询台", "Desk", None, 15)]
        await store.writer.run(lambda connection: keep_queues(connection, specs, store.make_id))
        stored = await store.inbox.store_inbound(Inbound(Channel.WEB, "s1", "s1:1", "zanzibar"), claim=False)
        return stored.conversation.case


@pytest.fixture
def ric(tmp_path, monkeypatch):
    """Run a command as the shell does."""
    monkeypatch.setenv("RIC_DATA", str(tmp_path))
    return lambda *words: CliRunner().invoke(application, ["trace", *words])


def test_a_case_is_shown_with_its_times_and_without_a_word_of_the_reader(ric, tmp_path):
    case = asyncio.run(write_in(tmp_path))

    shown = ric(case.lower())

    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"{case}  conversation ")
    assert "not routed yet" in shown.stdout
    assert "zanzibar" not in shown.stdout


def test_an_unknown_case_is_one_clear_line_and_ends_with_1(ric):
    refused = ric("R-AAAA-AAAA")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "there is no case R-AAAA-AAAA\n"


@pytest.mark.parametrize("case", ["R-AAAA", "R-OOOO-1111", "42", ""])
def test_what_is_no_case_number_is_a_matter_of_usage(ric, case):
    assert ric(case).exit_code == 2
