// What a librarian has written and not sent: kept for each conversation through reloads, gone with the browser's tab.
import { signal, type ReadonlySignal } from '@preact/signals';

export type Mode = 'reply' | 'note';

/** Reply and note are apart, so that a note never becomes a reply by a slip of the hand. */
export interface Draft {
  mode: Mode;
  reply: string;
  note: string;
  /** Names the reply once and for all: sent twice, it is stored once. */
  client_id: string;
  /** The text of an attempt whose answer never came. */
  attempted?: string;
}

export class Drafts {
  private readonly all = signal<ReadonlyMap<string, Draft>>(new Map());

  constructor(
    private readonly storage: Storage,
    private readonly me: ReadonlySignal<string>,
  ) {}

  of(conversation: string): Draft {
    return this.all.value.get(this.key(conversation)) ?? this.read(conversation) ?? emptyDraft();
  }

  /** True where something unsent is kept; the list shows it. */
  has(conversation: string): boolean {
    const { reply, note } = this.of(conversation);
    return Boolean(reply.trim() || note.trim());
  }

  write(conversation: string, change: Partial<Draft>): void {
    const draft = { ...this.of(conversation), ...change };
    this.all.value = new Map(this.all.value).set(this.key(conversation), draft);
    this.store(this.key(conversation), draft);
  }

  /** Empties one of the two texts, which the server has stored. A note is the exception: the next words are a reply. */
  sent(conversation: string, mode: Mode): void {
    const { attempted: _, ...kept } = this.of(conversation);
    const renewed = mode === 'reply' ? { ...kept, client_id: newId() } : this.of(conversation);
    const draft: Draft = { ...renewed, [mode]: '', mode: 'reply' };
    this.all.value = new Map(this.all.value).set(this.key(conversation), draft);
    this.store(this.key(conversation), draft);
  }

  /** Signing out at a shared desk leaves nothing behind. */
  forgetAll(): void {
    this.all.value = new Map();
    try {
      const ours = Object.keys(this.storage).filter((key) => key.startsWith('ric.draft.'));
      for (const key of ours) this.storage.removeItem(key);
    } catch {
      // storage is forbidden here: there was nothing in it
    }
  }

  private key(conversation: string): string {
    return `ric.draft.${this.me.value}.${conversation}`;
  }

  private read(conversation: string): Draft | null {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.key(conversation)) ?? 'null');
      return kept ? { ...emptyDraft(), ...(kept as Partial<Draft>) } : null;
    } catch {
      return null;
    }
  }

  private store(key: string, draft: Draft): void {
    try {
      if (draft.reply || draft.note) this.storage.setItem(key, JSON.stringify(draft));
      else this.storage.removeItem(key);
    } catch {
      // full or forbidden: the draft lives on in this page
    }
  }
}

function emptyDraft(): Draft {
  return { mode: 'reply', reply: '', note: '', client_id: newId() };
}

// crypto.randomUUID is missing on plain http; getRandomValues is not.
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
