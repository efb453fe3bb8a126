import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from './testing/open_chat';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('seen is told once for each new end of the thread, and not while the panel is closed', async () => {
  const { store, library, told } = await openStore();
  store.hearPage({ ric: 'shown', shown: false, focus: false });
  library.say({});
  store.sight.look();
  expect(library.heardOf('seen')).toEqual([]);
  expect(told.at(-1)).toEqual({ ric: 'unread', count: 1 });

  store.hearPage({ ric: 'shown', shown: true, focus: true });
  store.sight.look();

  expect(library.heardOf('seen')).toEqual([{ type: 'seen', seq: 1 }]);
  expect(told.at(-1)).toEqual({ ric: 'unread', count: 0 });
});

test('who has scrolled up has not seen what came below', async () => {
  const { store, library } = await openStore();
  store.sight.away.value = true;
  library.say({});
  store.wake('visible');

  expect(library.heardOf('seen')).toEqual([]);
  expect(store.unread.value).toBe(1);
});

test('what was seen without a connection is told when it is back; own words are nothing to tell', async () => {
  const { store, library } = await openStore();
  library.say({});
  library.breakLine();
  store.sight.look();
  store.say('mine');
  await vi.advanceTimersByTimeAsync(1_000);

  expect(library.heardOf('seen')).toEqual([{ type: 'seen', seq: 1 }]);
});
