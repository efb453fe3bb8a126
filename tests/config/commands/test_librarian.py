"""`ric librarian add|list|disable`."""

import pytest
from typer.testing import CliRunner

from config.commands.application import application
from desk.passwords import SHORTEST


@pytest.fixture
def ric(tmp_path, monkeypatch):
    """Run a command as the shell does, on a store of its own."""
    monkeypatch.setenv("RIC_DATA", str(tmp_path))
    return lambda *words, stdin="": CliRunner().invoke(application, words, input=stdin)


def test_a_librarian_is_added_with_the_password_from_standard_input(ric):
    added = ric(
        "librarian", "add", "Wang@library.example", "--name", "王芳", "--role", "supervisor", stdin="long enough\n"
    )
    listed = ric("librarian", "list")

    assert added.exit_code == listed.exit_code == 0
    assert "long enough" not in added.output
    assert listed.stdout == "wang@library.example\t王芳\tsupervisor\n"


def test_an_empty_password_is_made_and_printed(ric):
    added = ric("librarian", "add", "wang@library.example")

    assert added.exit_code == 0
    assert len(added.stdout.strip().rpartition(" ")[2]) >= SHORTEST


@pytest.mark.parametrize(
    ("words", "stdin"),
    [(["wang@library.example"], "short\n"), (["wang"], ""), (["first@library.example"], "")],
)
def test_what_cannot_be_added_is_told_on_stderr_and_ends_with_1(ric, words, stdin):
    ric("librarian", "add", "first@library.example")

    refused = ric("librarian", "add", *words, stdin=stdin)

    assert refused.exit_code == 1
    assert refused.stderr.strip()
    assert ric("librarian", "list").stdout.count("\n") == 1


def test_an_unknown_role_is_a_matter_of_usage(ric):
    assert ric("librarian", "add", "wang@library.example", "--role", "king").exit_code == 2


def test_a_disabled_librarian_is_listed_as_such(ric):
    ric("librarian", "add", "wang@library.example", "--name", "Wang")

    disabled = ric("librarian", "disable", "WANG@library.example")

    assert disabled.exit_code == 0
    assert ric("librarian", "list").stdout == "wang@library.example\tWang\tlibrarian\tdisabled\n"


def test_nobody_can_be_disabled_who_is_not_there(ric):
    refused = ric("librarian", "disable", "nobody@library.example")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.strip()


def test_a_store_that_cannot_be_opened_is_one_clear_line(ric, tmp_path):
    (tmp_path / "ric.sqlite").mkdir()

    failed = ric("librarian", "list")

    assert failed.exit_code == 1
    assert failed.stderr.strip().count("\n") == 0


def test_a_lost_password_is_replaced(ric):
    ric("librarian", "add", "wang@library.example", stdin="long enough\n")
    given = ric("librarian", "password", "wang@library.example")
    unknown = ric("librarian", "password", "nobody@library.example", stdin="long enough\n")

    assert len(given.stdout.split(": ")[1].strip()) >= SHORTEST
    assert unknown.exit_code == 1
