// The conversations of the desk: every row that is known, in its highest version, and the list that is looked at.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Api } from '../api';
import { belongs, compare, inOrder, isMine, merge, type Filter, type Rows } from '../rows';
import type { Page, Row } from '../types';

export class Inbox {
  readonly rows = signal<Rows>(new Map());
  readonly filter = signal<Filter>({ view: 'waiting', queue: '', q: '' });
  readonly state = signal<'loading' | 'ready' | 'failed'>('loading');
  readonly next = signal<string | null>(null);
  /** True where more people wait than one page holds. */
  readonly manyWait = signal(false);
  /** The conversation that is looked at: it keeps its row, whatever becomes of it meanwhile. */
  readonly open = signal<string | null>(null);
  private readonly listed = signal<ReadonlySet<string>>(new Set());
  private readonly takenAt = new Map<string, number>();
  private taken = 0;

  readonly visible: ReadonlySignal<readonly Row[]> = computed(() => {
    const rows = [...this.listed.value].flatMap((id) => this.rows.value.get(id) ?? []);
    return inOrder(rows.filter((row) => row.id === this.open.value || this.belongs(row)), this.filter.value.view);
  });

  readonly waiting = computed(() => [...this.rows.value.values()].filter((row) => row.owner === 'waiting').length);

  /** How many conversations are this librarian's, and how many of those have something new. */
  readonly mine = computed(() => {
    const rows = [...this.rows.value.values()].filter((row) => isMine(row, this.me.value));
    return { count: rows.length, unread: rows.filter((row) => row.unread > 0).length };
  });

  constructor(
    private readonly api: Api,
    private readonly me: ReadonlySignal<string>,
  ) {}

  /** Shows another list. The rows already known are there at once, the server's page follows. */
  async show(filter: Partial<Filter>): Promise<void> {
    this.filter.value = { ...this.filter.value, ...filter };
    const known = this.filter.value.q ? [] : [...this.rows.value.values()].filter((row) => this.belongs(row));
    this.listed.value = new Set(known.map((row) => row.id));
    await this.load();
  }

  async load(): Promise<void> {
    const filter = this.filter.value;
    const began = this.taken;
    this.state.value = 'loading';
    this.next.value = null;
    try {
      const page = await this.api.conversations({ ...filter });
      if (filter === this.filter.value) this.replace(page, began);
    } catch {
      if (filter === this.filter.value) this.state.value = 'failed';
    }
  }

  async loadMore(): Promise<void> {
    const filter = this.filter.value;
    const cursor = this.next.value;
    if (!cursor) return;
    const page = await this.api.conversations({ ...filter, cursor });
    if (filter !== this.filter.value || cursor !== this.next.value) return;
    this.keep(page.items);
    this.listed.value = new Set([...this.listed.value, ...page.items.map((row) => row.id)]);
    this.next.value = page.next;
  }

  /** Asks who waits; a row that no longer does, and of which no event told since, is forgotten. True if any was news. */
  async loadWaiting(): Promise<boolean> {
    const began = this.taken;
    const page = await this.api.conversations({ view: 'waiting' });
    const before = this.rows.value;
    if (!page.next) this.forget((row) => row.owner === 'waiting', page, began);
    this.keep(page.items);
    this.manyWait.value = page.next !== null;
    return this.rows.value !== before;
  }

  /** Asks what is this librarian's; a row that no longer is, and of which no event told since, is forgotten. */
  async loadMine(): Promise<void> {
    const began = this.taken;
    const page = await this.api.conversations({ view: 'mine' });
    if (!page.next) this.forget((row) => isMine(row, this.me.value), page, began);
    this.keep(page.items);
  }

  /** Takes a row from an event or an answer; false where what is known is as new. */
  take(row: Row): boolean {
    const before = this.rows.value;
    this.keep([row]);
    if (before === this.rows.value) return false;
    this.takenAt.set(row.id, ++this.taken);
    if (this.belongs(row) && this.isInReach(row)) this.listed.value = new Set([...this.listed.value, row.id]);
    return true;
  }

  /** Shows a conversation as read before the server's next version of it arrives. */
  markRead(id: string): void {
    const row = this.rows.value.get(id);
    if (row?.unread) this.rows.value = new Map(this.rows.value).set(id, { ...row, unread: 0 });
  }

  /** Forgets everything, as when the librarian signs out. */
  clear(): void {
    this.rows.value = new Map();
    this.listed.value = new Set();
    this.next.value = null;
    this.manyWait.value = false;
    this.state.value = 'loading';
  }

  // A row that an event brought while the page was under way is newer than the page.
  private replace(page: Page<Row>, began: number): void {
    this.keep(page.items);
    const newer = [...this.listed.value].filter((id) => (this.takenAt.get(id) ?? 0) > began);
    this.listed.value = new Set([...page.items.map((row) => row.id), ...newer]);
    this.next.value = page.next;
    this.state.value = 'ready';
  }

  private belongs(row: Row): boolean {
    return belongs(row, this.filter.value, this.me.value);
  }

  private keep(rows: Iterable<Row>): void {
    this.rows.value = merge(this.rows.value, rows);
  }

  // Forgets the rows of a kind that the server's page of that kind does not have any more.
  private forget(ofKind: (row: Row) => boolean, { items }: Page<Row>, began: number): void {
    const there = new Set(items.map((row) => row.id));
    const stale = (row: Row): boolean => ofKind(row) && !there.has(row.id) && (this.takenAt.get(row.id) ?? 0) <= began;
    const kept = [...this.rows.value].filter(([, row]) => !stale(row));
    if (kept.length < this.rows.value.size) this.rows.value = new Map(kept);
  }

  // What a search finds is the server's to say, and what lies past the loaded pages comes with them.
  private isInReach(row: Row): boolean {
    if (this.filter.value.q) return false;
    const last = this.visible.value.at(-1);
    return !this.next.value || !last || compare(row, last, this.filter.value.view) <= 0;
  }
}
