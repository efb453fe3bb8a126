import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aRow } from '../testing/fake_server';
import type { DeskEvent } from '../types';
import { EventsLine } from './events';

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((frame: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];
  close(): void {}
  send(frame: string): void {
    this.sent.push(frame);
  }
}

const sockets: FakeSocket[] = [];
const heard: (DeskEvent | 'open' | 'lost')[] = [];
let line: EventsLine;

beforeEach(() => {
  vi.useFakeTimers();
  sockets.length = 0;
  heard.length = 0;
  const listener = { onEvent: (event: DeskEvent) => heard.push(event), onOpen: () => heard.push('open'), onLost: () => heard.push('lost') };
  line = new EventsLine('ws://desk.example', listener, () => {
    sockets.push(new FakeSocket());
    return sockets.at(-1) as unknown as WebSocket;
  });
  line.start();
});

afterEach(() => {
  line.stop();
  vi.useRealTimers();
});

test('a frame is handed on, and one that cannot be read is let pass', () => {
  const event = { type: 'conversation', row: aRow() } as const;
  sockets[0]?.onmessage?.({ data: '{broken' });
  sockets[0]?.onmessage?.({ data: JSON.stringify(event) });

  expect(heard).toEqual([event]);
});

test('what is said goes out while the line stands, and is dropped while it does not', () => {
  line.say({ type: 'typing', conversation: '7', on: true });
  sockets[0]?.onopen?.();
  line.say({ type: 'typing', conversation: '7', on: false });

  expect(sockets[0]?.sent).toEqual(['{"type":"typing","conversation":"7","on":false}']);
});

test('every connection asks for what was missed', () => {
  sockets[0]?.onopen?.();
  sockets[0]?.onclose?.();
  vi.advanceTimersByTime(2_000);
  sockets[1]?.onopen?.();

  expect(heard).toEqual(['open', 'lost', 'open']);
});

test('a server that stays away is asked less and less often', () => {
  for (let failed = 0; failed < 6; failed += 1) {
    sockets.at(-1)?.onclose?.();
    vi.advanceTimersByTime(19_000);
  }
  sockets.at(-1)?.onclose?.();
  vi.advanceTimersByTime(11_000);
  expect(sockets).toHaveLength(7);

  vi.advanceTimersByTime(8_000);
  expect(sockets).toHaveLength(8);
});

test('when the network is back, it does not wait', () => {
  sockets[0]?.onclose?.();
  dispatchEvent(new Event('online'));

  expect(sockets).toHaveLength(2);
});

test('after signing out the line stays down', () => {
  line.stop();
  vi.advanceTimersByTime(60_000);

  expect([sockets.length, line.state.value]).toEqual([1, 'off']);
});
