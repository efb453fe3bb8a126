// The reader's session as one value, and what each event makes of it. Pure: no clock, no socket, no page.
import type { ErrorCode, Message, OwnerState, ServerFrame, Welcome } from './frames';

/** What the reader wrote and the server has not yet acknowledged. */
export interface Unsent {
  readonly clientId: string;
  readonly text: string;
  /** Set when an offered entry was chosen; `text` is its title then. */
  readonly entry: string | null;
  readonly at: string;
  /** It went out on some connection, so the server may have it. */
  readonly tried: boolean;
  readonly failed: ErrorCode | null;
  /** The seq under which a resumed session brought it back before its ack came. */
  readonly seq: number | null;
}

export interface Session extends OwnerState {
  readonly id: string | null;
  /** Ascending by seq, each seq once. */
  readonly messages: readonly Message[];
  readonly unsent: readonly Unsent[];
  readonly connected: boolean;
  /** The server welcomed this page at least once: there is a state to show. */
  readonly welcomed: boolean;
  /** The highest seq that a frame with messages brought. An ack does not count: what came before it may still be under way. */
  readonly received: number;
  /** The reader saw everything up to here. */
  readonly seen: number;
  /** The server keeps older messages than it handed out: a welcome carries the last 500 only. */
  readonly olderLeftOut: boolean;
  /** The session's name has changed, and the whole of it has to be asked for again. */
  readonly stale: boolean;
  readonly typing: boolean;
  /** The reader asked for a librarian and nothing came of it yet. */
  readonly asking: boolean;
  /** The reader has just gone back to the automatic answers. */
  readonly tookBack: boolean;
  readonly notice: ErrorCode | null;
  /** The newest messages that screen readers are to be told. */
  readonly news: readonly Message[];
}

export type SessionEvent =
  | { readonly type: 'frame'; readonly frame: ServerFrame; readonly at: string }
  | { readonly type: 'written'; readonly clientId: string; readonly text: string; readonly entry: string | null; readonly at: string }
  | { readonly type: 'tried'; readonly clientId: string }
  | { readonly type: 'retried'; readonly clientId: string }
  | { readonly type: 'discarded'; readonly clientId: string }
  | { readonly type: 'asked' }
  | { readonly type: 'typing_ended' }
  | { readonly type: 'lost' }
  | { readonly type: 'saw'; readonly seq: number }
  | { readonly type: 'notice_read' };

const KEPT_NEWS = 5;
const WITH_BOT: OwnerState = { owner: 'bot', case: null, position: null, wait_minutes: null, librarian: null };

export function beginSession(id: string | null, unsent: readonly Unsent[] = []): Session {
  const nothing = { welcomed: false, connected: false, received: 0, seen: 0, olderLeftOut: false, stale: false };
  return { id, messages: [], unsent, ...WITH_BOT, ...nothing, typing: false, asking: false, tookBack: false, notice: null, news: [] };
}

/** Returns the session after an event; the same value where the event changes nothing. */
export function reduce(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'frame':
      return receive(session, event.frame, event.at);
    case 'written': {
      const { clientId, text, entry, at } = event;
      return { ...session, notice: null, tookBack: false, unsent: [...session.unsent, { clientId, text, entry, at, tried: false, failed: null, seq: null }] };
    }
    case 'tried':
      return changeUnsent(session, event.clientId, { tried: true });
    case 'retried':
      return changeUnsent({ ...session, notice: null }, event.clientId, { failed: null });
    case 'discarded':
      return { ...session, unsent: session.unsent.filter((one) => one.clientId !== event.clientId) };
    case 'asked':
      return { ...session, asking: true, tookBack: false };
    case 'typing_ended':
      return session.typing ? { ...session, typing: false } : session;
    case 'lost':
      return { ...session, connected: false, typing: false };
    case 'saw':
      return event.seq > session.seen ? { ...session, seen: event.seq } : session;
    case 'notice_read':
      return { ...session, notice: null };
  }
}

function receive(session: Session, frame: ServerFrame, at: string): Session {
  switch (frame.type) {
    case 'welcome':
      return welcome(session, frame);
    case 'ack':
      return acknowledge(session, frame.client_id, frame.seq, at);
    case 'message':
      return { ...addMessages(session, [frame]), typing: false, received: Math.max(session.received, frame.seq), news: tell(session, [frame]) };
    case 'owner': {
      const { owner, case: number, position, wait_minutes, librarian } = frame;
      const answered = owner === 'waiting' || owner === 'librarian';
      const tookBack = owner === 'bot' && (session.owner === 'waiting' || session.tookBack);
      return { ...session, owner, case: number, position, wait_minutes, librarian, tookBack, asking: session.asking && !answered };
    }
    case 'typing':
      return frame.author === 'reader' ? session : { ...session, typing: frame.on };
    case 'error':
      return refuse(session, frame.code, frame.client_id);
    default:
      return session; // a frame of a later version
  }
}

function welcome(session: Session, frame: Welcome): Session {
  // Another name is either another session or this one renewed, and `after` was said of the old one: ask for all of it.
  const renamed = session.id !== frame.session && session.messages.length > 0;
  if (renamed && !session.stale) return { ...session, id: frame.session, received: 0, stale: true };
  const { received, owner, asking } = session;
  const fresh = frame.messages.filter(({ seq }) => seq > received);
  const place = owner === frame.owner ? session : WITH_BOT;
  return {
    ...matchUnsent(addMessages(session.stale ? { ...session, messages: [] } : session, fresh), fresh),
    id: frame.session,
    owner: frame.owner,
    case: frame.case,
    position: place.position,
    wait_minutes: place.wait_minutes,
    librarian: place.librarian,
    connected: true,
    welcomed: true,
    stale: false,
    received: Math.max(received, ...frame.messages.map(({ seq }) => seq)),
    olderLeftOut: session.olderLeftOut || frame.more,
    asking: asking && frame.owner !== 'waiting' && frame.owner !== 'librarian',
    news: session.welcomed ? tell(session, fresh) : session.news,
  };
}

// A resumed session brings back what was written before the connection broke, without its client_id. Until the ack
// of the second sending tells for sure, the oldest message with the same words is taken for it and not drawn twice.
function matchUnsent(session: Session, fresh: readonly Message[]): Session {
  const free = fresh.filter(({ author }) => author === 'reader');
  const unsent = session.unsent.map((one) => {
    const found = one.tried && one.seq === null ? free.findIndex(({ text }) => text === one.text) : -1;
    const [message] = found < 0 ? [] : free.splice(found, 1);
    return message ? { ...one, seq: message.seq } : one;
  });
  return { ...session, unsent };
}

function acknowledge(session: Session, clientId: string, seq: number, at: string): Session {
  const mine = session.unsent.find((one) => one.clientId === clientId);
  if (!mine) return session;
  const { text } = mine;
  const message: Message = { seq, author: 'reader', name: null, text, html: '', at, choices: [], sources: [], attachments: [] };
  return addMessages({ ...session, unsent: session.unsent.filter((one) => one !== mine) }, [message]);
}

function refuse(session: Session, code: ErrorCode, clientId: string | undefined): Session {
  if (clientId === undefined) return { ...session, notice: code === 'bad_frame' ? session.notice : code, asking: false };
  return changeUnsent(session, clientId, { failed: code });
}

function addMessages(session: Session, arrived: readonly Message[]): Session {
  const bySeq = new Map(session.messages.map((message) => [message.seq, message]));
  for (const message of arrived) if (!bySeq.has(message.seq)) bySeq.set(message.seq, message);
  if (bySeq.size === session.messages.length) return session;
  return { ...session, messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq) };
}

function tell(session: Session, arrived: readonly Message[]): readonly Message[] {
  const fresh = arrived.filter(({ seq, author }) => author !== 'reader' && !session.messages.some((known) => known.seq === seq));
  return fresh.length > 0 ? [...session.news, ...fresh].slice(-KEPT_NEWS) : session.news;
}

function changeUnsent(session: Session, clientId: string, change: Partial<Unsent>): Session {
  return { ...session, unsent: session.unsent.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)) };
}
