from pathlib import Path

import pytest

from crm_store.files import StoredFiles
from routing.errors import NotFound, Unavailable


def kept(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


async def test_bytes_come_back_as_they_were_given(tmp_path: Path) -> None:
    files = StoredFiles(tmp_path / "files")

    attachment = await files.keep("a.pdf", "application/pdf", b"%PDF")

    assert (attachment.name, attachment.type, attachment.size) == ("a.pdf", "application/pdf", 4)
    assert await files.read(attachment) == b"%PDF"


async def test_the_same_bytes_are_kept_once_under_two_ids(tmp_path: Path) -> None:
    files = StoredFiles(tmp_path)

    one, other = [await files.keep(name, "text/plain", b"same") for name in ("a.txt", "b.txt")]

    assert (one.digest, one.id == other.id) == (other.digest, False)
    assert len(kept(tmp_path)) == 1


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\thesis.docx", "thesis.docx"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("nul\x00l.txt", "nul\ufffdl.txt"),
        ("\u202egpj.exe", "gpj.exe"),
        ("文件 一.pdf", "文件 一.pdf"),
    ],
)
async def test_a_name_is_a_name_and_nothing_else(tmp_path: Path, given: str, name: str) -> None:
    attachment = await StoredFiles(tmp_path).keep(given, "text/plain", b"x")

    assert attachment.name == name


async def test_a_very_long_name_is_cut(tmp_path: Path) -> None:
    assert len((await StoredFiles(tmp_path).keep("a" * 5000, "text/plain", b"x")).name) == 200


async def test_a_folder_that_takes_nothing_is_unavailable_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file stands here")

    with pytest.raises(Unavailable):
        await StoredFiles(tmp_path / "files").keep("a", "text/plain", b"x")
    assert len(kept(tmp_path)) == 1


async def test_a_file_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    files = StoredFiles(tmp_path)
    attachment = await files.keep("a", "text/plain", b"x")
    await files.forget(attachment.digest)

    with pytest.raises(NotFound):
        await files.read(attachment)
    await files.forget(attachment.digest)
