import { act, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { HttpError } from '../../shared/fetcher';
import { violations } from '../../shared/testing/axe';
import type { Live } from '../store/live';
import { aLiveDesk, draw } from '../testing/draw';
import { aConversation, aMessage, FakeServer, LI, minutes, ZHANG } from '../testing/fake_server';
import { TalkPane } from './talk';

let live: Live | undefined;
afterEach(() => live?.stop());

async function talk(change: Parameters<typeof aConversation>[0] = {}) {
  const server = new FakeServer(aConversation({ id: '7', ...change }));
  const desk = await aLiveDesk(server, '#/open/7');
  live = desk.live;
  draw(desk, <TalkPane />);
  return { desk, server, user: userEvent.setup() };
}

const MINE = { owner: 'librarian', assignee: LI } as const;
const GUESSES = [{ entry: 'vpn', topic: 'remote-access', title: 'VPN 的使用方法', confidence: 0.55 }];

test('messages and notes stand in the order of time', async () => {
  const messages = [aMessage({ seq: 1, text: 'first' }), aMessage({ id: 'm2', seq: 2, text: 'third', at: minutes(9) })];
  await talk({ messages, notes: [{ id: 'n1', author: ZHANG.name, text: 'second', at: minutes(5) }] });

  expect([...document.querySelectorAll('.message-text')].map((one) => one.textContent)).toEqual(['first', 'second', 'third']);
  expect(screen.getByText('Private note · readers never see it')).toBeTruthy();
});

test('the pane says that a conversation waits, and for what reason', async () => {
  await talk({ reason: 'librarian_topic' });

  expect(screen.getByText('A question for a librarian')).toBeTruthy();
});

test('claiming puts the cursor into the reply', async () => {
  const { user } = await talk();
  await user.click(screen.getByRole('button', { name: 'Claim' }));

  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Reply to the reader')));
});

test('a conversation of a colleague takes notes and no replies', async () => {
  const { user, server } = await talk({ owner: 'librarian', assignee: ZHANG });
  expect(screen.queryByLabelText('Reply to the reader')).toBeNull();

  await user.click(screen.getByRole('button', { name: 'Write a note' }));
  await user.type(screen.getByLabelText('Private note'), 'seen on the shelf');
  await user.click(screen.getByRole('button', { name: 'Save note' }));
  expect(server.calls).toContain('note seen on the shelf');
});

test('Enter begins a new line, Ctrl+Enter sends', async () => {
  const { server, user } = await talk(MINE);
  await user.type(screen.getByLabelText('Reply to the reader'), 'Dear reader,{Enter}yes.');
  expect(server.calls.join()).not.toContain('reply');

  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(server.calls).toContain('reply Dear reader,\nyes.'));
});

test('a reply that is too long is not sent, and it is said why', async () => {
  const { desk, server, user } = await talk(MINE);
  act(() => desk.drafts.write('7', { reply: '长'.repeat(8_001) }));
  await user.click(screen.getByRole('button', { name: 'Send' }));

  expect(screen.getByText('At most 8000 characters; there are 8001.')).toBeTruthy();
  expect(server.calls.join()).not.toContain('reply');
});

const VPN = '请登录 **vpn.library.example**。\n\n出处：[VPN](https://library.example/vpn)';

test('the answer of a guess goes into the draft with its source, in the reader’s language, after what is there', async () => {
  const { desk, server, user } = await talk({ ...MINE, guesses: GUESSES });
  await user.type(screen.getByLabelText('Reply to the reader'), 'Hello');
  await user.click(screen.getByRole('button', { name: /VPN 的使用方法/ }));

  await waitFor(() => expect(desk.drafts.of('7').reply).toBe(`Hello\n\n${VPN}`));
  expect(server.calls).toContain('entry vpn zh-CN');
});

test('where the answer cannot be had the draft stays as it is, and it is said', async () => {
  const { desk, server, user } = await talk({ ...MINE, guesses: GUESSES });
  server.fail = new HttpError(404, 'not_found', '');
  await user.click(screen.getByRole('button', { name: /VPN 的使用方法/ }));

  await waitFor(() => expect(desk.notices.shown.value.map(({ text }) => text)).toEqual(['Not found, or not yours to see.']));
  expect(desk.drafts.of('7').reply).toBe('');
});

test('a long subject has a line of its own, and the whole of it where one points', async () => {
  const subject = 'A very long subject '.repeat(20).trim();
  await talk({ channel: 'mail', subject });

  expect(document.querySelector('.talk-subject')?.getAttribute('title')).toBe(subject);
});

test('the reader is told that a reply is being written, and that it was sent', async () => {
  const { desk, user } = await talk(MINE);
  const said: boolean[] = [];
  desk.composing.speakOn({ say: ({ on }) => said.push(on) });
  await user.type(screen.getByLabelText('Reply to the reader'), 'Yes.');
  await user.click(screen.getByRole('button', { name: 'Send' }));

  expect(said).toEqual([true, false]);
});

test('a private note is written without a word to the reader', async () => {
  const { desk, user } = await talk(MINE);
  const said: boolean[] = [];
  desk.composing.speakOn({ say: ({ on }) => said.push(on) });
  await user.click(screen.getByRole('button', { name: 'Note' }));
  await user.type(screen.getByLabelText('Private note'), 'hm');

  expect(said).toEqual([]);
});

test('where no relay is set, a reply by mail says that it waits', async () => {
  const server = new FakeServer(aConversation({ id: '7', ...MINE, channel: 'mail' }));
  server.relay = false;
  const desk = await aLiveDesk(server, '#/open/7');
  live = desk.live;
  draw(desk, <TalkPane />);

  expect(screen.getByText('No mail relay is set: the reply waits until there is one.')).toBeTruthy();
});

test('a closed conversation can be reopened', async () => {
  const { desk, user } = await talk({ owner: 'closed' });
  await user.click(screen.getByRole('button', { name: 'Reopen' }));

  await waitFor(() => expect(desk.isMine.value).toBe(true));
});

test('a missing conversation is told, with a way back', async () => {
  const { desk, user } = await talk();
  act(() => desk.open('404'));
  await user.click(await screen.findByRole('button', { name: 'Back' }));

  expect(desk.route.place.value.id).toBeNull();
});

test('everybody can use it', async () => {
  await talk({ ...MINE, guesses: GUESSES, topic: 'renewal', notes: [{ id: 'n1', author: ZHANG.name, text: 'x', at: minutes(5) }] });

  expect(await violations(document.body)).toEqual([]);
});
