import { expect, test } from 'vitest';
import { missingKeys } from '../shared/i18n';
import en from './en.json';
import { TOPICS } from './topics';
import { language, topicName } from './words';
import zh from './zh-CN.json';

test('both languages have the same words', () => {
  expect(missingKeys(zh, en)).toEqual([]);
});

test('both languages fill in the same places', () => {
  const places = (words: string): string[] => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

  for (const key of Object.keys(zh) as (keyof typeof zh)[]) expect([key, ...places(en[key])]).toEqual([key, ...places(zh[key])]);
});

test('every topic has a name in both languages', () => {
  for (const topic of TOPICS) expect(Object.keys(en)).toContain(`topic.${topic}`);
  expect(Object.keys(en).filter((key) => key.startsWith('topic.'))).toHaveLength(TOPICS.length);
});

test('a topic of a newer server is shown by its id', () => {
  language.value = 'en';

  expect(topicName('renewal')).toBe('Renewal');
  expect(topicName('drone-lending')).toBe('drone-lending');
});
