import { act, screen, waitFor } from '@testing-library/preact';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { HttpError } from '../../shared/fetcher';
import { violations } from '../../shared/testing/axe';
import { App } from '../app';
import { listenToKeys } from '../obey';
import type { Desk, DialogName } from '../store/desk';
import { take, type Live } from '../store/live';
import { aLiveDesk, draw } from '../testing/draw';
import { aConversation, FakeServer, LI, ZHANG } from '../testing/fake_server';

const ends: (() => void)[] = [];
let live: Live | undefined;
afterEach(() => {
  live?.stop();
  for (const end of ends.splice(0)) end();
});

const MINE = { owner: 'librarian', assignee: LI } as const;

/** The whole desk, with its keys. */
async function house(change: Parameters<typeof aConversation>[0] = {}, at = '#/open/7') {
  const server = new FakeServer(aConversation({ id: '7', ...change }), aConversation({ id: '8', preview: 'VPN' }));
  const desk = await aLiveDesk(server, at);
  live = desk.live;
  ends.push(listenToKeys(desk));
  draw(desk, <App line={desk.live.line} />);
  return { desk, server, user: userEvent.setup() };
}

/** Presses a key, or shows a dialog by name, and waits until it is open. */
async function opened(user: UserEvent, key: string): Promise<HTMLElement> {
  await user.keyboard(key);
  return screen.findByRole('dialog');
}

async function shown(desk: Desk, name: DialogName): Promise<HTMLElement> {
  act(() => void (desk.dialog.value = name));
  return screen.findByRole('dialog');
}

test('? shows the sheet of keys, and it lists what can be done', async () => {
  const { user } = await house();
  const sheet = await opened(user, '?');

  for (const words of ['Next conversation', 'Claim', 'Hand over', 'Search']) expect(sheet.textContent).toContain(words);
});

test('while a dialog is open its keys do nothing behind it', async () => {
  const { server, user } = await house();
  await opened(user, '?');
  await user.keyboard('c');

  expect(server.calls).not.toContain('claim');
});

test('c claims, and not when somebody has it already', async () => {
  const { server, user } = await house();
  await user.keyboard('c');
  await waitFor(() => expect(server.calls).toContain('claim'));

  (document.activeElement as HTMLElement).blur();
  await user.keyboard('c');
  expect(server.calls.filter((call) => call === 'claim')).toHaveLength(1);
});

test('j and k walk through the list, Enter opens', async () => {
  const { desk, user } = await house({}, '#/open');
  await user.keyboard('j');
  await user.keyboard('j');
  await user.keyboard('{Enter}');
  const second = document.querySelectorAll<HTMLElement>('[data-row]')[1]?.dataset['row'];

  await waitFor(() => expect(desk.talk.id.value).toBe(second));
});

test('single keys are silent once they are switched off', async () => {
  const { server, user } = await house();
  await opened(user, '?');
  await user.click(screen.getByLabelText('Use single-key shortcuts'));
  await user.click(screen.getByRole('button', { name: 'Close this window' }));
  await user.keyboard('c');

  expect(server.calls).not.toContain('claim');
});

test('h hands over to a colleague, with a note', async () => {
  const { server, user } = await house(MINE);
  await opened(user, 'h');
  await user.selectOptions(screen.getByLabelText('Hand over to'), '张明');
  await user.type(screen.getByLabelText('Note for whoever takes it'), 'knows CARSI');
  await user.click(screen.getByRole('dialog').querySelector('[type=submit]')!);

  await waitFor(() => expect(server.calls).toContain('handover {"librarian":"2","note":"knows CARSI"}'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a colleague who is at the desk is marked', async () => {
  const { desk, user } = await house(MINE);
  act(() => take(desk, { type: 'presence', librarian: ZHANG, online: true }));
  await opened(user, 'h');

  expect(await screen.findByText('张明 · online')).toBeTruthy();
});

test('a refusal is told inside the dialog, which stays open', async () => {
  const { server, user } = await house(MINE);
  await opened(user, 'e');
  server.fail = new HttpError(503, 'unavailable', '');
  await user.click(screen.getByRole('button', { name: 'Close conversation' }));

  await waitFor(() => expect(screen.getByRole('dialog').textContent).toContain('The server cannot save this now.'));
});

test('closing proposes the topic of the best guess and takes an effort', async () => {
  const guesses = [{ entry: 'vpn', topic: 'remote-access', title: 'VPN', confidence: 0.5 }];
  const { server, user } = await house({ ...MINE, guesses });
  await opened(user, 'e');
  await user.selectOptions(screen.getByLabelText('Effort (READ scale 1–6)'), '3');
  await user.click(screen.getByRole('button', { name: 'Close conversation' }));

  await waitFor(() => expect(server.calls).toContain('close {"topic":"remote-access","read":3}'));
});

test('a wrong current password is told at its field', async () => {
  const { desk, user } = await house();
  await shown(desk, 'password');
  await user.type(screen.getByLabelText('Current password'), 'wrong');
  await user.type(screen.getByLabelText('New password'), 'better-one');
  await user.type(screen.getByLabelText('New password again'), 'better-one{Enter}');

  const field = await screen.findByLabelText('Current password');
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
  expect(screen.getByText('This is not your current password.')).toBeTruthy();
});

test('two new passwords that differ never reach the server', async () => {
  const { desk, server, user } = await house();
  await shown(desk, 'password');
  await user.type(screen.getByLabelText('Current password'), 'right');
  await user.type(screen.getByLabelText('New password'), 'better-one');
  await user.type(screen.getByLabelText('New password again'), 'better-two{Enter}');

  expect(screen.getByText('The two new passwords differ.')).toBeTruthy();
  expect(server.calls).not.toContain('changePassword');
});

test('what is missing or too short is told at its field, in the desk’s own words', async () => {
  const { desk, server, user } = await house();
  await shown(desk, 'password');
  await user.type(screen.getByLabelText('New password'), 'short');
  await user.type(screen.getByLabelText('New password again'), 'short{Enter}');

  expect(screen.getByText('Enter your current password.')).toBeTruthy();
  expect(screen.getByLabelText('New password').getAttribute('aria-invalid')).toBe('true');
  expect(server.calls).not.toContain('changePassword');
});

test('a record is merged into one that is found once both were shown, and the notice can undo it', async () => {
  const { desk, server, user } = await house();
  await shown(desk, 'merge');
  await user.type(document.querySelector('dialog [name=q]')!, 'VPN{Enter}');
  await user.click(await screen.findByRole('button', { name: /R-CASE-8 · today.*VPN/ }));
  expect(server.calls.join()).not.toContain('merge r7');
  const [mine, other] = [await screen.findByRole('region', { name: 'This record …' }), screen.getByRole('region', { name: '… becomes part of' })];
  expect([mine.textContent, other.textContent]).toEqual([expect.stringContaining('R-CASE-7'), expect.stringContaining('R-CASE-8')]);

  await user.click(screen.getByRole('button', { name: 'Merge the two records' }));
  await user.click(await screen.findByRole('button', { name: 'Undo the merge' }));

  await waitFor(() => expect(server.calls).toContain('unmerge r7'));
});

test.each(['hand_over', 'close', 'password', 'keys', 'merge'] as const)('everybody can use the dialog %s', async (name) => {
  const { desk } = await house(MINE);

  expect(await violations(await shown(desk, name))).toEqual([]);
});
