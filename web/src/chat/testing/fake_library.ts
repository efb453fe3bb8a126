// The server's side of the socket as the contract tells it, in memory: sessions, seq, acks, one owner. Tests stand it
// at the port where the browser has its WebSocket.
import type { ClientFrame, Message, Owner, OwnerState, ServerFrame } from '../frames';
import type { SocketPort } from '../socket';

export function message(seq: number, given: Partial<Message> = {}): Message {
  const nothing = { name: null, html: '', choices: [], sources: [], attachments: [] };
  return { seq, author: 'bot', text: `text ${seq}`, at: '2026-05-20T06:05:00Z', ...nothing, ...given };
}

class FakeSocket implements SocketPort {
  readyState: SocketPort['readyState'] = 0;
  onopen: SocketPort['onopen'] = null;
  onmessage: SocketPort['onmessage'] = null;
  onclose: SocketPort['onclose'] = null;
  sent = 0; // the last seq that went out here

  constructor(private readonly library: FakeLibrary) {}

  open(): void {
    this.readyState = 1;
    this.onopen?.call(this as never, new Event('open'));
  }

  send(data: string): void {
    this.library.take(JSON.parse(data) as ClientFrame, this);
  }

  tell(frame: ServerFrame): void {
    this.onmessage?.call(this as never, new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.call(this as never, new CloseEvent('close'));
  }
}

export class FakeLibrary {
  readonly heard: ClientFrame[] = [];
  readonly stored: Message[] = [];
  readonly acks = new Map<string, number>();
  dials = 0;
  session = 'session-1';
  state: OwnerState = { owner: 'bot', case: null, position: null, wait_minutes: null, librarian: null };
  /** Where set, what comes in is not even looked at. */
  deaf = false;
  /** Where set, an ack is lost on its way: stored, and the line breaks. */
  breaksBeforeAck = false;
  refusesWith: 'unavailable' | 'rate_limited' | 'too_long' | null = null;
  private socket: FakeSocket | undefined;

  /** The port: each call is a new line, opened at once. */
  readonly dial = (): SocketPort => {
    const socket = new FakeSocket(this);
    this.dials += 1;
    this.socket = socket;
    queueMicrotask(() => socket.open());
    return socket;
  };

  take(frame: ClientFrame, from: FakeSocket): void {
    this.heard.push(frame);
    if (this.deaf) return;
    if (frame.type === 'hello') this.welcome(frame.after, from);
    if (frame.type === 'message') this.store(frame.client_id, frame.text, from);
    if (frame.type === 'choose') this.store(frame.client_id, `title of ${frame.entry}`, from);
    if (frame.type === 'ask_librarian') this.own('waiting', { case: 'R-7KQ4-M2XP', position: 3, wait_minutes: 6 });
    if (frame.type === 'back_to_bot') this.own('bot', {});
  }

  /** Stores a message of somebody else and sends it to the open socket. */
  say(given: Partial<Message>): Message {
    const said = message(this.stored.length + 1, given);
    this.stored.push(said);
    this.tell({ type: 'message', ...said });
    return said;
  }

  own(owner: Owner, given: Partial<OwnerState>): void {
    this.state = { owner, case: this.state.case, position: null, wait_minutes: null, librarian: null, ...given };
    this.tell({ type: 'owner', ...this.state });
  }

  tell(frame: ServerFrame): void {
    this.socket?.tell(frame);
  }

  breakLine(): void {
    this.socket?.close();
  }

  heardOf<Type extends ClientFrame['type']>(type: Type): Extract<ClientFrame, { type: Type }>[] {
    return this.heard.filter((frame): frame is Extract<ClientFrame, { type: Type }> => frame.type === type);
  }

  private welcome(after: number, to: FakeSocket): void {
    const messages = this.stored.filter(({ seq }) => seq > after);
    to.tell({ type: 'welcome', session: this.session, owner: this.state.owner, language: 'zh-CN', case: this.state.case, messages, more: false });
  }

  private store(client_id: string, text: string, from: FakeSocket): void {
    if (this.refusesWith) return from.tell({ type: 'error', code: this.refusesWith, detail: 'no', client_id });
    const known = this.acks.get(client_id);
    const seq = known ?? this.stored.length + 1;
    if (known === undefined) this.stored.push(message(seq, { author: 'reader', text }));
    this.acks.set(client_id, seq);
    if (this.breaksBeforeAck) {
      this.breaksBeforeAck = false;
      return from.close();
    }
    from.tell({ type: 'ack', client_id, seq });
  }
}
