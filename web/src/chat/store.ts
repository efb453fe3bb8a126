// The one store of the chat: signals that components read, and actions that they call.
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ToChat, ToPage } from '../shared/bridge';
import { makeTranslator, matchLanguage, type Language, type Translator } from '../shared/i18n';
import { Timer } from '../shared/timer';
import { Typing } from '../shared/typing';
import en from './en.json';
import type { ServerFrame } from './frames';
import type { Keep } from './keep';
import { beginSession, reduce, type Session, type SessionEvent } from './model';
import { Sight } from './sight';
import { Connection, type ConnectionPorts } from './socket';
import { unreadCount } from './view';
import { Writing } from './writing';
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
const LONG_SILENCE = 180_000; // who waits for a person must not wait on a dead line
const LONG_HIDDEN = 60_000; // a tab that slept this long may hold a dead line

export type Words = keyof typeof zh;

export class Store {
  readonly session;
  readonly sight: Sight;
  readonly writing: Writing;
  readonly lost = signal(false);
  /** Raised each time the composer is to take the focus. */
  readonly focusAsked = signal(0);
  /** Raised with each thing that the reader says or asks for: what comes of it is shown. */
  readonly written = signal(0);
  readonly unread: ReadonlySignal<number> = computed(() => unreadCount(this.session.value));
  readonly t: Translator<Words>['t'];
  readonly language: Translator<Words>['language'];

  private readonly connection: Connection;
  private readonly typing: Typing;
  private readonly now: () => Date;
  private readonly loss = new Timer(LOST_IS_SHOWN_AFTER, () => (this.lost.value = true));
  private readonly othersTyping = new Timer(OTHERS_TYPING_ENDS, () => this.apply({ type: 'typing_ended' }));
  private readonly silence = new Timer(LONG_SILENCE, () => this.connection.reconnect());
  private hiddenSince: number | null = null;

  constructor(private readonly ports: StorePorts) {
    const { keep } = ports;
    this.now = ports.now ?? (() => new Date());
    const words = makeTranslator({ 'zh-CN': zh, en }, matchLanguage(keep.language, ports.language));
    this.t = words.t;
    this.language = words.language;
    this.session = signal<Session>(beginSession(keep.session, keep.unsent));
    const session = (): Session => this.session.value;
    const apply = (event: SessionEvent): void => this.apply(event);
    this.writing = new Writing({ session, apply, keep, now: this.now, send: (frame) => this.connection.send(frame, { answered: true }) });
    this.sight = new Sight({
      session,
      saw: (seq) => this.apply({ type: 'saw', seq }),
      tell: (seq) => this.connection.send({ type: 'seen', seq }),
    });
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
    this.loss.start();
    this.connection.connect();
  }

  stop(): void {
    this.connection.stop();
    this.typing.end();
    [this.loss, this.othersTyping, this.silence].forEach((timer) => timer.stop());
  }

  /** Sends a text of the reader, or the entry that was chosen with its title as text. */
  say(text: string, entry: string | null = null): void {
    this.writing.write(text, entry);
    this.written.value += 1;
    this.typing.end();
  }

  askLibrarian(): void {
    this.apply({ type: 'asked' });
    this.written.value += 1;
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

  readNotice(): void {
    this.apply({ type: 'notice_read' });
  }

  /** Speaks another language. The reader's own choice is kept; the page's, made later, takes its place. */
  speak(language: Language, { chosen }: { readonly chosen: boolean }): void {
    this.ports.keep.language = chosen ? language : null;
    if (language === this.language.value) return;
    this.language.value = language;
    this.connection.reconnect(); // the language is told in hello
  }

  close(): void {
    this.ports.tellPage?.({ ric: 'close' });
  }

  hearPage(said: ToChat): void {
    if (said.ric === 'say') this.say(said.text);
    if (said.ric === 'language') this.speak(said.language, { chosen: false });
    if (said.ric !== 'shown') return;
    this.sight.shown.value = said.shown;
    if (said.focus) this.focusAsked.value += 1;
    this.sight.look();
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
    this.sight.look();
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
    this.apply({ type: 'frame', frame, at: this.now().toISOString() });
    if (frame.type === 'welcome') this.onWelcome();
    this.writing.settle(frame);
    if (frame.type === 'typing') this.othersTyping.start();
    this.watchSilence();
  }

  private onWelcome(): void {
    this.loss.stop();
    this.lost.value = false;
    const { id, stale, asking } = this.session.value;
    this.ports.keep.session = id;
    if (stale) return this.connection.reconnect();
    this.sight.tell();
    this.writing.sendAll();
    if (asking) this.connection.send({ type: 'ask_librarian' }, { answered: true });
  }

  private onLost(): void {
    this.apply({ type: 'lost' });
    this.sight.lost();
    this.silence.stop();
    this.loss.startOnce();
  }

  private watchSilence(): void {
    const { owner } = this.session.value;
    if (owner === 'waiting' || owner === 'librarian') this.silence.start();
    else this.silence.stop();
  }
}
