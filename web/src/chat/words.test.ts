import { expect, test } from 'vitest';
import homeEn from '../home/en.json';
import homeZh from '../home/zh-CN.json';
import loaderEn from '../loader/en.json';
import loaderZh from '../loader/zh-CN.json';
import { missingKeys } from '../shared/i18n';
import en from './en.json';
import zh from './zh-CN.json';

test.each([
  ['chat', zh, en],
  ['loader', loaderZh, loaderEn],
  ['home', homeZh, homeEn],
])('the words of %s stand in both languages', (_, chinese, english) => {
  expect(missingKeys(chinese, english)).toEqual([]);
});

test('both languages fill in the same parameters', () => {
  const parameters = (words: Record<string, string>): string[] =>
    Object.entries(words).flatMap(([key, text]) => (key.endsWith('_one') ? [] : [...text.matchAll(/\{\w+\}/g)].map(([name]) => `${key} ${name}`))).sort();

  expect(parameters(zh)).toEqual(parameters(en));
});
