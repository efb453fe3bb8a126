"""`ric run`: what it refuses before it begins."""

import pytest
from typer.testing import CliRunner

from config.commands.application import application


@pytest.mark.parametrize("rooms", ["kitchen", "web,kitchen", "", " , "])
def test_rooms_that_are_none_are_a_matter_of_usage(rooms: str):
    refused = CliRunner().invoke(application, ["run", "--only", rooms])

    assert refused.exit_code == 2
    assert "the rooms are" in refused.stderr
