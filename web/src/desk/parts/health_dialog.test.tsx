import { act, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { HttpError } from '../../shared/fetcher';
import { violations } from '../../shared/testing/axe';
import { App } from '../app';
import type { Live } from '../store/live';
import { aLiveDesk, draw } from '../testing/draw';
import { aConversation, FakeServer, LI, ZHANG } from '../testing/fake_server';
import { language } from '../words';

let live: Live | undefined;
afterEach(() => live?.stop());

async function house(who = ZHANG) {
  const server = new FakeServer(aConversation());
  server.who = who;
  const desk = await aLiveDesk(server, '#/waiting');
  live = desk.live;
  draw(desk, <App line={desk.live.line} />);
  return { desk, server, user: userEvent.setup() };
}

async function shown() {
  const { desk, server, user } = await house();
  act(() => void (desk.dialog.value = 'health'));
  const dialog = await screen.findByRole('dialog');
  await waitFor(() => expect(dialog.textContent).toContain('Database'));
  return { server, user, dialog };
}

test('a supervisor finds it in the menu, a librarian does not', async () => {
  const { desk } = await house();
  expect(screen.getByText('How RIC is doing')).toBeTruthy();

  act(() => void (desk.session.me.value = LI));
  expect(screen.queryByText('How RIC is doing')).toBeNull();
});

test('it says how the library stands in words', async () => {
  const { dialog } = await shown();

  for (const words of ['SQLite works', 'All knowledge is learned', 'Reference', 'Nobody waits', 'E-mail']) {
    expect(dialog.textContent).toContain(words);
  }
});

test('a store that is out of reach is said, and the last look stays', async () => {
  const { server, dialog } = await shown();
  server.fail = new HttpError(503, 'unavailable', '');

  await waitFor(() => expect(dialog.textContent).toContain('The server cannot save this now.'), { timeout: 15_000 });
  expect(dialog.textContent).toContain('SQLite works');
}, 20_000);

test('it is closed as every window is', async () => {
  const { dialog, user } = await shown();
  await user.click(screen.getByRole('button', { name: 'Close this window' }));

  await waitFor(() => expect(dialog.isConnected).toBe(false));
});

test('nothing in it hinders anybody, in either language', async () => {
  const { dialog } = await shown();
  const found = await violations(dialog);
  act(() => void (language.value = 'zh-CN'));

  expect([...found, ...(await violations(dialog))]).toEqual([]);
});
