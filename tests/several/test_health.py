"""The health check of image and services tells the truth about every process."""

import asyncio
import subprocess
import sys

import pytest

from tests.parts.compose import ROOT
from tests.parts.composed import Composed
from tests.parts.services import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_process_is_found_well(eight: Composed) -> None:
    where = [process.environment["RIC_OPS"] for process in eight.library.processes]

    codes = [await asyncio.to_thread(ends_with, ops) for ops in where]

    assert len(set(where)) == 8
    assert codes == [0] * 8


async def test_a_process_that_is_not_there_is_not_well() -> None:
    assert await asyncio.to_thread(ends_with, f"127.0.0.1:{free_port()}") == 1


def ends_with(ops: str) -> int:
    command = [sys.executable, ROOT / "config/compose/healthy.py"]
    return subprocess.run(command, env={"RIC_OPS": ops}, capture_output=True, check=False).returncode
