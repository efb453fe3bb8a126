import { act, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { violations } from '../shared/testing/axe';
import { DeskBar } from './desk_bar';
import { draw } from './testing/open_chat';

afterEach(() => void vi.useRealTimers());

test('a librarian can be asked before anything was said', async () => {
  const { library } = await draw(<DeskBar />);
  await userEvent.click(screen.getByRole('button', { name: 'Ask a librarian' }));

  expect(library.heardOf('ask_librarian')).toHaveLength(1);
});

test('asking again is not possible while the first asking is under way', async () => {
  const { library } = await draw(<DeskBar />, (one) => (one.deaf = true));
  await userEvent.click(screen.getByRole('button'));

  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Passing you to a librarian…' }).disabled).toBe(true);
  expect(library.heardOf('ask_librarian')).toHaveLength(0);
});

test('who waits sees the place in the queue, the wait and the case number', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('waiting', { case: 'R-7KQ4-M2XP', position: 3, wait_minutes: 6 }));

  const told = screen.getByText(/people are before you/).textContent;
  expect(told).toContain('2 people are before you. The wait is about 6 min.');
  expect(screen.getByRole('button', { name: /Case R-7KQ4-M2XP\s+copy/ })).toBeTruthy();
});

test('nothing is promised where nothing is known', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('waiting', { position: null, wait_minutes: null }));

  expect(screen.queryByText(/before you|next|about/)).toBeNull();
});

test('who waits is told that the automatic answers are paused', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('waiting', {}));

  expect(screen.getByRole('status').textContent).toContain('Automatic answers are paused; a librarian will reply.');
});

test('a long wait is told by the clock, as the receipt tells it', async () => {
  vi.useFakeTimers({ now: new Date(2026, 4, 20, 22, 0), toFake: ['Date'] });
  const { library } = await draw(<DeskBar />);
  act(() => library.own('waiting', { wait_minutes: 632 }));

  expect(screen.getByText(/Expect a reply about tomorrow 08:35/)).toBeTruthy();
});

test('the first in the queue is next', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('waiting', { position: 1 }));

  expect(screen.getByText(/You are next/)).toBeTruthy();
});

test('who waits can go back to the automatic answers', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('waiting', {}));
  await userEvent.click(screen.getByRole('button', { name: 'Back to automatic answers' }));

  expect(library.heardOf('back_to_bot')).toHaveLength(1);
  expect(screen.getByRole('button', { name: 'Ask a librarian' })).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('You have left the queue. Automatic answers are on again.');
});

test('that one has left the queue is no longer news once something was asked', async () => {
  const { library, store } = await draw(<DeskBar />);
  act(() => library.own('waiting', {}));
  act(() => library.own('bot', {}));
  act(() => store.say('how do I renew?'));

  expect(screen.queryByText(/left the queue/)).toBeNull();
});

test.each(['bot', 'closed'] as const)('the case number stays when the owner becomes %s', async (owner) => {
  const { library } = await draw(<DeskBar />, (one) => one.say({ author: 'system' }));
  act(() => library.own('waiting', { case: 'R-7KQ4-M2XP' }));
  act(() => library.own(owner, {}));

  expect(screen.getByRole('button', { name: /Case R-7KQ4-M2XP/ })).toBeTruthy();
});

test('a talk that was never handed over needs no case number', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('bot', { case: 'R-7KQ4-M2XP' }));

  expect(screen.queryByText('R-7KQ4-M2XP')).toBeNull();
});

test('a closed conversation says that one may go on', async () => {
  const { library } = await draw(<DeskBar />);
  act(() => library.own('closed', {}));

  expect(screen.getByText(/You can still go on writing/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Ask a librarian' })).toBeTruthy();
});

test.each(['bot', 'waiting', 'librarian', 'closed'] as const)('it can be used by everybody while the owner is %s', async (owner) => {
  const { library, container } = await draw(<DeskBar />);
  act(() => library.own(owner, { case: 'R-7KQ4-M2XP', position: 2, librarian: '李老师' }));

  expect(await violations(container)).toEqual([]);
});
