// Tells the reader that a librarian is writing to them: a hint on the live line, lost where there is no line.
import { Typing } from '../../shared/typing';
import type { DeskFrame } from '../types';

export class Composing {
  private say: (frame: DeskFrame) => void = () => undefined;
  private id = '';
  private readonly typing = new Typing(
    (on) => this.say({ type: 'typing', conversation: this.id, on }),
    () => new Date(),
  );

  /** From now on it is said on this line. */
  speakOn(line: { say(frame: DeskFrame): void }): void {
    this.say = (frame) => line.say(frame);
  }

  /** Called with every change of a reply's text. */
  typed(id: string, text: string): void {
    if (id !== this.id) this.end();
    this.id = id;
    if (text === '') this.end();
    else this.typing.begin();
  }

  /** Called when the reply was sent. */
  end(): void {
    this.typing.end();
  }
}
