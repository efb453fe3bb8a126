"""A running chat, on either database."""

from collections.abc import AsyncIterator

import pytest

from config.store import Store
from tests.channels.web_chat.chat import Chat, served


@pytest.fixture
async def chat(store: Store) -> AsyncIterator[Chat]:
    """A chat without limits."""
    async with served(store) as running:
        yield running
