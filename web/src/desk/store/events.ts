// The live line to the server. Its frames are hints; after every break the desk reads again what it shows.
import { signal } from '@preact/signals';
import type { DeskEvent, DeskFrame } from '../types';

export interface Listener {
  onEvent(event: DeskEvent): void;
  /** Called on every connection: what happened before it was missed. */
  onOpen(): void;
  onLost(): void;
}

const LONGEST_WAIT = 15_000;

export class EventsLine {
  readonly state = signal<'off' | 'connecting' | 'open' | 'lost'>('off');
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(
    private readonly url: string | URL,
    private readonly listener: Listener,
    private readonly socketOf: (url: string | URL) => WebSocket = (address) => new WebSocket(address),
  ) {}

  start(): void {
    if (this.state.value !== 'off') return;
    this.state.value = 'connecting';
    addEventListener('online', this.connect);
    this.connect();
  }

  /** Connects anew, where the line is believed to be dead. */
  restart(): void {
    if (this.state.value !== 'off') this.connect();
  }

  stop(): void {
    removeEventListener('online', this.connect);
    clearTimeout(this.timer);
    this.state.value = 'off';
    this.failures = 0;
    this.drop();
  }

  /** Says something while the line stands; nothing that is said here is worth keeping for later. */
  say(frame: DeskFrame): void {
    if (this.state.value === 'open') this.socket?.send(JSON.stringify(frame));
  }

  private readonly connect = (): void => {
    clearTimeout(this.timer);
    this.drop();
    const socket = this.socketOf(this.url);
    socket.onopen = () => this.open();
    socket.onmessage = ({ data }) => this.read(String(data));
    socket.onclose = () => this.lose();
    this.socket = socket;
  };

  private open(): void {
    this.failures = 0;
    this.state.value = 'open';
    this.listener.onOpen();
  }

  // A frame of a kind that this desk does not know comes from a newer server: it is let pass.
  private read(data: string): void {
    let event: DeskEvent;
    try {
      event = JSON.parse(data) as DeskEvent;
    } catch {
      return;
    }
    this.listener.onEvent(event);
  }

  private lose(): void {
    this.drop();
    this.state.value = 'lost';
    const wait = Math.min(LONGEST_WAIT, 1_000 * 2 ** this.failures++);
    this.timer = setTimeout(this.connect, wait * (0.75 + Math.random() / 2));
    this.listener.onLost();
  }

  private drop(): void {
    if (!this.socket) return;
    this.socket.onclose = this.socket.onopen = this.socket.onmessage = null;
    this.socket.close();
    this.socket = null;
  }
}
