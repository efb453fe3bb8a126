// What this browser remembers of a librarian: language, appearance, shortcuts and alerts. Nothing else is kept.
import { effect, signal } from '@preact/signals';
import { matchLanguage } from '../shared/i18n';
import { language } from './words';

export type Theme = 'auto' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

export class Preferences {
  readonly theme = signal<Theme>('auto');
  /** Single keys can be switched off: speech input would trigger them (WCAG 2.1.4). */
  readonly keys = signal(true);

  /** Whether a reader who begins to wait is told by a sound, and by the system's notification. */
  readonly sound = signal(false);
  readonly desktop = signal(false);

  constructor(private readonly storage: Storage) {
    language.value = matchLanguage(this.read('language') ?? navigator.language);
    this.theme.value = THEMES.find((theme) => theme === this.read('theme')) ?? 'auto';
    this.keys.value = this.read('keys') !== 'off';
    this.sound.value = this.read('sound') === 'on';
    this.desktop.value = this.read('desktop') === 'on';
  }

  /** Keeps page and storage in step with what is chosen; returns what ends that. */
  apply(root: HTMLElement): () => void {
    return effect(() => {
      root.lang = language.value;
      if (this.theme.value === 'auto') delete root.dataset['theme'];
      else root.dataset['theme'] = this.theme.value;
      this.write('language', language.value);
      this.write('theme', this.theme.value);
      for (const name of ['keys', 'sound', 'desktop'] as const) this.write(name, this[name].value ? 'on' : 'off');
    });
  }

  // A browser may forbid storage altogether; the desk then works without a memory.
  private read(name: string): string | null {
    try {
      return this.storage.getItem(`ric.desk.${name}`);
    } catch {
      return null;
    }
  }

  private write(name: string, value: string): void {
    try {
      this.storage.setItem(`ric.desk.${name}`, value);
    } catch {
      // nothing is lost but the choice
    }
  }
}
