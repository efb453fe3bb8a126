import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DeskFrame } from '../types';
import { Composing } from './composing';

let said: DeskFrame[];
let composing: Composing;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  composing = new Composing();
  composing.speakOn({ say: (frame) => said.push(frame) });
});

afterEach(() => void vi.useRealTimers());

test('typing is told at once, at most every three seconds, and once more after a pause', () => {
  for (let second = 0; second < 4; second += 1) {
    composing.typed('7', 'x'.repeat(second + 1));
    vi.advanceTimersByTime(1_000);
  }
  vi.advanceTimersByTime(5_000);

  expect(said.map(({ on }) => on)).toEqual([true, true, false]);
});

test('who goes to another conversation no longer types in the first', () => {
  composing.typed('7', 'x');
  composing.typed('8', 'y');

  expect(said).toEqual([
    { type: 'typing', conversation: '7', on: true },
    { type: 'typing', conversation: '7', on: false },
    { type: 'typing', conversation: '8', on: true },
  ]);
});

test('a text that was emptied is not being typed', () => {
  composing.typed('7', 'x');
  composing.typed('7', '');

  expect(said.at(-1)?.on).toBe(false);
});
