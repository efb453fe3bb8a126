// The one store of the desk: who is signed in, what is listed, open and unsent. store/live.ts keeps it up to date.
import { computed, signal } from '@preact/signals';
import type { Api } from '../api';
import { Preferences } from '../preferences';
import { isMine } from '../rows';
import type { Colleague, Queue, Status } from '../types';
import { t } from '../words';
import { Alerts, type AlertPorts } from './alerts';
import { Composing } from './composing';
import { Drafts } from './drafts';
import { Inbox } from './inbox';
import { Notices } from './notices';
import { ReaderRecord } from './record';
import { Route } from './route';
import { SessionStore } from './session';
import { Talk } from './talk';

export type DialogName = 'hand_over' | 'close' | 'password' | 'keys' | 'merge' | 'health';

/** What the desk is built on; a test hands in its own. `drafts` lasts as long as the tab, `preferences` longer. */
export interface Parts {
  makeApi: (onSignedOut: () => void) => Api;
  drafts: Storage;
  preferences: Storage;
  alerts?: AlertPorts;
}

export class Desk {
  readonly notices = new Notices();
  readonly composing = new Composing();
  readonly route = new Route();
  readonly now = signal(Date.now());
  readonly dialog = signal<DialogName | null>(null);
  /** Which of the two panes beside the list a narrow window shows. */
  readonly pane = signal<'talk' | 'record'>('talk');
  readonly recordShown = signal(true);
  readonly queues = signal<readonly Queue[]>([]);
  readonly librarians = signal<readonly Colleague[]>([]);
  readonly status = signal<Status | null>(null);

  readonly api: Api;
  readonly session: SessionStore;
  readonly preferences: Preferences;
  readonly alerts: Alerts;
  readonly inbox: Inbox;
  readonly drafts: Drafts;
  readonly talk: Talk;
  readonly record: ReaderRecord;

  readonly me = computed(() => this.session.me.value?.id ?? '');
  /** The open conversation is this librarian's: it may be answered, handed over and closed. */
  readonly isMine = computed(() => this.talk.row.value !== null && isMine(this.talk.row.value, this.me.value));
  readonly mayClaim = computed(() => ['bot', 'waiting'].includes(this.talk.row.value?.owner ?? ''));
  /** What nobody else has in hand may be handed over or closed. */
  readonly mayMove = computed(() => this.isMine.value || this.mayClaim.value);
  readonly waiting = computed(() => {
    const count = this.inbox.waiting.value;
    return this.inbox.manyWait.value ? `${count}+` : String(count || '');
  });
  readonly title = computed(() => (this.waiting.value ? `(${this.waiting.value}) ${t('desk.name')}` : t('desk.name')));

  constructor(parts: Parts) {
    this.api = parts.makeApi(() => this.session.end());
    this.session = new SessionStore(this.api);
    this.preferences = new Preferences(parts.preferences);
    this.alerts = new Alerts(this.preferences, parts.alerts);
    this.inbox = new Inbox(this.api, this.me);
    this.drafts = new Drafts(parts.drafts, this.me);
    this.talk = new Talk(this.api, this.inbox, this.drafts, this.notices);
    this.record = new ReaderRecord(this.api, this.notices);
  }

  /** Reads again everything that is on the screen. A read that fails leaves what was there. */
  async resync(): Promise<void> {
    if (this.session.state.value !== 'in') return;
    const reads = [this.inbox.loadWaiting(), this.inbox.loadMine(), this.inbox.load(), this.talk.refresh(), this.record.refresh(), this.loadHouse()];
    await Promise.allSettled(reads);
  }

  /** Opens a conversation, or with null only the list. */
  open(id: string | null): void {
    this.route.go({ id });
  }

  async signOut(): Promise<void> {
    await this.session.signOut();
    this.drafts.forgetAll();
  }

  private async loadHouse(): Promise<void> {
    const [queues, librarians, status] = await Promise.all([this.api.queues(), this.api.librarians(), this.api.status()]);
    this.queues.value = queues.items;
    this.librarians.value = librarians.items;
    this.status.value = status;
  }
}
