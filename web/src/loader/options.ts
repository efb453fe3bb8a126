// What a library sets on the script tag, read once.
import { matchLanguage, type Language } from '../shared/language';

export interface Options {
  /** The chat's page: it stands beside the script, under whatever path a proxy gives both. */
  readonly chat: URL;
  readonly language: Language;
  readonly left: boolean;
  readonly color: string;
  readonly theme: string;
}

export function readTag(script: HTMLScriptElement): Options {
  const { language, position, color = '', theme = '' } = script.dataset;
  return {
    chat: new URL('chat/', script.src),
    language: matchLanguage(language, document.documentElement.lang, navigator.language),
    left: position === 'left',
    color,
    theme,
  };
}
