"""Starts the training in a process of its own and waits for it, so that the loop and the readers never wait."""

import asyncio
import json
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path

from bot.embedded.corpus import Corpus

log = logging.getLogger(__name__)


async def train_apart(corpus: Corpus, *, data: Path, cache: Path) -> bool:
    """Train in a new process; its progress goes to our stderr. False (and a line in the log) where it failed.

    Cancelling ends the process too.
    """
    request = json.dumps({"rows": [asdict(row) for row in corpus.rows], "data": str(data), "cache": str(cache)})
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.embedded.train", stdin=asyncio.subprocess.PIPE, env=environment
    )
    try:
        await process.communicate(request.encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        log.error("training failed", extra={"event": "training_failed", "status": process.returncode})
    return process.returncode == 0
