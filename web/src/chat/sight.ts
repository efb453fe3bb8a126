// What of the thread is before the reader's eyes, and telling the library how far it was read.
import { signal } from '@preact/signals';
import type { Session } from './model';
import { lastSeenOfOthers, lastSeq } from './view';

export interface SightPorts {
  readonly session: () => Session;
  readonly saw: (seq: number) => void;
  /** False where it could not be told now. */
  readonly tell: (seq: number) => boolean;
}

export class Sight {
  /** The panel is on the screen. */
  readonly shown = signal(true);
  /** The reader has scrolled up and does not see the newest message. */
  readonly away = signal(false);
  private told = 0;

  constructor(private readonly ports: SightPorts) {}

  /** Called whenever the newest message may have come before the reader's eyes. */
  look(): void {
    if (this.away.value || !this.shown.value || document.hidden) return;
    this.ports.saw(lastSeq(this.ports.session()));
    this.tell();
  }

  /** Tells how far was read, where it has not been told on this connection. */
  tell(): void {
    const seq = lastSeenOfOthers(this.ports.session());
    if (seq > this.told && this.ports.tell(seq)) this.told = seq;
  }

  /** The connection is gone: what was told last may not have arrived. */
  lost(): void {
    this.told = 0;
  }
}
