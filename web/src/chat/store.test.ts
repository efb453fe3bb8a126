import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Keep } from './keep';
import { openStore, settle } from './testing/open_chat';

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => void vi.useRealTimers());

const kept = (): Keep => new Keep(() => localStorage);

test('hello comes first, and the session that is welcomed is kept', async () => {
  const keep = kept();
  const { library } = await openStore(undefined, { keep });

  expect(library.heard).toEqual([{ type: 'hello', session: null, after: 0, language: 'en' }]);
  expect(keep.session).toBe('session-1');
});

test('a message is sent once, acknowledged and then no longer kept', async () => {
  const keep = kept();
  const { store, library } = await openStore(undefined, { keep });
  store.say('hello');

  expect(library.stored).toMatchObject([{ text: 'hello' }]);
  expect(store.session.value).toMatchObject({ unsent: [], messages: [{ seq: 1, text: 'hello' }] });
  expect(keep.unsent).toEqual([]);
});

test('a message whose ack was lost goes out again under the same id and is stored and shown once', async () => {
  const { store, library } = await openStore();
  library.breaksBeforeAck = true;
  store.say('hello');
  await vi.advanceTimersByTimeAsync(1_000);

  const [first, second] = library.heardOf('message');
  expect(second).toEqual(first);
  expect(store.session.value).toMatchObject({ messages: [{ seq: 1 }], unsent: [] });
});

test('what was written without a connection goes out in order when it is back', async () => {
  const { store, library } = await openStore();
  library.breakLine();
  store.say('one');
  store.say('two');
  await vi.advanceTimersByTimeAsync(1_000);

  expect(library.stored.map(({ text }) => text)).toEqual(['one', 'two']);
});

test('a page that was closed too early sends what it had left at its next opening', async () => {
  const first = await openStore((library) => (library.deaf = true), { keep: kept() });
  first.store.say('do not lose me');
  first.store.stop();
  const { library } = await openStore(undefined, { keep: kept() });

  expect(library.stored).toMatchObject([{ text: 'do not lose me' }]);
});

test('a session resumes after the last message that came', async () => {
  const { library } = await openStore();
  library.say({ text: 'hi' });
  library.breakLine();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(library.heardOf('hello').at(-1)).toEqual({ type: 'hello', session: 'session-1', after: 1, language: 'en' });
});

test('a choice is sent as its entry and drawn as its title', async () => {
  const { store, library } = await openStore();
  library.deaf = true;
  store.say('Opening hours', 'hours');

  expect(library.heardOf('choose')).toMatchObject([{ entry: 'hours' }]);
  expect(store.session.value.unsent).toMatchObject([{ text: 'Opening hours' }]);
});

test('asking for a librarian without a connection is not forgotten', async () => {
  const { store, library } = await openStore();
  library.breakLine();
  store.askLibrarian();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(store.session.value).toMatchObject({ owner: 'waiting', position: 3, asking: false });
});

test('a short break is not shown, a longer one is, and its end ends it', async () => {
  const { store, library } = await openStore();
  library.deaf = true;
  library.breakLine();
  await vi.advanceTimersByTimeAsync(1_900);
  expect(store.lost.value).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(store.lost.value).toBe(true);

  library.deaf = false;
  store.wake('online');
  await settle();

  expect(store.lost.value).toBe(false);
});

test('typing is told to a person only, rarely, and its end once', async () => {
  const { store, library } = await openStore();
  store.typed('h');
  expect(library.heardOf('typing')).toEqual([]);

  library.own('librarian', { librarian: '李老师' });
  for (const text of ['h', 'he', 'hel']) store.typed(text);
  await vi.advanceTimersByTimeAsync(5_000);

  expect(library.heardOf('typing').map(({ on }) => on)).toEqual([true, false]);
});

test('a librarian who stops typing without saying so is no longer shown as typing', async () => {
  const { store, library } = await openStore();
  library.tell({ type: 'typing', author: 'librarian', on: true });
  expect(store.session.value.typing).toBe(true);
  await vi.advanceTimersByTimeAsync(8_000);

  expect(store.session.value.typing).toBe(false);
});

test('a message that is too long is not sent again by itself, also not by the next page', async () => {
  const keep = kept();
  const { store, library } = await openStore((one) => (one.refusesWith = 'too_long'), { keep });
  store.say('x');
  library.breakLine();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(library.heardOf('message')).toHaveLength(1);
  expect(keep.unsent).toEqual([]);
});

test('another language is told to the server and kept', async () => {
  const keep = kept();
  const { store, library } = await openStore(undefined, { keep });
  store.speak('zh-CN', { chosen: true });
  await settle();

  expect(library.heardOf('hello').at(-1)).toMatchObject({ language: 'zh-CN' });
  expect(store.t('send')).toBe('发送');
  expect(keep.language).toBe('zh-CN');
});

test('the language of the page takes the place of one chosen before, and is not kept', async () => {
  const keep = kept();
  keep.language = 'zh-CN';
  const { store } = await openStore(undefined, { keep });
  store.hearPage({ ric: 'language', language: 'en' });

  expect(store.language.value).toBe('en');
  expect(keep.language).toBeNull();
});

test('who waits for a person does not wait on a line that may be dead', async () => {
  const { library } = await openStore();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(library.dials).toBe(1);

  library.own('waiting', {});
  await vi.advanceTimersByTimeAsync(180_000);

  expect(library.dials).toBe(2);
});

test('a tab that slept long does not trust its line', async () => {
  const { store, library } = await openStore();
  store.wake('hidden');
  await vi.advanceTimersByTimeAsync(61_000);
  store.wake('visible');
  await settle();

  expect(library.dials).toBe(2);
});

test('a session that was renewed under another name is asked for as a whole, at once', async () => {
  const { store, library } = await openStore();
  library.say({ text: 'hi' });
  library.session = 'session-1-renewed';
  library.breakLine();
  await vi.advanceTimersByTimeAsync(1_000);

  expect(library.heardOf('hello').at(-1)).toMatchObject({ session: 'session-1-renewed', after: 0 });
  expect(store.session.value).toMatchObject({ connected: true, messages: [{ seq: 1 }] });
});
