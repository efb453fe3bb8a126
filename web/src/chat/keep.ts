// What outlives the page: the session, what is not yet acknowledged, the language. Browsers may refuse to keep
// anything in a frame of another site; then this page's memory has to do.
import type { Unsent } from './model';

const SESSION = 'ric.session';
const UNSENT = 'ric.unsent';
const LANGUAGE = 'ric.language';

export class Keep {
  private readonly memory = new Map<string, string>();

  constructor(private readonly storage: () => Storage) {}

  get session(): string | null {
    return this.read(SESSION);
  }

  set session(id: string | null) {
    this.write(SESSION, id);
  }

  get language(): string | null {
    return this.read(LANGUAGE);
  }

  set language(tag: string | null) {
    this.write(LANGUAGE, tag);
  }

  /** Messages that wait for their ack, of every tab: sending one twice is harmless, its client_id is the same. */
  get unsent(): readonly Unsent[] {
    try {
      const kept: unknown = JSON.parse(this.read(UNSENT) ?? '[]');
      return Array.isArray(kept) ? (kept as Unsent[]).map((one) => ({ ...one, seq: null })) : [];
    } catch {
      return [];
    }
  }

  add(one: Unsent): void {
    this.write(UNSENT, JSON.stringify([...this.unsent, one]));
  }

  /** Marks a message as tried once: from then on the server may have it. */
  markTried(clientId: string): void {
    this.write(UNSENT, JSON.stringify(this.unsent.map((one) => (one.clientId === clientId ? { ...one, tried: true } : one))));
  }

  remove(clientId: string): void {
    const left = this.unsent.filter((one) => one.clientId !== clientId);
    this.write(UNSENT, left.length > 0 ? JSON.stringify(left) : null);
  }

  private read(name: string): string | null {
    try {
      return this.storage().getItem(name) ?? this.memory.get(name) ?? null;
    } catch {
      return this.memory.get(name) ?? null;
    }
  }

  private write(name: string, value: string | null): void {
    if (value === null) this.memory.delete(name);
    else this.memory.set(name, value);
    try {
      if (value === null) this.storage().removeItem(name);
      else this.storage().setItem(name, value);
    } catch {
      return; // refused or full: the memory above holds it
    }
  }
}
