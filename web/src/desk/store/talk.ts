// The conversation that is open in the middle of the desk, and everything a librarian can do with it.
import { computed, signal } from '@preact/signals';
import { HttpError } from '../../shared/fetcher';
import type { Api, CloseBody, HandOverBody } from '../api';
import { explain } from '../explain';
import { newest } from '../rows';
import type { Conversation, Message, Row } from '../types';
import { t, type Word } from '../words';
import type { Drafts } from './drafts';
import type { Inbox } from './inbox';
import type { Notices } from './notices';

export class Talk {
  readonly id = signal<string | null>(null);
  readonly conversation = signal<Conversation | null>(null);
  readonly state = signal<'none' | 'loading' | 'ready' | 'missing' | 'failed'>('none');
  /** True while an action is under way: a second click on it does nothing. */
  readonly busy = signal(false);
  readonly readerTypes = signal(false);
  private typingEnds: ReturnType<typeof setTimeout> | undefined;

  /** The open conversation's row in the highest version known. */
  readonly row = computed<Row | null>(() => {
    const open = this.conversation.value;
    return open && newest(open, this.inbox.rows.value.get(open.id));
  });

  constructor(
    private readonly api: Api,
    private readonly inbox: Inbox,
    private readonly drafts: Drafts,
    private readonly notices: Notices,
  ) {}

  async open(id: string | null): Promise<void> {
    if (id === this.id.value && this.state.value !== 'failed') return;
    this.id.value = id;
    this.inbox.open.value = id;
    this.conversation.value = null;
    this.readerTypes.value = false;
    this.state.value = id ? 'loading' : 'none';
    await this.refresh();
  }

  /** Reads the conversation again; what was there stays on the screen until the answer is here. */
  async refresh(): Promise<void> {
    const id = this.id.value;
    if (!id) return;
    try {
      const read = await this.api.conversation(id);
      if (id === this.id.value) this.show(read);
    } catch (error) {
      if (id === this.id.value && !this.conversation.value) this.state.value = isMissing(error) ? 'missing' : 'failed';
    }
  }

  /** Puts the messages before the first one shown in front of it. */
  async loadEarlier(): Promise<void> {
    const shown = this.conversation.value;
    const first = shown?.messages[0];
    if (!shown || !first) return;
    try {
      const read = await this.api.earlier(shown.id, first.seq);
      const now = this.conversation.value;
      if (now?.id === shown.id) this.conversation.value = withEarlier(now, read);
    } catch (error) {
      this.notices.warn(explain(error));
    }
  }

  claim(): Promise<boolean> {
    return this.act((id) => this.api.claim(id), 'talk.claimed');
  }

  handOver(body: HandOverBody): Promise<boolean> {
    return this.act((id) => this.api.handOver(id, body), 'talk.handed_over');
  }

  close(body: CloseBody): Promise<boolean> {
    return this.act((id) => this.api.close(id, body), 'talk.closed');
  }

  reopen(): Promise<boolean> {
    return this.act((id) => this.api.reopen(id), 'talk.reopened');
  }

  /** Sends the draft to the reader. However often it is called, the reader gets it once. */
  async reply({ close = false } = {}): Promise<boolean> {
    const id = this.id.value ?? '';
    const draft = this.drafts.of(id);
    const text = draft.reply.trim();
    if (!text) return false;
    return this.act(async () => {
      this.drafts.write(id, { attempted: draft.attempted ?? text });
      const message = await this.api.reply(id, { text, client_id: draft.client_id, ...(close && { close }) });
      this.append(id, message);
      this.drafts.sent(id, 'reply');
      if (draft.attempted !== text && draft.attempted === message.text) this.keepChanged(id, text);
    }, close ? 'talk.closed' : null);
  }

  async note(): Promise<boolean> {
    const id = this.id.value ?? '';
    const text = this.drafts.of(id).note.trim();
    if (!text) return false;
    return this.act(async () => {
      await this.api.note(id, text);
      this.drafts.sent(id, 'note');
    }, null);
  }

  /** Tells the server that the conversation was looked at; a failure only leaves the mark where it is. */
  async seen(): Promise<void> {
    const row = this.row.value;
    if (!row?.unread) return;
    this.inbox.markRead(row.id);
    await this.api.seen(row.id).catch(() => undefined);
  }

  showTyping(on: boolean): void {
    clearTimeout(this.typingEnds);
    this.readerTypes.value = on;
    if (on) this.typingEnds = setTimeout(() => (this.readerTypes.value = false), 6_000);
  }

  private show(read: Conversation): void {
    const shown = this.conversation.value;
    if (!shown || read.version >= shown.version) this.conversation.value = shown ? withEarlier(read, shown) : read;
    this.state.value = 'ready';
    const { messages: _messages, notes: _notes, ...row } = read;
    this.inbox.take(row);
  }

  private append(id: string, message: Message): void {
    const shown = this.conversation.value;
    if (shown?.id !== id || shown.messages.some((one) => one.id === message.id)) return;
    this.conversation.value = { ...shown, messages: [...shown.messages, message] };
  }

  // The first attempt was stored though its answer was lost, and the words were changed since: those are not sent yet.
  private keepChanged(id: string, text: string): void {
    this.drafts.write(id, { reply: text });
    this.notices.warn(t('compose.earlier_sent'));
  }

  private async act(run: (id: string) => Promise<Row | void>, done: Word | null): Promise<boolean> {
    const id = this.id.value;
    if (!id || this.busy.value) return false;
    this.busy.value = true;
    try {
      const row = await run(id);
      if (row) this.inbox.take(row);
      if (done) this.notices.say(t(done));
      return true;
    } catch (error) {
      this.notices.warn(explain(error));
      return false;
    } finally {
      this.busy.value = false;
      await this.refresh();
    }
  }
}

/** A conversation with the messages of another reading of it that came before its own. */
export function withEarlier(read: Conversation, other: Conversation): Conversation {
  const first = read.messages[0]?.seq ?? 0;
  const before = other.messages.filter((message) => message.seq < first);
  if (before.length === 0) return read;
  return { ...read, messages: [...before, ...read.messages], more: other.more ?? false };
}

function isMissing(error: unknown): boolean {
  return error instanceof HttpError && error.status === 404;
}
