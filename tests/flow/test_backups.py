import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import new_database, running
from tests.parts.library import Library
from tests.parts.ric import Process, ric

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_reader_goes_on_where_they_were_on_a_machine_that_was_restored(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    async def settings() -> dict[str, str]:
        if kind == "sqlite":
            return {}
        url = await new_database(request.getfixturevalue("postgres_url"), f"t{os.urandom(6).hex()}")
        return {"RIC_DATABASE_URL": url, "RIC_SECRET": "a secret of the tests, with more than 32 bytes"}

    async with running(tmp_path / "old", await settings(), ["web"]) as old, old.chat() as reader:
        await reader.say("怎么续借?")
        session = reader.welcome["session"]
        made = await command(old, "backup", str(tmp_path / "backups"))

    async with running(tmp_path / "new", await settings(), []) as new:
        restored = await command(new, "restore", str(tmp_path / "backups"))
        new.processes.append(Process({**new.environment(), "RIC_HTTP": new.url.removeprefix("http://")}, "web").start())
        async with new.chat(session) as again:
            ack = await again.say("还有一个问题", client_id="second")
        new.processes[0].stop()

    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr
    assert (again.welcome["session"], ack["seq"]) == (session, 2)
    assert [each["text"] for each in again.welcome["messages"]] == ["怎么续借?"]


async def command(library: Library, *words: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(ric, *words, environment=library.environment())
