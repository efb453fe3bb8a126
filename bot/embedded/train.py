"""The training as a process of its own: `python -m bot.embedded.train` reads a request on stdin, reports on stderr."""

import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.embedded.corpus import Corpus, Row
from bot.embedded.encoder import load_nano_e5
from bot.embedded.trained import Progress, load, save, train

KEPT = 5
"""States that are kept, so that taking back an edit needs no training."""

NICE = 10
"""Serving readers goes before training."""


def main() -> None:
    request = json.load(sys.stdin)
    os.nice(NICE)
    rows = tuple(Row(**row) for row in request["rows"])
    train_and_keep(Corpus.of_rows(rows), data=Path(request["data"]), cache=Path(request["cache"]))


def train_and_keep(corpus: Corpus, *, data: Path, cache: Path) -> None:
    """Train and keep the state, unless another process has kept it meanwhile."""
    encoder = load_nano_e5()
    key = corpus.key(encoder.name if encoder else "")
    with _alone(data / "models" / f"{key}.lock"):
        folder = data / "models" / key
        if load(folder) is None:
            save(train(corpus, encoder, cache=cache, progress=_progress()), folder)
            forget_old(data / "models")
            _say(f"{len(corpus.rows)} phrasings of {len(corpus.entries)} entries learned")


def forget_old(models: Path, keep: int = KEPT) -> None:
    """Delete all but the newest states; each is a few megabytes and can be made again."""
    states = sorted(models.glob("*/state.json"), key=lambda state: state.stat().st_mtime, reverse=True)
    for state in states[keep:]:
        shutil.rmtree(state.parent, ignore_errors=True)
        state.parent.with_suffix(".lock").unlink(missing_ok=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock among the processes of this machine; it ends with the process, however that ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _progress(every: float = 2.0) -> Progress:
    """Return a reporter that writes a line at most every so many seconds, and at the end of each part."""
    last = time.monotonic()

    def report(what: str, done: int, of: int) -> None:
        nonlocal last
        if done == of or time.monotonic() - last >= every:
            last = time.monotonic()
            _say(f"{what} {done} of {of}")

    return report


def _say(words: str) -> None:
    print(f"training: {words}", file=sys.stderr, flush=True)  # noqa: T201 - whoever waits reads this


if __name__ == "__main__":
    main()
