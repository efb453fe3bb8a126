// Tells the other side that somebody types here: at once, then rarely, and once more when it is over.
import { Timer } from './timer';

const REPEATS_AFTER = 3_000; // ms
const ENDS_AFTER = 5_000;

export class Typing {
  private saidAt = 0;
  private readonly ends = new Timer(ENDS_AFTER, () => this.end());

  constructor(
    private readonly say: (on: boolean) => void,
    private readonly now: () => Date,
  ) {}

  /** Called with every key that changes the text. */
  begin(): void {
    const at = this.now().getTime();
    this.ends.start();
    if (at - this.saidAt < REPEATS_AFTER) return;
    this.saidAt = at;
    this.say(true);
  }

  /** Called when the text was sent or emptied. */
  end(): void {
    this.ends.stop();
    if (this.saidAt === 0) return;
    this.saidAt = 0;
    this.say(false);
  }
}
