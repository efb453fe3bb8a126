"""Mails of 4 KB: how many a second are accepted, beside aiosmtpd with an empty handler, and how many answered."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, repeat
from statistics import median

from benchmarks.alone import alone
from benchmarks.distinct_questions import distinct_questions
from benchmarks.exchanges import QUESTION
from benchmarks.figures import Line, Run, Section, nothing_lost, ratios, spread
from benchmarks.servers import Server, listening, open_database, ric
from benchmarks.smtp_sessions import letters, send_all
from tests.parts.smtp_sink import SmtpSink, smtp_sink

SESSIONS = 16
WANTED = 60.0
_SECONDS_TO_ANSWER = 300.0
NOTE = (
    f"{SESSIONS} SMTP sessions at once give mails of 4 KB with two parts, each of another sender, to one process with "
    "all rooms over SQLite, which reads and answers meanwhile; raw mail and envelope are durable before 250. The floor "
    "is aiosmtpd with an empty handler. The relay that takes the answers runs beside the senders."
)


@dataclass(frozen=True, slots=True)
class Round:
    """Mails accepted a second, and answers a second from the first mail to the last answer."""

    accepted: float
    answered: float


class Office:
    """A RIC with its relay; each round waits until all is answered."""

    def __init__(self, server: Server, sink: SmtpSink, runner: asyncio.Runner) -> None:
        self._server, self._sink, self._runner = server, sink, runner
        self._numbers = count()
        self.sent = 0

    def round(self, questions: Iterator[str], mails: int) -> Round:
        return self._runner.run(self._round(questions, mails))

    async def _round(self, questions: Iterator[str], mails: int) -> Round:
        given = letters(questions, f"r{next(self._numbers)}-", mails)
        self.sent += mails
        began = time.perf_counter()
        accepted = await send_all(self._server.smtp_port, given, sessions=SESSIONS)
        await self._sink.wait_for(self.sent, seconds=_SECONDS_TO_ANSWER)
        return Round(accepted, mails / (time.perf_counter() - began))


def measure(run: Run) -> Section:
    """Measure with questions that need no encoder in turn with the floor, then once with such that do."""
    folder, mails = run.folder / "mails", run.pick(480, 160)
    with (
        asyncio.Runner() as runner,
        _sink(runner) as sink,
        listening("benchmarks.floor_mail") as (port, _),
        open_database("sqlite", folder) as database,
        ric(run, folder / "ric", database, {"RIC_MAIL_RELAY": f"127.0.0.1:{sink.port}"}) as server,
    ):
        office = Office(server, sink, runner)
        office.round(repeat(QUESTION), SESSIONS)

        def bare() -> Round:
            given = letters(repeat(QUESTION), "floor", mails)
            return Round(runner.run(send_all(port, given, sessions=SESSIONS)), 0)

        pairs = run.in_turn("mails", bare, lambda: office.round(repeat(QUESTION), mails))
        run.say("  mails: questions that need the encoder")
        encoded = office.round(distinct_questions(), mails // 2)
        stored, answers = server.stored(), len(sink.mails)
    lost = nothing_lost(f"{answers:,} answers", lost=abs(office.sent - stored["reader"]), doubled=answers - office.sent)
    return Section("Mail", (*_lines(pairs, encoded), lost), NOTE)


def _lines(pairs: list[tuple[Round, Round]], encoded: Round) -> Iterator[Line]:
    shares = [100 * each for each in ratios([(bare.accepted, ours.accepted) for bare, ours in pairs])]
    yield Line("accepted/s", spread([ours.accepted for _, ours in pairs]), spread([bare.accepted for bare, _ in pairs]))
    yield Line("% of the floor", spread(shares, 1), "100", f">= {WANTED:.0f} %", median(shares) >= WANTED)
    answered = [ours.answered for _, ours in pairs]
    share = max(0.0, 1 - encoded.answered / median(answered))
    yield Line("answered/s, no encoder needed", spread(answered))
    yield Line(
        "answered/s, each question encoded", f"{encoded.answered:.0f}; {100 * share:.0f} % of the time is the encoder's"
    )


@contextmanager
def _sink(runner: asyncio.Runner) -> Iterator[SmtpSink]:
    sink = smtp_sink()
    try:
        yield runner.run(sink.__aenter__())
    finally:
        runner.run(sink.__aexit__(None, None, None))


if __name__ == "__main__":
    alone(measure, __doc__)
