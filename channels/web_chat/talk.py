"""One reader's talk over one socket: what each frame does, and what the reader is told of the stored thread."""

from collections.abc import Callable
from dataclasses import dataclass

from channels.web_chat.frames import (
    AskLibrarian,
    BackToBot,
    BadFrame,
    Choose,
    Frame,
    Hello,
    Seen,
    Types,
    Write,
    text_fault,
    welcome_frame,
)
from channels.web_chat.hub import Hub
from channels.web_chat.outgoing import Outgoing
from channels.web_chat.pace import Pace
from channels.web_chat.sessions import Session, Sessions
from routing.conversations import Owner
from routing.intake import Intake
from routing.language import supported
from routing.messages import Author, Channel, Inbound
from routing.ports import Clock, Fanout, Titles, Typing
from routing.reader_actions import ReaderActions
from routing.store_ports import News, ReaderThreads, SessionState

MOST_WELCOMED = 500


@dataclass(frozen=True, slots=True)
class ChatParts:
    """What a socket works with."""

    intake: Intake
    actions: ReaderActions
    threads: ReaderThreads
    fanout: Fanout
    titles: Titles
    hub: Hub
    sessions: Sessions
    pace: Pace
    clock: Clock


class ReaderTalk:
    """Serves one frame after the other; `out` collects what is to be sent."""

    def __init__(self, parts: ChatParts, *, may_begin: Callable[[], bool]) -> None:
        self.out = Outgoing()
        self._parts = parts
        self._may_begin = may_begin
        self._session: Session | None = None
        self._language = "zh-CN"
        self._state: SessionState | None = None
        self._seen = 0
        self._over = False

    @property
    def has_begun(self) -> bool:
        """Tell whether hello was said."""
        return self._session is not None

    @property
    def told(self) -> int:
        """The last seq told on this socket."""
        return self.out.told

    def tell(self, news: News, wait_minutes: int | None) -> None:
        """Tell what is new; called by the hub."""
        self._state = news.state
        self.out.tell(news, wait_minutes)

    def tell_typing(self, author: Author, *, on: bool) -> None:
        """Tell that somebody is typing; called by the hub."""
        self.out.put({"type": "typing", "author": author.value, "on": on})

    def end(self) -> None:
        """Hear of nothing any more."""
        self._over = True
        if self._state is not None:
            self._parts.hub.leave(self._state.contact_id, self)
        elif self._session is not None:
            self._parts.hub.await_no_more(self._session.address, self)

    async def meet(self) -> None:
        """Listen from now on: this session has said its first words on another socket; called by the hub."""
        if self._state is None and self._session is not None:
            await self._look_up(self._session)

    async def serve(self, frame: Frame) -> None:  # noqa: C901 (one line a kind of frame)
        """Do what a frame asks for. Raises BadFrame, or Unavailable where nothing was stored."""
        if isinstance(frame, Hello):
            await self._welcome(frame)
        elif self._session is None:
            raise BadFrame("hello comes first")
        elif isinstance(frame, Write):
            await self._store(self._session, frame.client_id, text=frame.text, fault=text_fault(frame))
        elif isinstance(frame, Choose):
            await self._choose(self._session, frame)
        elif isinstance(frame, AskLibrarian):
            self._keep_pace(self._session, None)
            language = self._language
            await self._parts.actions.ask_librarian(Channel.WEB, self._session.address, language)
            await self._look_up(self._session)
        elif isinstance(frame, BackToBot):
            if self._state is not None and self._state.owner is Owner.WAITING:
                await self._parts.actions.back_to_bot(Channel.WEB, self._session.address)
        elif isinstance(frame, Types):
            self._type(on=frame.on)
        elif isinstance(frame, Seen) and self._state is not None:
            await self._mark_seen(self._state, min(frame.seq, self.out.told))

    async def _welcome(self, hello: Hello) -> None:
        if self._session is not None:
            raise BadFrame("hello was said already")
        now = self._parts.clock()
        token = hello.session if isinstance(hello.session, str) else None
        session = self._parts.sessions.resume(token, now)
        if session is None and not self._may_begin():
            raise BadFrame("too many new sessions from this address; please wait a minute", code="rate_limited")
        session = session or self._parts.sessions.begin(now)
        after = 0 if session.fresh else max(hello.after or 0, 0)
        self._language = supported(hello.language)
        state = None if session.fresh else await self._parts.threads.find(Channel.WEB, session.address)
        messages = await self._parts.threads.latest(state.contact_id, after, MOST_WELCOMED + 1) if state else []
        last = messages[-1].seq if messages else min(after, state.last_seq if state else 0)
        self._session = session
        self.out.told = last
        more = len(messages) > MOST_WELCOMED
        language = state.language if state else self._language
        self.out.put(welcome_frame(session.token, language, state, messages[-MOST_WELCOMED:], more=more))
        if state is not None:
            self._begin_listening(state)
        else:
            self._parts.hub.await_first(session.address, self)

    async def _store(
        self, session: Session, client_id: str, *, text: str, entry: str | None = None, fault: BadFrame | None = None
    ) -> None:
        self._keep_pace(session, client_id)
        external_id = f"{session.address}:{client_id}"
        if fault is not None:
            await self._repeat(session, client_id, external_id, fault)
            return
        self.out.expect(external_id, client_id)
        inbound = Inbound(Channel.WEB, session.address, external_id, text, language=self._language, entry=entry)
        try:
            stored = await self._parts.intake.receive(inbound)
        except Exception:
            self.out.forget(external_id)
            raise
        self._follow(stored.conversation.contact_id)
        if not self.out.acknowledge(client_id, external_id, stored.message.seq):
            self._parts.hub.refresh(stored.conversation.contact_id)
        if self._state is None:
            await self._look_up(session)

    async def _repeat(self, session: Session, client_id: str, external_id: str, fault: BadFrame) -> None:
        """Ack again what was stored under this client_id, whatever its frame holds now; else tell the fault."""
        seq = await self._parts.threads.find_seq(Channel.WEB, external_id)
        if seq is None:
            raise fault
        self.out.expect(external_id, client_id)
        if not self.out.acknowledge(client_id, external_id, seq):
            await self._look_up(session)

    def _follow(self, contact_id: int) -> None:
        """Begin a new thread where the old one's contact was erased while this socket was open."""
        if self._state is not None and self._state.contact_id != contact_id:
            self._parts.hub.leave(self._state.contact_id, self)
            self._state = None
            self.out.told = self._seen = 0

    async def _choose(self, session: Session, frame: Choose) -> None:
        language = self._state.language if self._state else self._language
        title = self._parts.titles.title(frame.entry, language)
        fault = None if title else BadFrame("there is no such entry", client_id=frame.client_id)
        await self._store(session, frame.client_id, text=title or "", entry=frame.entry, fault=fault)

    async def _look_up(self, session: Session) -> None:
        """Find this session's contact, which its first message has made, and listen."""
        state = await self._parts.threads.find(Channel.WEB, session.address)
        if state is not None and not self._over:
            if self._state is None:
                self._parts.hub.await_no_more(session.address, self)
                self._begin_listening(state)
            else:
                self._parts.hub.refresh(state.contact_id)

    def _begin_listening(self, state: SessionState) -> None:
        self._state = state
        self._parts.hub.join(state.contact_id, self)
        if state.owner is Owner.BOT:
            self.out.tell_owner(state, None, known=True)  # what every session begins with needs no frame
        self._parts.hub.refresh(state.contact_id)

    async def _mark_seen(self, state: SessionState, seq: int) -> None:
        if seq > self._seen:
            await self._parts.threads.mark_seen(state.contact_id, seq)
            self._seen = seq

    def _type(self, *, on: bool) -> None:
        if self._state is not None and self._parts.pace.allows(f"{self._state.contact_id} typing"):
            ids = self._state.conversation_id, self._state.contact_id
            self._parts.fanout.typing(Typing(*ids, Author.READER, on))

    def _keep_pace(self, session: Session, client_id: str | None) -> None:
        if not self._parts.pace.allows(session.address):
            raise BadFrame("too many messages; please wait a moment", code="rate_limited", client_id=client_id)
