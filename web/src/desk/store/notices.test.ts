import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Notices } from './notices';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function texts(notices: Notices): string[] {
  return notices.shown.value.map((notice) => notice.text);
}

test('good news takes the place of older good news', () => {
  const notices = new Notices();
  notices.say('claimed');
  notices.say('closed');

  expect(texts(notices)).toEqual(['closed']);
});

test('what can be undone stays beside what follows', () => {
  const notices = new Notices();
  notices.say('merged', { label: 'undo', run: () => {} });
  notices.say('claimed');

  expect(texts(notices)).toEqual(['merged', 'claimed']);
});

test('the same trouble is told once', () => {
  const notices = new Notices();
  notices.warn('cannot be reached');
  notices.warn('cannot be reached');

  expect(texts(notices)).toEqual(['cannot be reached']);
});

test('a notice goes by itself, trouble later than good news', () => {
  const notices = new Notices();
  notices.warn('refused');
  notices.say('claimed');
  vi.advanceTimersByTime(6_000);
  expect(texts(notices)).toEqual(['refused']);

  vi.advanceTimersByTime(7_000);
  expect(texts(notices)).toEqual([]);
});
