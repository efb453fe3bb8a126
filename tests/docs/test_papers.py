"""The papers say what is so: every setting, command, package and page that they name exists, and none is left out."""

import itertools
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup

from config.commands.application import application
from config.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PAPERS = [*READMES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
paper = pytest.mark.parametrize("page", PAPERS, ids=lambda page: str(page.relative_to(ROOT)))


def commands(command: Any, name: str) -> list[str]:
    if isinstance(command, TyperGroup):
        return [path for word, each in command.commands.items() for path in commands(each, f"{name} {word}")]
    return [name]


ALL_COMMANDS = commands(typer.main.get_command(application), "ric")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    return FENCE.sub("", read(page))


def code(page: Path) -> str:
    """Return what stands in fences and between backticks."""
    return "\n".join([*FENCE.findall(read(page)), *re.findall(r"`([^`\n]+)`", prose(page))])


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)


def anchor(heading: str) -> str:
    """Return the anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_explained(name: str) -> None:
    assert f"| `RIC_{name.upper()}` |" in read(DOCS / "settings.md")


@pytest.mark.parametrize("command", ALL_COMMANDS)
def test_every_command_is_explained(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", read(DOCS / "settings.md"), re.MULTILINE)


def test_all_commands_are_known_here() -> None:
    assert {"ric run", "ric reader erase"} <= set(ALL_COMMANDS)


@paper
def test_no_paper_names_a_setting_that_does_not_exist(page: Path) -> None:
    named = {name.removesuffix("_FILE").lower() for name in re.findall(r"\bRIC_([A-Z_]+[A-Z])\b", read(page))}

    assert named - set(Settings.model_fields) - {"x"} == set()


@paper
def test_no_paper_shows_a_command_that_does_not_exist(page: Path) -> None:
    shown = {" ".join(words.split()) for words in re.findall(r"(?:^|[\s/])(ric(?: [a-z]+)+)", code(page), re.MULTILINE)}

    unknown = {words for words in shown if not any(f"{words} ".startswith(f"{each} ") for each in ALL_COMMANDS)}
    assert unknown - {"ric knowledge", "ric librarian", "ric reader"} == set()


@paper
def test_every_make_target_that_is_shown_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))

    assert set(re.findall(r"^make ([a-z]+)", code(page), re.MULTILINE)) <= targets


@paper
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)) if "://" not in link]

    assert [link for link in links if not leads_somewhere(page, link)] == []


def leads_somewhere(page: Path, link: str) -> bool:
    path, _, part = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.is_file() and (not part or part in map(anchor, headings(target)))


@pytest.mark.parametrize("name", ["README", "docs/desk-guide"])
def test_both_languages_of_a_paper_have_the_same_parts(name: str) -> None:
    english, chinese = ROOT / f"{name}.md", ROOT / f"{name}.zh-CN.md"

    assert parts_of(english) == parts_of(chinese)


def parts_of(page: Path) -> dict[str, int]:
    text = read(page)
    kinds = {"headings": r"^#+ ", "fences": r"^```", "rows": r"^\|", "steps": r"^\d\. ", "pictures": r"!\["}
    return {kind: len(re.findall(mark, text, re.MULTILINE)) for kind, mark in kinds.items()}


def test_every_channel_has_a_page_that_the_index_names() -> None:
    packages = {folder.parent.name for folder in (ROOT / "channels").glob("*/__init__.py")}
    pages = {page.stem for page in (DOCS / "channels").glob("*.md")}

    assert pages == packages
    assert all(f"(channels/{name}.md)" in read(DOCS / "channels.md") for name in packages)


def test_every_direct_dependency_is_named_with_its_licence() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    wanted = itertools.chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[\[<>=;! ]", each)[0] for each in wanted}

    assert names - set(re.findall(r"^\| ([^ |]+) \|", read(DOCS / "licences.md"), re.MULTILINE)) == set()


@paper
def test_no_paper_tells_of_the_machine_that_it_was_written_on(page: Path) -> None:
    assert not re.search(r"/work/|/root/|/home/|/tmp/", read(page))


def test_the_units_of_systemd_run_what_exists_with_the_settings_that_are_shown() -> None:
    units = re.findall(
        r"^# (/etc/systemd/system/\S+)\n(.*?)^```$", read(DOCS / "operations.md"), re.MULTILINE | re.DOTALL
    )
    started = [line for _, unit in units for line in re.findall(r"^ExecStart=\S+/(ric \w+)", unit, re.MULTILINE)]

    assert [name.rpartition("/")[2] for name, _ in units] == ["ric.service", "ric-backup.service", "ric-backup.timer"]
    assert started == ["ric run", "ric backup"]
    assert set(started) <= set(ALL_COMMANDS)


def test_the_environment_of_the_unit_is_a_set_of_settings_without_a_fault(tmp_path: Path) -> None:
    shown = re.search(r"^# /etc/ric/ric.env\n(.*?)^```$", read(DOCS / "operations.md"), re.MULTILINE | re.DOTALL)
    assert shown
    given = dict(line.split("=", 1) for line in shown[1].splitlines())
    (tmp_path / "secret").write_text("s" * 44)

    settings = load_settings({**given, "RIC_CONFIG": str(ROOT / "config"), "RIC_SECRET_FILE": str(tmp_path / "secret")})

    assert settings.url == "https://ask.library.example"
    assert settings.trusted_proxies == ("127.0.0.1",)
