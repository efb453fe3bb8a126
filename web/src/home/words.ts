// The demo page's words, and the language that was chosen here before.
import { makeTranslator, matchLanguage, type Language, type Translator } from '../shared/i18n';
import en from './en.json';
import zh from './zh-CN.json';

const KEPT = 'ric.home.language';

export type Words = Translator<keyof typeof zh>;

export function makeWords(storage: () => Storage, preferred: string): Words {
  return makeTranslator({ 'zh-CN': zh, en }, matchLanguage(kept(storage), preferred));
}

export function keepLanguage(storage: () => Storage, language: Language): void {
  try {
    storage().setItem(KEPT, language);
  } catch {
    return; // a browser that keeps nothing is asked again next time
  }
}

function kept(storage: () => Storage): string | null {
  try {
    return storage().getItem(KEPT);
  } catch {
    return null;
  }
}
