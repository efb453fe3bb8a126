// The one store of the chat: signals that components read, and actions that they call.
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ToChat, ToPage } from '../shared/bridge';
import { makeTranslator, matchLanguage, type Language, type Translator } from '../shared/i18n';
import en from './en.json';
import type { ClientFrame, ServerFrame } from './frames';
import type { Keep } from './keep';
import { beginSession, reduce, type Session, type SessionEvent, type Unsent } from './model';
import { Connection, type ConnectionPorts } from './socket';
import { Typing } from './typing';
import { lastSeq, toSend, unreadCount } from './view';
import zh from './zh-CN.json';

export interface StorePorts {
  readonly keep: Keep;
  readonly dial: ConnectionPorts['dial'];
  /** Tells the page that shows the chat in a frame; null where the chat stands alone. */
  readonly tellPage: ((said: ToPage) => void) | null;
  readonly language: string;
  readonly now?: () => Date;
  readonly random?: () => number;
}

const LOST_IS_SHOWN_AFTER = 2_000; // ms; most breaks are over before anybody would have noticed
const OTHERS_TYPING_ENDS = 8_000;
const LONG_HIDDEN = 60_000; // a tab that slept this long may hold a dead line

export type Words = keyof typeof zh;

export class Store {
  readonly session;
  readonly shown = signal(true);
  readonly lost = signal(false);
  /** Raised each time the composer is to take the focus. */
  readonly focusAsked = signal(0);
  /** Raised with each message that the reader writes. */
  readonly written = signal(0);
  readonly unread: ReadonlySignal<number> = computed(() => unreadCount(this.session.value));
  readonly t: Translator<Words>['t'];
  readonly language: Translator<Words>['language'];

  private readonly connection: Connection;
  private readonly typing: Typing;
  private readonly now: () => Date;
  private lostTimer: ReturnType<typeof setTimeout> | undefined;
  private othersTyping: ReturnType<typeof setTimeout> | undefined;
  private seenSaid = 0;
  private hiddenSince: number | null = null;

  constructor(private readonly ports: StorePorts) {
    const { keep } = ports;
    this.now = ports.now ?? (() => new Date());
    const words = makeTranslator({ 'zh-CN': zh, en }, matchLanguage(keep.language, ports.language));
    this.t = words.t;
    this.language = words.language;
    this.session = signal<Session>(beginSession(keep.session, keep.unsent));
    this.typing = new Typing((on) => this.connection.send({ type: 'typing', on }), this.now);
    this.connection = new Connection({
      dial: ports.dial,
      opened: () => this.greet(),
      heard: (frame) => this.hear(frame),
      lost: () => this.onLost(),
      random: ports.random ?? Math.random,
    });
  }

  get framed(): boolean {
    return this.ports.tellPage !== null;
  }

  start(): void {
    this.watchLoss();
    this.connection.connect();
  }

  stop(): void {
    this.connection.stop();
    this.typing.end();
    [this.lostTimer, this.othersTyping].forEach(clearTimeout);
  }

  /** Sends a text of the reader, or the entry that was chosen with its title as text. */
  say(text: string, entry: string | null = null): void {
    const clientId = newClientId();
    this.apply({ type: 'written', clientId, text, entry, at: this.now().toISOString() });
    const mine = this.session.value.unsent.find((one) => one.clientId === clientId);
    if (!mine) return;
    this.ports.keep.add(mine);
    this.written.value += 1;
    this.typing.end();
    if (this.session.value.connected) this.sendOut(mine);
  }

  retry(clientId: string): void {
    this.apply({ type: 'retried', clientId });
    const mine = this.session.value.unsent.find((one) => one.clientId === clientId);
    if (mine && this.session.value.connected) this.sendOut(mine);
  }

  discard(clientId: string): void {
    this.apply({ type: 'discarded', clientId });
    this.ports.keep.remove(clientId);
  }

  askLibrarian(): void {
    this.apply({ type: 'asked' });
    if (this.session.value.connected) this.connection.send({ type: 'ask_librarian' }, { answered: true });
  }

  backToBot(): void {
    this.connection.send({ type: 'back_to_bot' }, { answered: true });
  }

  /** Called with every change of the text in the composer. Only a person is told: the bot does not wait for anybody. */
  typed(text: string): void {
    const { owner } = this.session.value;
    if (text === '') this.typing.end();
    else if (owner === 'waiting' || owner === 'librarian') this.typing.begin();
  }

  /** Called when the reader has the newest message before the eyes. */
  saw(): void {
    const seq = lastSeq(this.session.value);
    if (!this.shown.value || document.hidden || seq === 0) return;
    this.apply({ type: 'saw', seq });
    if (seq > this.seenSaid && this.connection.send({ type: 'seen', seq })) this.seenSaid = seq;
  }

  readNotice(): void {
    this.apply({ type: 'notice_read' });
  }

  speak(language: Language): void {
    if (language === this.language.value) return;
    this.language.value = language;
    this.ports.keep.language = language;
    this.connection.reconnect(); // the language is told in hello
  }

  close(): void {
    this.ports.tellPage?.({ ric: 'close' });
  }

  hearPage(said: ToChat): void {
    if (said.ric === 'say') this.say(said.text);
    if (said.ric === 'language') this.speak(said.language);
    if (said.ric !== 'shown') return;
    this.shown.value = said.shown;
    if (said.focus) this.focusAsked.value += 1;
    if (said.shown) this.saw();
  }

  /** The network came back, or the page is looked at again. */
  wake(reason: 'online' | 'visible' | 'hidden'): void {
    if (reason === 'hidden') {
      this.hiddenSince = this.now().getTime();
      return;
    }
    const slept = this.hiddenSince !== null && this.now().getTime() - this.hiddenSince > LONG_HIDDEN;
    this.hiddenSince = null;
    if (reason === 'online' || slept || !this.session.value.connected) this.connection.reconnect();
    this.saw();
  }

  private apply(event: SessionEvent): void {
    const before = this.unread.value;
    this.session.value = reduce(this.session.value, event);
    const count = this.unread.value;
    if (count !== before) this.ports.tellPage?.({ ric: 'unread', count });
  }

  private greet(): void {
    const { id, received } = this.session.value;
    this.connection.send({ type: 'hello', session: id, after: received, language: this.language.value }, { answered: true });
  }

  private hear(frame: ServerFrame): void {
    batch(() => this.apply({ type: 'frame', frame, at: this.now().toISOString() }));
    if (frame.type === 'welcome') this.onWelcome();
    if (frame.type === 'ack') this.ports.keep.remove(frame.client_id);
    if (frame.type === 'error' && frame.client_id && isFinal(frame.code)) this.ports.keep.remove(frame.client_id);
    if (frame.type === 'typing') {
      clearTimeout(this.othersTyping);
      this.othersTyping = setTimeout(() => this.apply({ type: 'typing_ended' }), OTHERS_TYPING_ENDS);
    }
  }

  private onWelcome(): void {
    clearTimeout(this.lostTimer);
    this.lostTimer = undefined;
    this.lost.value = false;
    const { id, stale, asking } = this.session.value;
    this.ports.keep.session = id;
    if (stale) return this.connection.reconnect();
    toSend(this.session.value).forEach((one) => this.sendOut(one));
    if (asking) this.connection.send({ type: 'ask_librarian' }, { answered: true });
  }

  private sendOut({ clientId, text, entry, failed }: Unsent): void {
    const frame: ClientFrame =
      entry === null ? { type: 'message', client_id: clientId, text } : { type: 'choose', client_id: clientId, entry };
    if (!this.connection.send(frame, { answered: true })) return;
    if (failed !== null) this.apply({ type: 'retried', clientId });
    this.apply({ type: 'tried', clientId });
    this.ports.keep.markTried(clientId);
  }

  private onLost(): void {
    this.apply({ type: 'lost' });
    this.seenSaid = 0;
    this.watchLoss();
  }

  private watchLoss(): void {
    this.lostTimer ??= setTimeout(() => {
      this.lost.value = true;
    }, LOST_IS_SHOWN_AFTER);
  }
}

// Such a message is refused for what it says: sending it again by itself would only be refused again.
function isFinal(code: string): boolean {
  return code === 'too_long' || code === 'bad_frame';
}

// crypto.randomUUID is missing on plain http, where a library may well try this first.
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
