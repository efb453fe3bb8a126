// What the desk tells the librarian in passing: short notices on the screen, and sentences that are only heard.
import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  tone: 'good' | 'bad';
  text: string;
  action?: { label: string; run: () => void };
}

const SECONDS = { good: 5, bad: 12 };
const MOST = 2;

export class Notices {
  readonly shown = signal<readonly Notice[]>([]);
  /** Read out by a screen reader when it changes. */
  readonly heard = signal('');
  private last = 0;

  say(text: string, action?: Notice['action']): void {
    this.show({ id: ++this.last, tone: 'good', text, ...(action && { action }) });
  }

  warn(text: string): void {
    this.show({ id: ++this.last, tone: 'bad', text });
  }

  announce(text: string): void {
    this.heard.value = text;
  }

  dismiss(id: number): void {
    this.shown.value = this.shown.value.filter((notice) => notice.id !== id);
  }

  private show(notice: Notice): void {
    const others = this.shown.value.filter((one) => one.text !== notice.text && !isOver(one, notice));
    this.shown.value = [...others, notice].slice(-MOST);
    setTimeout(() => this.dismiss(notice.id), SECONDS[notice.tone] * (notice.action ? 3_000 : 1_000));
  }
}

// Good news is soon old news; what went wrong, and what can still be undone, stays its time.
function isOver(before: Notice, now: Notice): boolean {
  return before.tone === 'good' && now.tone === 'good' && !before.action;
}
