"""The channel on a Bot API server of its own."""

import pytest

from tests.channels.telegram.parts import Rig
from tests.parts.bot_api import BotApi


@pytest.fixture
async def rig():
    async with BotApi() as api:
        yield Rig(api)
