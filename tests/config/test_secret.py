"""The secret that signs everything: made once, whole, and for this user's eyes alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.secret import read_secret
from config.settings import Settings
from routing.errors import SettingsFault


def test_it_is_made_once_and_kept_for_this_user_alone(tmp_path: Path) -> None:
    first, again = [read_secret(Settings(data=tmp_path / "var")) for _ in range(2)]

    (kept,) = (tmp_path / "var").iterdir()
    assert first == again
    assert (len(first) >= 32, kept.name, oct(kept.stat().st_mode)[-3:]) == (True, "secret", "600")


def test_whoever_begins_at_once_agrees(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(lambda _: read_secret(Settings(data=tmp_path)), range(40)))

    assert len(made) == 1


def test_the_operators_own_is_used_and_nothing_is_kept(tmp_path: Path) -> None:
    assert read_secret(Settings(data=tmp_path, secret=SecretStr("s" * 32))) == b"s" * 32
    assert list(tmp_path.iterdir()) == []


def test_half_a_secret_is_a_fault_and_never_signs_anything(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"")

    with pytest.raises(SettingsFault, match="fewer than 32 bytes"):
        read_secret(Settings(data=tmp_path))


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands here")

    with pytest.raises(SettingsFault, match="RIC_DATA"):
        read_secret(Settings(data=tmp_path / "var"))
