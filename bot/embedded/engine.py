"""The embedded bot: understands with what it has learned so far, and learns beside serving."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.embedded.composer import Composer
from bot.embedded.corpus import Corpus
from bot.embedded.encoder import Encoder, load_nano_e5
from bot.embedded.lexical import LexicalIndex
from bot.embedded.memory import Question, ReplyMemory
from bot.embedded.rankers import PinyinRanker, TrainedRanker, WordsRanker
from bot.embedded.tongue import Tongues
from bot.embedded.trained import load
from bot.embedded.training import train_apart
from bot.embedded.understanding import Listener, lean_towards
from bot.embedded.wash import Washer
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.templates import Clock
from routing.language import supported
from routing.replies import Context, Reply

log = logging.getLogger(__name__)

THREADS = 2
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Mind:
    """All that is needed to reply, of one version of the knowledge; replaced as a whole."""

    listener: Listener
    composer: Composer
    memory: ReplyMemory

    def ask(self, question: Question) -> Reply:
        found = self.listener.understand(question.text, question.language)
        reply = self.composer.compose(lean_towards(found, question.last_entry))
        self.memory.keep(question, reply)
        return reply


@dataclass(frozen=True, slots=True)
class Folders:
    """Where states are kept (RIC_DATA) and vectors (RIC_CACHE)."""

    data: Path
    cache: Path


class EmbeddedBot:
    """Implements routing.ports.Bot. Work runs in its own threads; a new state or knowledge is swapped in at once."""

    def __init__(
        self,
        knowledge: Knowledge,
        folders: Folders,
        clock: Clock,
        load_encoder: Callable[[], Encoder | None] = load_nano_e5,
    ) -> None:
        self._knowledge = knowledge
        self._folders = folders
        self._clock = clock
        self._load_encoder = load_encoder
        self._encoder: Encoder | None = None
        self._tongues = Tongues()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="bot")
        self._mind: Mind | None = None
        self._learned: TrainedRanker | None = None
        self._training: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Be ready to reply: with the kept state, or with words alone while a training runs beside."""
        self._encoder = await self._in_thread(self._load_encoder)
        await self.reload(self._knowledge)

    async def reload(self, knowledge: Knowledge) -> None:
        """Reply from this knowledge from now on; what was learned of the old serves until the new is learned."""
        await self._stop_training()
        self._knowledge = knowledge
        corpus = await self._in_thread(lambda: Corpus.of(knowledge, Washer()))
        kept = await self._in_thread(lambda: self._kept(corpus))
        await self._serve(corpus, kept or self._learned or WordsRanker(corpus, LexicalIndex(corpus.texts)))
        if kept is None:
            self._training = asyncio.create_task(self._learn(corpus))

    async def trained(self) -> None:
        """Return when no training runs."""
        if self._training is not None:
            await asyncio.wait([self._training])

    @property
    def state(self) -> str:
        """What replies rest on: `learned`, `learning` (words, or what was known before), or `words` alone."""
        if self._training is not None and not self._training.done():
            return "learning"
        return "learned" if self._learned is not None else "words"

    async def close(self) -> None:
        """End the training and the threads."""
        await self._stop_training()
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def ask(self, question: str, language: str | None, context: Context) -> Reply:
        """Reply to one question; never raises for anything that a reader can type."""
        mind, asked = self._ready(), Question(question, language, context.last_entry)
        remembered = mind.memory.find(asked)
        return remembered if remembered is not None else await self._in_thread(lambda: mind.ask(asked))

    async def answer(self, entry: str, language: str) -> Reply | None:
        """Return the reply of one entry that the reader chose, or None where it is not (or no longer) published."""
        mind = self._ready()
        return await self._in_thread(lambda: mind.composer.entry(entry, supported(language)))

    async def _learn(self, corpus: Corpus) -> None:
        if not await train_apart(corpus, data=self._folders.data, cache=self._folders.cache):
            return
        kept = await self._in_thread(lambda: self._kept(corpus))
        if kept is not None:
            await self._serve(corpus, kept)
        log.info("knowledge learned", extra={"event": "knowledge_learned", "taken": kept is not None})

    def _kept(self, corpus: Corpus) -> TrainedRanker | None:
        """Return a ranker with the state that is kept for this corpus, if there is one."""
        state = load(self._folders.data / "models" / corpus.key(self._encoder.name if self._encoder else ""))
        return TrainedRanker(corpus, LexicalIndex(corpus.texts), state, self._encoder) if state else None

    async def _serve(self, corpus: Corpus, ranker: TrainedRanker | WordsRanker) -> None:
        knowledge = self._knowledge
        mind = await self._in_thread(
            lambda: Mind(
                Listener(knowledge.entries, corpus, ranker, _pinyin(ranker)),
                Composer(knowledge, self._clock, self._tongues),
                ReplyMemory(self._clock),
            ),
        )
        self._learned = ranker if isinstance(ranker, TrainedRanker) else None
        self._mind = mind

    def _ready(self) -> Mind:
        if self._mind is None:
            raise RuntimeError("the bot was asked before it was started")
        return self._mind

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _stop_training(self) -> None:
        if self._training is not None:
            self._training.cancel()
            await asyncio.wait([self._training])
            self._training = None


def _pinyin(ranker: TrainedRanker | WordsRanker) -> PinyinRanker | None:
    if isinstance(ranker, TrainedRanker) and any(ranker.trained.spelled):
        return PinyinRanker(ranker.corpus, ranker.trained.spelled)
    return None
