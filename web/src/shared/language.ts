// Which of the two languages to speak.

export type Language = 'zh-CN' | 'en';

/** Returns the first tag (BCP 47) that names a language of ours; every kind of Chinese is zh-CN. */
export function matchLanguage(...tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    if (/^zh\b/i.test(tag ?? '')) return 'zh-CN';
    if (/^en\b/i.test(tag ?? '')) return 'en';
  }
  return tags.some(Boolean) ? 'en' : 'zh-CN';
}
