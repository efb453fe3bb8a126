// What the reader writes, on its way: kept before it goes out, sent again under its own id until the server has it.
import type { ClientFrame, ServerFrame } from './frames';
import type { Keep } from './keep';
import type { Session, SessionEvent, Unsent } from './model';
import { toSend } from './view';

export interface WritingPorts {
  readonly session: () => Session;
  readonly apply: (event: SessionEvent) => void;
  /** False where there is no connection. */
  readonly send: (frame: ClientFrame) => boolean;
  readonly keep: Keep;
  readonly now: () => Date;
}

export class Writing {
  constructor(private readonly ports: WritingPorts) {}

  write(text: string, entry: string | null): void {
    const clientId = newClientId();
    this.ports.apply({ type: 'written', clientId, text, entry, at: this.ports.now().toISOString() });
    const mine = this.find(clientId);
    if (!mine) return;
    this.ports.keep.add(mine);
    this.sendOut(mine);
  }

  retry(clientId: string): void {
    this.ports.apply({ type: 'retried', clientId });
    const mine = this.find(clientId);
    if (mine) this.sendOut(mine);
  }

  discard(clientId: string): void {
    this.ports.apply({ type: 'discarded', clientId });
    this.ports.keep.remove(clientId);
  }

  /** Sends all that waits, in the order in which it was written. */
  sendAll(): void {
    toSend(this.ports.session()).forEach((one) => this.sendOut(one));
  }

  /** Forgets what the server has, and what it refuses for what it says: sent again, that would be refused again. */
  settle(frame: ServerFrame): void {
    const refused = frame.type === 'error' && (frame.code === 'too_long' || frame.code === 'bad_frame');
    if ((frame.type === 'ack' || refused) && frame.client_id) this.ports.keep.remove(frame.client_id);
  }

  private find(clientId: string): Unsent | undefined {
    return this.ports.session().unsent.find((one) => one.clientId === clientId);
  }

  // Before the welcome nothing goes out: what the session has already comes first.
  private sendOut({ clientId, text, entry, failed }: Unsent): void {
    const frame: ClientFrame =
      entry === null ? { type: 'message', client_id: clientId, text } : { type: 'choose', client_id: clientId, entry };
    if (!this.ports.session().connected || !this.ports.send(frame)) return;
    if (failed !== null) this.ports.apply({ type: 'retried', clientId });
    this.ports.apply({ type: 'tried', clientId });
    this.ports.keep.markTried(clientId);
  }
}

// crypto.randomUUID is missing on plain http, where a library may well try this first.
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
