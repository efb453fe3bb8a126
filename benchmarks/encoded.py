"""Questions that need the encoder, beside the encoder alone on the same cores: `python -m benchmarks.encoded`."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from statistics import median

from benchmarks.alone import alone
from benchmarks.distinct_questions import as_encoded, distinct_questions
from benchmarks.exchanges import lost_line
from benchmarks.figures import Line, Run, Section, percentile, ratios, spread
from benchmarks.readers import Heard, ask_in_turn
from benchmarks.servers import open_database, ric
from bot.embedded.wash import Washer
from tests.parts.ric import ROOT, clean_environment

READERS = 20
WANTED = 80.0
_MOST_A_SECOND = 600
NOTE = (
    f"{READERS} readers at once, SQLite, one process; no question comes twice and no phrasing answers it word for "
    "word, so each is encoded. The floor is the encoder in a loop, with the threads and settings that it has in RIC, "
    "over the same kind of texts; there the readers take no part of the cores."
)


def measure(run: Run) -> Section:
    """Measure questions a second, in turn with the encoder alone."""
    questions, heard = distinct_questions(), list[Heard]()
    encoded = [as_encoded(each, Washer()) for each in islice(questions, int(_MOST_A_SECOND * run.seconds))]

    def ours(seconds: float = run.seconds) -> float:
        heard.append(
            asyncio.run(ask_in_turn([server.url], readers=READERS, seconds=seconds, question=lambda: next(questions)))
        )
        return heard[-1].rate

    folder = run.folder / "encoded"
    with (
        open_database("sqlite", folder) as database,
        encoder_alone() as encoder,
        ric(run, folder / "ric", database) as server,
    ):
        ours(1.0)
        pairs = run.in_turn("encoder", lambda: _rate(encoder, run.seconds, encoded), ours)
        lost = lost_line("RIC", heard, server.stored())
    shares = [100 * each for each in ratios(pairs)]
    times = [each.milliseconds for each in heard[1:]]
    p50, p99 = (median(percentile(each, share) for each in times) for share in (0.5, 0.99))
    lines = (
        Line("questions/s", spread([pair[1] for pair in pairs], 1), spread([pair[0] for pair in pairs], 1)),
        Line("% of the encoder alone", spread(shares, 1), "100", f">= {WANTED:.0f} %", median(shares) >= WANTED),
        Line("p50 / p99 ms", f"{p50:.0f} / {p99:.0f}"),
        lost,
    )
    return Section("Questions that need the encoder", lines, NOTE)


@contextmanager
def encoder_alone() -> Iterator["subprocess.Popen[str]"]:
    """Run the encoder without RIC."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.encoder_alone"],
        cwd=ROOT,
        env=clean_environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdin
        if "ready" not in process.stdout.readline():
            raise RuntimeError("the encoder did not start")
        yield process
        process.stdin.close()


def _rate(encoder: "subprocess.Popen[str]", seconds: float, texts: list[str]) -> float:
    assert encoder.stdin
    assert encoder.stdout
    print(json.dumps({"seconds": seconds, "texts": texts}), file=encoder.stdin, flush=True)
    return float(json.loads(encoder.stdout.readline()))


if __name__ == "__main__":
    alone(measure, __doc__)
