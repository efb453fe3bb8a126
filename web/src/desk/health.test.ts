import { beforeEach, expect, test } from 'vitest';
import { backupOf, botOf, channelOf, lagOf, queueOf, redisOf, storeOf, telegramOf } from './health';
import { aHealth, minutes } from './testing/fake_server';
import { language } from './words';

beforeEach(() => {
  language.value = 'en';
});

test('what works is said to work', () => {
  const health = aHealth();

  for (const found of [storeOf(health), botOf(health), telegramOf(health), lagOf(health.answers)]) expect(found.tone).toBe('good');
  expect(redisOf(health)).toEqual({ tone: 'note', words: 'Not set up; only several processes need it' });
});

test('the reasons why RIC is not ready stand in the place of the database', () => {
  const store = { database: 'postgresql', milliseconds: 1, faults: ['store: disk full'] } as const;

  expect(storeOf(aHealth({ store }))).toEqual({ tone: 'bad', words: 'store: disk full' });
});

test('a backup is late after two days, and one that was never made is bad too', () => {
  expect(backupOf(aHealth({ backup: minutes(10 - 60) })).tone).toBe('good');
  expect(backupOf(aHealth({ backup: minutes(-3 * 24 * 60) })).tone).toBe('bad');
  expect(backupOf(aHealth({ backup: null }))).toEqual({ tone: 'bad', words: 'Never' });
});

test('an answer that took more than five seconds is late', () => {
  expect(lagOf({ messages: 2, median: 1, longest: 6 }).tone).toBe('bad');
  expect(lagOf({ messages: 1, median: 1, longest: 1 }).words).toBe('1 message; it took 1 s');
});

test('a queue says how many wait and since when', () => {
  const queue = { slug: 'reference', name_zh: '参考咨询', name_en: 'Reference', waiting: 2, oldest: minutes(0) };

  expect(queueOf(queue, minutes(10)).words).toBe('2 wait, the first for 10 min');
});

test('a channel says everything that waits and what failed', () => {
  const unsent = { waiting: 3, oldest: minutes(5) };
  const found = channelOf({ channel: 'mail', unrouted: { waiting: 0, oldest: null }, unsent, failed: 1 }, minutes(10));

  expect(found.map(({ words }) => words)).toEqual([
    '3 replies wait to be sent, the oldest for 5 min',
    '1 reply could not be delivered within 24 hours',
  ]);
  expect(found.every(({ tone }) => tone === 'bad')).toBe(true);
});

test('it is said in Chinese too', () => {
  language.value = 'zh-CN';

  expect(backupOf(aHealth({ backup: null })).words).toBe('从未备份');
});
