import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServerFrame } from './frames';
import { Connection, socketAddress } from './socket';
import { FakeLibrary, message } from './testing/fake_library';
import { settle } from './testing/open_chat';

const HELLO = { type: 'hello', session: null, after: 0, language: 'en' } as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function connect(library: FakeLibrary): { connection: Connection; heard: ServerFrame[]; lost: () => number } {
  const heard: ServerFrame[] = [];
  const lost = vi.fn();
  const connection = new Connection({
    dial: library.dial,
    opened: () => connection.send(HELLO, { answered: true }),
    heard: (frame) => heard.push(frame),
    lost,
    random: () => 1,
  });
  connection.connect();
  return { connection, heard, lost: () => lost.mock.calls.length };
}

test('frames go both ways', async () => {
  const library = new FakeLibrary();
  const { heard } = connect(library);
  await settle();

  expect(library.heard).toEqual([HELLO]);
  expect(heard).toMatchObject([{ type: 'welcome' }]);
});

test('a broken line comes back, and after each failure a little later', async () => {
  const library = new FakeLibrary();
  connect(library);
  library.deaf = true; // no welcome: the tries go on counting
  await settle();
  for (const pause of [500, 1000, 2000]) {
    const { dials } = library;
    library.breakLine();
    await vi.advanceTimersByTimeAsync(pause - 1);
    expect(library.dials).toBe(dials);
    await vi.advanceTimersByTimeAsync(1);
    expect(library.dials).toBe(dials + 1);
  }
});

test('no pause is longer than half a minute', async () => {
  const library = new FakeLibrary();
  connect(library);
  library.deaf = true;
  for (let tries = 0; tries < 12; tries += 1) {
    library.breakLine();
    await vi.advanceTimersByTimeAsync(30_000);
  }
  const { dials } = library;
  library.breakLine();
  await vi.advanceTimersByTimeAsync(29_999);
  expect(library.dials).toBe(dials);
  await vi.advanceTimersByTimeAsync(1);

  expect(library.dials).toBe(dials + 1);
});

test('a line that says nothing to what it has to answer is given up', async () => {
  const library = new FakeLibrary();
  const { connection, lost } = connect(library);
  await settle();
  library.deaf = true;
  connection.send({ type: 'ask_librarian' }, { answered: true });
  await vi.advanceTimersByTimeAsync(8_000);

  expect(lost()).toBe(1);
});

test('a silent line is kept as long as nothing was asked of it', async () => {
  const library = new FakeLibrary();
  const { lost } = connect(library);
  await vi.advanceTimersByTimeAsync(600_000);

  expect(lost()).toBe(0);
});

test('what is no frame is passed over', async () => {
  const library = new FakeLibrary();
  const { heard } = connect(library);
  await settle();
  library.tell('no object' as unknown as ServerFrame);
  library.tell({ type: 'message', ...message(1) });

  expect(heard.map(({ type }) => type)).toEqual(['welcome', 'message']);
});

test('reconnecting at once needs no pause', async () => {
  const library = new FakeLibrary();
  const { connection } = connect(library);
  await settle();
  connection.reconnect();
  await settle();

  expect(library.dials).toBe(2);
});

test('nothing is dialled after the end', async () => {
  const library = new FakeLibrary();
  const { connection } = connect(library);
  await settle();
  connection.stop();
  connection.reconnect();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(library.dials).toBe(1);
});

test('the socket stands beside the page, behind any prefix', () => {
  expect(socketAddress('http://127.0.0.1:8080/chat/#x')).toBe('ws://127.0.0.1:8080/chat/ws');
  expect(socketAddress('https://lib.example/ric/chat/index.html?a=1')).toBe('wss://lib.example/ric/chat/ws');
});
