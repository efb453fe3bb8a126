"""One web session as its reader sees it: what is still to be written, and every frame held against the contract."""

import asyncio
import json
from typing import Any

import aiohttp

from faults.ledger import Said, WebTalk, Written, follow
from faults.plan import Plan
from faults.questions import Question

Frame = dict[str, Any]
MOST_UNANSWERED = 8


class Visit:
    """One session as its reader sees it."""

    def __init__(self, plan: Plan, questions: list[tuple[str, Question]]) -> None:
        self._plan = plan
        self._to_write = questions
        self.talk = WebTalk()
        self.session: str | None = None
        self.last = 0
        self.refused: list[Written] = []
        self.welcome = asyncio.Event()

    @property
    def unacknowledged(self) -> list[Written]:
        """What has to be sent again."""
        return [written for written in self.talk.written if not written.acknowledged]

    @property
    def finished(self) -> bool:
        """Tell whether everything was written, acknowledged and answered, by a person where one was asked for."""
        if self._to_write or self.unacknowledged:
            return False
        course = follow(self.talk.told)
        return not course.open and not course.with_people

    def may_write(self, *, enough: bool) -> bool:
        """Tell whether there is more to write, and the backlog is not too long."""
        if enough:
            self._to_write.clear()
        backlog = len(follow(self.talk.told).open) + len(self.unacknowledged)
        return bool(self._to_write) and backlog < MOST_UNANSWERED

    def write(self) -> Written:
        """Return the next message, noted before it is sent."""
        key, question = self._to_write.pop(0)
        self.talk.written.append(self._plan.ledger.write("web", key, question))
        return self.talk.written[-1]

    async def send(self, socket: aiohttp.ClientWebSocketResponse, written: Written) -> None:
        """Send one message, for the first time or again."""
        frame = {"type": "message", "client_id": written.key, "text": written.question.text}
        await socket.send_str(json.dumps(frame))

    def hear(self, frame: Frame) -> None:
        """Take one frame and hold it against the contract."""
        match frame["type"]:
            case "welcome":
                if self.session and frame["session"] != self.session and self.talk.told:
                    self._wrong("the session was not resumed")
                self.session = frame["session"]
                for message in frame["messages"]:
                    self._take(Said(message["seq"], message["author"], message["text"]))
                self.welcome.set()
            case "message":
                self._take(Said(frame["seq"], frame["author"], frame["text"]))
            case "ack":
                self._hear_ack(frame)
            case "error" if frame["code"] == "unavailable":
                self._plan.ledger.counts["web: unavailable"] += 1
                self.refused += [each for each in self.unacknowledged if each.key == frame.get("client_id")]
            case "error":
                self._wrong(f"an error nobody gave cause for: {frame['code']}")

    def _hear_ack(self, frame: Frame) -> None:
        written = self._plan.ledger.written[frame["client_id"]]
        if written.seq not in {None, frame["seq"]}:
            self._wrong(f"two acks with different seq: {written.seq}, {frame['seq']}")
        written.seq = frame["seq"]
        written.acknowledge()
        if all(said.seq != written.seq for said in self.talk.told):
            self._take(Said(frame["seq"], "reader", written.question.text))

    def _take(self, said: Said) -> None:
        if said.seq <= self.last:
            self._wrong(f"seq {said.seq} was told after {self.last}")
        self.last = max(self.last, said.seq)
        self.talk.told.append(said)

    def _wrong(self, what: str) -> None:
        first = self.talk.written[0].key if self.talk.written else "?"
        self._plan.ledger.wrong.append(f"web, session of {first}: {what}")
