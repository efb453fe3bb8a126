import { expect, test } from 'vitest';
import { makeTranslator, matchLanguage, missingKeys } from './i18n';

const words = {
  'zh-CN': { hello: '你好，{name}', waiting: '前面有 {count} 人' },
  en: { hello: 'Hello, {name}', waiting: '{count} people before you', waiting_one: '{count} person before you' },
};

test('words carry their parameters, and an unknown one stays visible', () => {
  const { t } = makeTranslator(words, 'zh-CN');

  expect(t('hello', { name: '李雷' })).toBe('你好，李雷');
  expect(t('hello')).toBe('你好，{name}');
});

test('one person is singular in English and needs no form of its own in Chinese', () => {
  const { t, language } = makeTranslator(words, 'en');
  expect(t('waiting', { count: 1 })).toBe('1 person before you');

  language.value = 'zh-CN';

  expect(t('waiting', { count: 1 })).toBe('前面有 1 人');
});

test('the first language that we speak is taken', () => {
  expect(matchLanguage(null, 'zh-Hant-TW', 'en')).toBe('zh-CN');
  expect(matchLanguage('en-GB')).toBe('en');
  expect(matchLanguage('fr', 'de')).toBe('en');
  expect(matchLanguage(null, '')).toBe('zh-CN');
});

test('a key that only one language has is reported', () => {
  expect(missingKeys(words['zh-CN'], words.en)).toEqual([]);
  expect(missingKeys({ a: '', b: '' }, { a: '', c: '' })).toEqual(['b', 'c']);
});
