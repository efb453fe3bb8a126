"""A store that cannot be used is one line on stderr, which names the setting to change."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.commands.application import application

COMMANDS = [["run"], ["check"], ["migrate"], ["librarian", "list"]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command with one setting, and return what it says on stderr when it ends with 1."""
    monkeypatch.setenv("RIC_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("RIC_SECRET", "s" * 32)

    def run(words: list[str], setting: str, value: str) -> list[str]:
        monkeypatch.setenv(setting, value)
        ended = CliRunner().invoke(application, words)
        assert ended.exit_code == 1
        return ended.stderr.splitlines()

    return run


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_data_folder_that_is_a_file_is_told_by_its_setting(told, tmp_path: Path, words: list[str]):
    (tmp_path / "file").write_text("")

    assert [line.partition(":")[0] for line in told(words, "RIC_DATA", str(tmp_path / "file"))] == ["RIC_DATA"]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database_is_told_by_its_setting(told, tmp_path: Path, words: list[str]):
    (tmp_path / "ric.sqlite").write_text("no database, but long enough to be asked whether it is one")

    assert told(words, "RIC_DATA", str(tmp_path)) == ["RIC_DATA: file is not a database"]


@pytest.mark.parametrize("words", COMMANDS[1:], ids=" ".join)  # `ric run` waits: tests/config/test_waiting.py
def test_a_database_that_is_away_is_told_by_its_setting(told, words: list[str]):
    address = "postgresql://ric:ric@127.0.0.1:1/ric"

    assert [line.partition(":")[0] for line in told(words, "RIC_DATABASE_URL", address)] == ["RIC_DATABASE_URL"]
