// A real fake of the Desk API for tests: a few conversations in memory, the contract's answers and refusals.
import { HttpError } from '../../shared/fetcher';
import type { Api } from '../api';
import type { Conversation, EntryText, Health, Librarian, MergedReader, Message, Named, Note, Reader, Row } from '../types';

export const LI: Librarian = { id: '1', name: '李雅琴', email: 'li@library.example', role: 'librarian' };
export const ZHANG: Librarian = { id: '2', name: '张明', email: 'zhang@library.example', role: 'supervisor' };
export const QUEUES: readonly Named[] = [
  { id: '10', name: '总咨询台' },
  { id: '11', name: '学科馆员' },
];

const START = Date.parse('2026-03-02T08:00:00Z');

export function minutes(after: number): string {
  return new Date(START + after * 60_000).toISOString();
}

export function aRow(change: Partial<Row> = {}): Row {
  const id = change.id ?? '100';
  return {
    id,
    case: `R-CASE-${id}`,
    owner: 'waiting',
    channel: 'web',
    queue: '10',
    place: null,
    assignee: null,
    reader: { id: `r${id}`, name: null, verified: false },
    language: 'zh-CN',
    topic: null,
    subject: null,
    reason: 'asked',
    guesses: [],
    preview: '怎么续借?',
    waiting_since: minutes(0),
    created: minutes(0),
    updated: minutes(0),
    unread: 0,
    version: 1,
    ...change,
  };
}

export function aMessage(change: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    seq: 1,
    author: 'reader',
    name: null,
    text: '怎么续借?',
    html: '',
    at: minutes(0),
    choices: [],
    sources: [],
    attachments: [],
    state: 'routed',
    entry: null,
    confidence: null,
    failure: null,
    ...change,
  };
}

export function aConversation(change: Partial<Conversation> = {}): Conversation {
  return { ...aRow(change), messages: [aMessage()], notes: [], ...change };
}

/** A library in which nothing is wrong. */
export function aHealth(change: Partial<Health> = {}): Health {
  const pile = { waiting: 0, oldest: null };
  return {
    at: minutes(10),
    store: { database: 'sqlite', milliseconds: 1.2, faults: [] },
    redis: { state: 'not_configured', milliseconds: null },
    relay: true,
    telegram: 'polling',
    rasa: false,
    bot: 'learned',
    queues: [{ slug: 'reference', name_zh: '参考咨询', name_en: 'Reference', waiting: 0, oldest: null }],
    channels: [{ channel: 'mail', unrouted: pile, unsent: pile, failed: 0 }],
    answers: { messages: 3, median: 0.1, longest: 0.4 },
    deliveries: { messages: 0, median: null, longest: null },
    backup: minutes(-60),
    ...change,
  };
}

/** Keeps what is stored in `conversations` and what was asked in `calls`; `fail` makes the next calls fail. */
export class FakeServer {
  readonly conversations = new Map<string, Conversation>();
  readonly calls: string[] = [];
  /** Messages before those that a conversation is answered with. */
  archive: readonly Message[] = [];
  readonly replies = new Map<string, Message>();
  fail: HttpError | null = null;
  /** Readers who count as whoever is asked for. */
  merged: readonly MergedReader[] = [];
  /** What conversations began with, and the notes on the record. */
  readonly questions = new Map<string, string>();
  notes: readonly Note[] = [];
  signedIn = true;
  pageSize = 50;
  relay = true;
  who = LI;
  health = aHealth();

  constructor(...conversations: Conversation[]) {
    for (const one of conversations) this.conversations.set(one.id, one);
  }

  change(id: string, change: Partial<Conversation>): Row {
    const before = this.find(id);
    this.conversations.set(id, { ...before, ...change, version: before.version + 1 });
    return this.row(id);
  }

  row(id: string): Row {
    const { messages: _messages, notes: _notes, ...row } = this.find(id);
    return row;
  }

  api(onSignedOut: () => void = () => {}): Api {
    const call = async <T>(name: string, run: () => T): Promise<T> => {
      this.calls.push(name);
      await Promise.resolve();
      if (this.fail) throw this.fail;
      if (this.signedIn || name === 'signIn') return run();
      onSignedOut();
      throw new HttpError(401, 'unauthorized', '');
    };
    return {
      signIn: (_email, password) => call('signIn', () => this.signIn(password)),
      signOut: () => call('signOut', () => void (this.signedIn = false)),
      me: () => call('me', () => ({ csrf_token: 'token', librarian: this.who })),
      changePassword: (current) => call('changePassword', () => this.checkPassword(current)),
      status: () => call('status', () => ({ relay: this.relay, faults: [] })),
      entry: (id, spoken) => call(`entry ${id} ${spoken}`, () => this.entry(id)),
      health: () => call('health', () => this.health),
      queues: () => call('queues', () => ({ items: QUEUES, next: null })),
      librarians: () => call('librarians', () => ({ items: [LI, ZHANG], next: null })),
      conversations: (query) => call(`list ${query.view} ${query.q ?? ''}`.trim(), () => this.page(query.view, query.q, query.cursor)),
      conversation: (id) => call(`open ${id}`, () => this.find(id)),
      earlier: (id, seq) => call(`earlier ${id} ${seq}`, () => this.earlier(id, seq)),
      claim: (id) => call('claim', () => this.claim(id)),
      reply: (id, body) => call(`reply ${body.text}`, () => this.reply(id, body.client_id, body.text, body.close)),
      note: (id, text) => call(`note ${text}`, () => this.note(id, text)),
      handOver: (id, body) => call(`handover ${JSON.stringify(body)}`, () => this.change(id, { owner: 'waiting', assignee: null })),
      close: (id, body) => call(`close ${JSON.stringify(body)}`, () => this.change(id, { owner: 'closed' })),
      reopen: (id) => call('reopen', () => this.change(id, { owner: 'librarian', assignee: LI })),
      seen: (id) => call(`seen ${id}`, () => void this.change(id, { unread: 0 })),
      reader: (id) => call(`reader ${id}`, () => this.reader(id)),
      renameReader: (id, name) => call(`rename ${name}`, () => this.reader(id, name)),
      mergeReader: (id, into) => call(`merge ${id} ${into}`, () => this.reader(into)),
      unmergeReader: (id) => call(`unmerge ${id}`, () => this.unmerge(id)),
    };
  }

  private find(id: string): Conversation {
    const found = this.conversations.get(id);
    if (!found) throw new HttpError(404, 'not_found', '');
    return found;
  }

  private entry(id: string): EntryText {
    const sources = [{ title: 'VPN', url: 'https://library.example/vpn' }];
    return { id, title: 'VPN 的使用方法', text: '请登录 **vpn.library.example**。', sources };
  }

  private earlier(id: string, seq: number): Conversation {
    const one = this.find(id);
    return { ...one, messages: this.archive.filter((message) => message.seq < seq), more: false };
  }

  private signIn(password: string) {
    if (password !== 'right') throw new HttpError(401, 'unauthorized', '');
    this.signedIn = true;
    return { csrf_token: 'token', librarian: LI };
  }

  private checkPassword(current: string): void {
    if (current !== 'right') throw new HttpError(422, 'invalid', '', { current: 'is not your password' });
  }

  private page(view: string, q = '', cursor?: string | null) {
    const rows = [...this.conversations.keys()].map((id) => this.row(id));
    const has = (row: Row): boolean => {
      if (view === 'mine') return row.owner === 'librarian' && row.assignee?.id === LI.id;
      return view === 'waiting' || view === 'closed' ? row.owner === view : true;
    };
    const found = rows.filter((row) => has(row) && row.preview.includes(q));
    const from = Number(cursor ?? 0);
    const next = from + this.pageSize;
    return { items: found.slice(from, next), next: next < found.length ? String(next) : null };
  }

  private claim(id: string): Row {
    const { assignee } = this.find(id);
    if (assignee && assignee.id !== LI.id) throw new HttpError(409, 'already_claimed', '', {}, { error: 'already_claimed', assignee });
    return this.change(id, { owner: 'librarian', assignee: LI, waiting_since: null });
  }

  private reply(id: string, client: string, text: string, close?: boolean): Message {
    const first = this.replies.get(client);
    if (first) return first;
    const { messages, assignee } = this.find(id);
    if (assignee?.id !== LI.id) throw new HttpError(409, 'wrong_state', '');
    const message = aMessage({ id: `reply ${client}`, seq: messages.length + 1, author: 'librarian', name: LI.name, text, state: 'sent' });
    this.replies.set(client, message);
    this.change(id, { messages: [...messages, message], ...(close && { owner: 'closed' as const }) });
    return message;
  }

  private note(id: string, text: string) {
    const { notes } = this.find(id);
    const note = { id: `n${notes.length + 1}`, author: LI.name, text, at: minutes(1) };
    this.change(id, { notes: [...notes, note] });
    return note;
  }

  private unmerge(id: string): Reader {
    this.merged = this.merged.filter((one) => one.id !== id);
    return this.reader(id);
  }

  private reader(id: string, name: string | null = null): Reader {
    const conversations = [...this.conversations.keys()].map((one) => ({ ...this.row(one), question: this.questions.get(one) ?? null })).filter((row) => row.reader.id === id);
    const contacts = [{ channel: 'mail', address: 'chen@uni.example', proven: true } as const];
    const { merged, notes } = this;
    return { id, merged, name: name ?? conversations[0]?.reader.name ?? null, contacts, claims: [], conversations, notes };
  }
}
