// Keeps the desk up to date: follows the session and the address, and lets every event change what it touches.
import { effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { DeskEvent, Row } from '../types';
import { readerName, t } from '../words';
import type { Desk } from './desk';
import { EventsLine } from './events';

const TICK = 10_000;
const HEAL = 60_000;

export interface Live {
  line: EventsLine;
  stop(): void;
}

/** Brings a desk to life on the events socket at `url`. */
export function enliven(desk: Desk, url: string | URL, lineOf = makeLine): Live {
  const line = lineOf(desk, url);
  desk.composing.speakOn(line);
  const seen = signal(!document.hidden);
  const look = (): boolean => (seen.value = !document.hidden);
  document.addEventListener('visibilitychange', look);
  const ends = [
    desk.preferences.apply(document.documentElement),
    watch(desk.session.state, (state) => followSession(desk, line, state === 'in')),
    watch(desk.title, (title) => (document.title = title)),
    effect(() => followPlace(desk)),
    watch(desk.talk.row, (row) => void desk.record.open(row?.reader.id ?? null)),
    effect(() => markSeen(desk, seen.value)),
    every(TICK, () => (desk.now.value = Date.now())),
    every(HEAL, () => void heal(desk, line)),
    () => document.removeEventListener('visibilitychange', look),
    () => line.stop(),
  ];
  return { line, stop: () => ends.forEach((end) => end()) };
}

function makeLine(desk: Desk, url: string | URL): EventsLine {
  return new EventsLine(url, {
    onEvent: (event) => take(desk, event),
    onOpen: () => void desk.resync(),
    onLost: () => void desk.session.check().catch(() => undefined),
  });
}

/** Lets one event change the desk. */
export function take(desk: Desk, event: DeskEvent): void {
  if (event.type === 'conversation') takeRow(desk, event.row);
  if (event.type === 'presence') takePresence(desk, event.librarian.id, event.online);
  if (event.type === 'typing' && event.conversation === desk.talk.id.value) desk.talk.showTyping(event.on);
}

function takeRow(desk: Desk, row: Row): void {
  const before = desk.inbox.rows.value.get(row.id);
  if (!desk.inbox.take(row)) return;
  // A wait is said aloud when it begins, not with every further message of the one who waits.
  const begins = row.owner === 'waiting' && before?.waiting_since !== row.waiting_since;
  if (begins) announce(desk, row);
  const open = desk.talk.conversation.value;
  if (open?.id === row.id && row.version > open.version) void desk.talk.refresh();
  if (desk.record.lacks(row)) void desk.record.refresh();
}

function announce(desk: Desk, row: Row): void {
  const who = readerName(row);
  desk.notices.announce(t('list.new_waiting', { who }));
  desk.alerts.newWaiting(who, () => desk.route.go({ view: 'waiting', id: row.id }));
}

function takePresence(desk: Desk, id: string, online: boolean): void {
  desk.librarians.value = desk.librarians.value.map((one) => (one.id === id ? { ...one, online } : one));
}

function followSession(desk: Desk, line: EventsLine, signedIn: boolean): void {
  if (signedIn) {
    line.start();
    void desk.resync();
    return;
  }
  line.stop();
  desk.dialog.value = null;
  desk.inbox.clear();
}

function followPlace(desk: Desk): void {
  const { view, id } = desk.route.place.value;
  const signedIn = desk.session.state.value === 'in';
  untracked(() => {
    if (signedIn && view !== desk.inbox.filter.value.view) void desk.inbox.show({ view });
    if (id !== desk.talk.id.value) desk.pane.value = 'talk';
    void desk.talk.open(signedIn ? id : null);
  });
}

// What a colleague has in hand stays unread for that colleague.
function markSeen(desk: Desk, visible: boolean): void {
  const row = desk.talk.row.value;
  const others = row?.owner === 'librarian' && !desk.isMine.value;
  if (visible && row?.unread && !others) untracked(() => void desk.talk.seen());
}

// A line may sleep without anybody noticing (a laptop's lid, a proxy): news that it did not bring gives it away.
async function heal(desk: Desk, line: EventsLine): Promise<void> {
  if (desk.session.state.value !== 'in' || document.hidden) return;
  const news = await desk.inbox.loadWaiting().catch(() => false);
  if (news) line.restart();
}

function watch<T>(value: ReadonlySignal<T>, run: (value: T) => void): () => void {
  return effect(() => {
    const current = value.value;
    untracked(() => run(current));
  });
}

function every(milliseconds: number, run: () => void): () => void {
  const timer = setInterval(run, milliseconds);
  return () => clearInterval(timer);
}
