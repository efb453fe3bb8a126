import { expect, test } from 'vitest';
import { clockTime, dayLabel, duration, relativeTime } from './time';

const NOW = new Date(2026, 4, 20, 15, 0);
const at = (day: number, hour = 14, minute = 5): Date => new Date(2026, 4, day, hour, minute);

test('a time of today is told by how long ago it was', () => {
  expect(relativeTime(at(20, 14, 55), NOW, 'en')).toBe('5 minutes ago');
  expect(relativeTime(at(20, 14, 55), NOW, 'zh-CN')).toBe('5分钟前');
  expect(relativeTime(NOW, NOW, 'zh-CN')).toBe('现在');
});

test('a clock that runs ahead never tells of the future', () => {
  expect(relativeTime(at(20, 15, 3), NOW, 'en')).toBe('now');
});

test('an older time has its day and its hour', () => {
  expect(relativeTime(at(18), NOW, 'en')).toBe('Mon, May 18 14:05');
  expect(dayLabel(at(19, 23, 59), NOW, 'zh-CN')).toBe('昨天');
  expect(dayLabel(at(21, 0, 5), NOW, 'en')).toBe('tomorrow');
  expect(dayLabel(new Date(2025, 0, 1), NOW, 'en')).toContain('2025');
});

test('a wait is told in the largest unit that still says something', () => {
  expect(duration(12 * 60_000, 'en')).toBe('12 min');
  expect(duration(3 * 3_600_000, 'zh-CN')).toBe('3小时');
  expect(duration(-5, 'en')).toBe('0 min');
});

test('midnight is 00:00, not 24:00', () => {
  expect(clockTime(new Date(2026, 0, 1, 0, 0), 'en')).toBe('00:00');
});
