"""A small library's knowledge, learned once for all tests of the bot."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: two threads under load make one question take seconds
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from bot.embedded.corpus import Corpus
from bot.embedded.engine import EmbeddedBot, Folders
from bot.embedded.train import train_and_keep
from bot.embedded.wash import Washer
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.loading import load_knowledge

FIXTURE = Path(__file__).parent / "knowledge"
THURSDAY = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
"""Noon in Shanghai on an ordinary Thursday."""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(FIXTURE)


@pytest.fixture(scope="session")
def learned(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    folders = Folders(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("cache"))
    train_and_keep(Corpus.of(knowledge, Washer()), data=folders.data, cache=folders.cache)
    return folders


@pytest.fixture
async def bot(knowledge: Knowledge, learned: Folders) -> AsyncIterator[EmbeddedBot]:
    bot = EmbeddedBot(knowledge, learned, lambda: THURSDAY)
    await bot.start()
    yield bot
    await bot.close()
