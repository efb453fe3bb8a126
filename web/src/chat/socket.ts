// One lasting connection to the chat's socket: it comes back by itself, and notices a line that is dead but looks open.
import type { ClientFrame, ServerFrame } from './frames';

/** The part of WebSocket that is used here, so that tests can stand a real fake in its place. */
export type SocketPort = Pick<WebSocket, 'send' | 'close' | 'readyState' | 'onopen' | 'onmessage' | 'onclose'>;

export interface ConnectionPorts {
  readonly dial: () => SocketPort;
  readonly opened: () => void;
  readonly heard: (frame: ServerFrame) => void;
  readonly lost: () => void;
  readonly random: () => number;
}

const OPEN = 1;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const PATIENCE = 8_000; // how long the other side may be silent after something that it has to answer

export class Connection {
  private socket: SocketPort | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private stopped = false;

  constructor(private readonly ports: ConnectionPorts) {}

  /** Connects, now. A connection that is there or under way stays. */
  connect(): void {
    if (this.socket || this.stopped) return;
    clearTimeout(this.pause);
    this.tries += 1;
    const socket = this.ports.dial();
    this.socket = socket;
    this.expectAnswer();
    socket.onopen = () => this.ports.opened();
    socket.onmessage = ({ data }: MessageEvent<unknown>) => this.hear(data);
    socket.onclose = () => this.drop(socket);
  }

  /** Gives up the connection and makes a new one at once. */
  reconnect(): void {
    this.tries = 0;
    if (this.socket) this.drop(this.socket);
    this.connect();
  }

  /** Sends a frame; false where there is no open connection. `answered`: the server has to say something to it. */
  send(frame: ClientFrame, { answered = false } = {}): boolean {
    if (this.socket?.readyState !== OPEN) return false;
    if (answered) this.expectAnswer();
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  stop(): void {
    this.stopped = true;
    if (this.socket) this.drop(this.socket);
    clearTimeout(this.pause);
  }

  private hear(data: unknown): void {
    clearTimeout(this.patience);
    this.patience = undefined;
    const frame = parse(data);
    if (!frame) return;
    if (frame.type === 'welcome') this.tries = 0;
    this.ports.heard(frame);
  }

  private expectAnswer(): void {
    const { socket } = this;
    this.patience ??= setTimeout(() => socket && this.drop(socket), PATIENCE);
  }

  // Also called for a socket that does not say that it is gone: a closing handshake on a dead line takes minutes.
  private drop(socket: SocketPort): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    clearTimeout(this.patience);
    this.patience = undefined;
    this.ports.lost();
    if (!this.stopped) this.pause = setTimeout(() => this.connect(), this.nextPause());
  }

  // Doubling, and between half and all of it: readers who lost one server do not come back in step.
  private nextPause(): number {
    const whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(this.tries - 1, 10));
    return whole * (0.5 + this.ports.random() / 2);
  }
}

function parse(data: unknown): ServerFrame | null {
  try {
    const frame: unknown = JSON.parse(String(data));
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}

/** Returns the socket's address beside the page, so that a path prefix of a proxy stays. */
export function socketAddress(page: string): string {
  const address = new URL('ws', page);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.search = address.hash = '';
  return address.href;
}
