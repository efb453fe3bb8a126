// Switches the desk between its two languages; each is named in itself.
import { language, t } from '../words';
import { Segments, type Segment } from './segments';

type Language = typeof language.value;

const LANGUAGES: readonly Segment<Language>[] = [
  { value: 'zh-CN', words: '中文', lang: 'zh-CN' },
  { value: 'en', words: 'English', lang: 'en' },
];

export function LanguageSwitch() {
  const choose = (chosen: Language): void => {
    language.value = chosen;
  };
  return <Segments label={t('menu.language')} segments={LANGUAGES} value={language.value} onChoose={choose} />;
}
