// The record of the reader whose conversation is open: everything known of one person, across channels.
import { signal } from '@preact/signals';
import type { Api } from '../api';
import { explain } from '../explain';
import type { Reader, Row } from '../types';
import { t } from '../words';
import type { Notices } from './notices';

export class ReaderRecord {
  readonly reader = signal<Reader | null>(null);
  readonly state = signal<'none' | 'loading' | 'ready' | 'failed'>('none');
  private id: string | null = null;

  constructor(
    private readonly api: Api,
    private readonly notices: Notices,
  ) {}

  async open(id: string | null): Promise<void> {
    if (id === this.id && this.state.value !== 'failed') return;
    this.id = id;
    this.reader.value = null;
    this.state.value = id ? 'loading' : 'none';
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const id = this.id;
    if (!id) return;
    try {
      const reader = await this.api.reader(id);
      if (id === this.id) this.show(reader);
    } catch {
      if (id === this.id && !this.reader.value) this.state.value = 'failed';
    }
  }

  /** True where a row shows that the record has a conversation which is not on the screen yet. */
  lacks(row: Row): boolean {
    const reader = this.reader.value;
    return row.reader.id === this.id && reader !== null && !reader.conversations.some((one) => one.id === row.id);
  }

  rename(name: string): Promise<boolean> {
    return this.change(() => this.api.renameReader(this.id ?? '', name));
  }

  /** Makes this record part of another; the notice offers the way back. */
  async mergeInto(into: string): Promise<boolean> {
    const id = this.id ?? '';
    const merged = await this.change(() => this.api.mergeReader(id, into));
    if (merged) this.notices.say(t('record.merged'), { label: t('record.unmerge'), run: () => void this.unmerge(id) });
    return merged;
  }

  /** Takes a reader out of a record again. The open record stays the one of the open conversation's reader. */
  async unmerge(id: string): Promise<void> {
    try {
      await this.api.unmergeReader(id);
      this.notices.say(t('record.unmerged'));
      await this.refresh();
    } catch (error) {
      this.notices.warn(explain(error));
    }
  }

  private show(reader: Reader): void {
    this.id = reader.id;
    this.reader.value = reader;
    this.state.value = 'ready';
  }

  private async change(run: () => Promise<Reader>): Promise<boolean> {
    try {
      this.show(await run());
      return true;
    } catch (error) {
      this.notices.warn(explain(error));
      return false;
    }
  }
}
