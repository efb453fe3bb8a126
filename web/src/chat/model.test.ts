import { expect, test } from 'vitest';
import type { Message, ServerFrame, Welcome } from './frames';
import { beginSession, reduce, type Session, type SessionEvent } from './model';
import { message } from './testing/fake_library';
import { drawnUnsent, isAnswering, openChoices, toSend, unreadCount } from './view';

const AT = '2026-05-20T06:05:00Z';

const frame = (given: ServerFrame): SessionEvent => ({ type: 'frame', frame: given, at: AT });
const written = (clientId: string, text = 'hi'): SessionEvent => ({ type: 'written', clientId, text, entry: null, at: AT });
const arrived = (...args: Parameters<typeof message>): SessionEvent => frame({ type: 'message', ...message(...args) });
const ack = (client_id: string, seq: number): SessionEvent => frame({ type: 'ack', client_id, seq });

function welcome(messages: Message[] = [], given: Partial<Welcome> = {}): SessionEvent {
  return frame({ type: 'welcome', session: 's1', owner: 'bot', language: 'en', case: null, messages, more: false, ...given });
}

function after(...events: SessionEvent[]): Session {
  return events.reduce(reduce, beginSession(null));
}

const seqs = ({ messages }: Session): number[] => messages.map(({ seq }) => seq);

test('messages stand in the order of seq, however they come, and each once', () => {
  const session = after(welcome([message(1), message(4)]), arrived(9), arrived(6), arrived(9), arrived(1));

  expect(seqs(session)).toEqual([1, 4, 6, 9]);
});

test('an acknowledged message takes its place among the others', () => {
  const session = after(welcome([message(1)]), written('a', 'my words'), arrived(5), ack('a', 3));

  expect(seqs(session)).toEqual([1, 3, 5]);
  expect(session.messages[1]).toMatchObject({ author: 'reader', text: 'my words' });
  expect(session.unsent).toEqual([]);
});

test('an ack does not move the point from which a session resumes', () => {
  expect(after(welcome(), arrived(2), written('a'), ack('a', 7)).received).toBe(2);
});

test('an ack that comes twice changes nothing', () => {
  const once = after(welcome(), written('a'), ack('a', 1));

  expect(reduce(once, ack('a', 1))).toBe(once);
});

test('what a resumed session brings back is not drawn beside the same words waiting for their ack', () => {
  const session = after(welcome(), written('a', 'hello'), { type: 'tried', clientId: 'a' }, { type: 'lost' }, welcome([message(1, { author: 'reader', text: 'hello' })]));

  expect(drawnUnsent(session)).toEqual([]);
  expect(toSend(session)).toHaveLength(1);
});

test('the same words of another tab do not swallow a message: its ack brings it back', () => {
  const mine = [written('a', 'hello'), { type: 'tried', clientId: 'a' } as const];
  const session = after(welcome(), ...mine, { type: 'lost' }, welcome([message(1, { author: 'reader', text: 'hello' })]), ack('a', 2));

  expect(seqs(session)).toEqual([1, 2]);
});

test('words that never went out are not taken for stored ones', () => {
  const session = after(written('a', 'hello'), welcome([message(1, { author: 'reader', text: 'hello' })]));

  expect(drawnUnsent(session)).toHaveLength(1);
});

test('another name for the session has all of it asked for again before anything is drawn anew', () => {
  const renamed = after(welcome([message(8)]), { type: 'lost' }, welcome([], { session: 's2' }));

  expect(renamed).toMatchObject({ id: 's2', received: 0, stale: true, connected: false });
  expect(seqs(renamed)).toEqual([8]);
});

test('a session that was only renewed keeps its thread', () => {
  const renewed = after(welcome([message(8)]), { type: 'lost' }, welcome([], { session: 's2' }), welcome([message(8), message(9)], { session: 's2' }));

  expect(seqs(renewed)).toEqual([8, 9]);
  expect(renewed.news.map(({ seq }) => seq)).toEqual([9]);
});

test('another session begins empty, but what waits to be sent goes along', () => {
  const session = after(welcome([message(8)]), written('a'), welcome([], { session: 's2' }), welcome([], { session: 's2' }));

  expect(session).toMatchObject({ id: 's2', messages: [], stale: false });
  expect(toSend(session)).toHaveLength(1);
});

test('a session that was kept and is no longer known is simply a new one', () => {
  expect(reduce(beginSession('old'), welcome([]))).toMatchObject({ id: 's1', stale: false, connected: true });
});

test('older messages that were left out are remembered', () => {
  expect(after(welcome([message(301)], { more: true }), welcome([])).olderLeftOut).toBe(true);
});

test('a refused message waits for the reader, and goes out again under its own id', () => {
  const refused = after(welcome(), written('a'), frame({ type: 'error', code: 'too_long', detail: '', client_id: 'a' }));
  expect(refused.unsent[0]).toMatchObject({ clientId: 'a', failed: 'too_long' });
  expect(toSend(refused)).toEqual([]);

  expect(toSend(reduce(refused, { type: 'retried', clientId: 'a' }))).toMatchObject([{ clientId: 'a' }]);
});

test('a message that failed for a passing reason goes out by itself on the next connection', () => {
  const session = after(welcome(), written('a'), frame({ type: 'error', code: 'unavailable', detail: '', client_id: 'a' }));

  expect(toSend(session)).toHaveLength(1);
});

test('an error of no message is shown, but for frames that only we could have got wrong', () => {
  const limited: ServerFrame = { type: 'error', code: 'rate_limited', detail: '' };

  expect(after(frame(limited)).notice).toBe('rate_limited');
  expect(after(frame({ ...limited, code: 'bad_frame' })).notice).toBeNull();
});

test('asking for a librarian lasts until somebody has taken it', () => {
  const asked = after(welcome(), { type: 'asked' });
  const owner = { type: 'owner', case: 'R-1', position: 1, wait_minutes: null, librarian: null } as const;

  expect(reduce(asked, frame({ ...owner, owner: 'bot' })).asking).toBe(true);
  expect(reduce(asked, frame({ ...owner, owner: 'waiting' }))).toMatchObject({ asking: false, case: 'R-1', position: 1 });
  expect(reduce(asked, welcome([], { owner: 'librarian' })).asking).toBe(false);
});

test('a place in the queue does not outlive the waiting', () => {
  const waiting = frame({ type: 'owner', owner: 'waiting', case: 'R-1', position: 2, wait_minutes: 5, librarian: null });

  expect(after(welcome(), waiting, { type: 'lost' }, welcome([], { owner: 'waiting', case: 'R-1' }))).toMatchObject({ position: 2 });
  expect(after(welcome(), waiting, { type: 'lost' }, welcome([], { owner: 'closed', case: 'R-1' }))).toMatchObject({ position: null, case: 'R-1' });
});

test('screen readers are told of what comes in, not of history and not of their own words', () => {
  const session = after(welcome([message(1)]), arrived(2), arrived(3, { author: 'reader' }), { type: 'lost' }, welcome([message(4)]));

  expect(session.news.map(({ seq }) => seq)).toEqual([2, 4]);
  expect(reduce(session, arrived(4)).news).toBe(session.news);
});

test('unread is what others wrote past what was seen', () => {
  const session = after(welcome([message(1), message(2, { author: 'reader' }), message(3)]), { type: 'saw', seq: 1 });

  expect(unreadCount(session)).toBe(1);
});

test('an answer is awaited while the bot owes one, or somebody types', () => {
  const asked = after(welcome(), written('a'), ack('a', 1));
  expect(isAnswering(asked)).toBe(true);

  expect(isAnswering(reduce(asked, arrived(2)))).toBe(false);
  expect(isAnswering(after(welcome(), frame({ type: 'typing', author: 'librarian', on: true })))).toBe(true);
});

test('choices are open until something was written after them', () => {
  const offered = after(welcome([message(1, { choices: [{ entry: 'e', title: 'Hours' }] })]));
  expect(openChoices(offered)).toBe(1);

  expect(openChoices(reduce(offered, written('a')))).toBeNull();
  expect(openChoices(reduce(offered, arrived(2)))).toBeNull();
});

test('a frame of a later version changes nothing', () => {
  const session = after(welcome([message(1)]));

  expect(reduce(session, frame({ type: 'celebrate' } as unknown as ServerFrame))).toBe(session);
});
