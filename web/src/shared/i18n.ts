// The words of a page in the language that it speaks now.
import { signal, type Signal } from '@preact/signals';
import type { Language } from './language';

export { matchLanguage, type Language } from './language';
export type Params = Readonly<Record<string, string | number>>;

export interface Translator<Key extends string> {
  readonly language: Signal<Language>;
  /** Returns the words of a key with `{name}` replaced from params. `{count}` 1 takes `key_one` where a language has it. */
  readonly t: (key: Key, params?: Params) => string;
}

/** Makes the `t` of one page. It reads `language`, so a component that calls it is drawn again when the language changes. */
export function makeTranslator<Words extends Readonly<Record<string, string>>>(
  words: { readonly 'zh-CN': Words; readonly en: Readonly<Record<keyof NoInfer<Words>, string>> },
  first: Language,
): Translator<keyof Words & string> {
  const language = signal<Language>(first);
  const t = (key: keyof Words & string, params: Params = {}): string => {
    const known: Readonly<Record<string, string>> = words[language.value];
    const found = (params['count'] === 1 ? known[`${key}_one`] : undefined) ?? known[key] ?? key;
    return found.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
  };
  return { language, t };
}

/** Returns what differs between two word files: keys that one of them lacks. `_one` forms may stand alone. */
export function missingKeys(a: object, b: object): string[] {
  const keys = (words: object): Set<string> => new Set(Object.keys(words).map((key) => key.replace(/_one$/, '')));
  const [inA, inB] = [keys(a), keys(b)];
  return [...inA].filter((key) => !inB.has(key)).concat([...inB].filter((key) => !inA.has(key)));
}
