import os
from pathlib import Path

from bot.embedded.train import forget_old


def keep_state(models: Path, name: str, age: int):
    (models / name).mkdir(parents=True)
    (models / f"{name}.lock").touch()
    state = models / name / "state.json"
    state.write_text("{}")
    os.utime(state, (1_000_000 - age, 1_000_000 - age))


def test_only_the_newest_states_are_kept(tmp_path: Path):
    for age, name in enumerate(["newest", "new", "old", "oldest"]):
        keep_state(tmp_path, name, age)

    forget_old(tmp_path, keep=2)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "new.lock", "newest", "newest.lock"]
