import { act, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { violations } from '../../shared/testing/axe';
import type { Live } from '../store/live';
import { aLiveDesk, draw } from '../testing/draw';
import { aConversation, aRow, FakeServer, LI, minutes } from '../testing/fake_server';
import { InboxList } from './inbox_list';

let live: Live | undefined;
afterEach(() => live?.stop());

async function list(...conversations: Parameters<typeof aConversation>[0][]) {
  const server = new FakeServer(...conversations.map((one) => aConversation(one)));
  const desk = await aLiveDesk(server);
  live = desk.live;
  draw(desk, <InboxList />);
  return { desk, server, user: userEvent.setup() };
}

function rowsShown(): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => row.dataset['row']!);
}

test('a row tells who, by which way, what, why, how long and the case', async () => {
  await list({ id: '7', reason: 'unsure', topic: 'renewal', unread: 2, case: 'R-7KQ2-MX4P' });
  const row = document.querySelector('[data-row]')!;

  for (const words of ['Web chat', 'Reader · Web chat', '怎么续借?', 'The bot was not sure', 'Renewal', 'waiting 10 min', '2 unread', 'R-7KQ2-MX4P']) {
    expect(row.textContent).toContain(words);
  }
});

test('a wait turns from calm to late while one looks on', async () => {
  const { desk } = await list({ id: '7', waiting_since: minutes(7) });
  const wait = (): string => document.querySelector('.wait')!.className;
  expect(wait()).toContain('fresh');

  act(() => void (desk.now.value += 3 * 60_000));
  expect(wait()).toContain('late');
});

test('the waiting view says how many wait', async () => {
  await list({ id: '7' }, { id: '8' });

  expect(screen.getByRole('link', { name: /^Waiting/, current: 'page' }).textContent).toContain('2 waiting');
});

test('a conversation that a colleague takes leaves the list under one’s eyes', async () => {
  const { desk } = await list({ id: '7' }, { id: '8', waiting_since: minutes(1) });
  act(() => void desk.inbox.take(aRow({ id: '7', owner: 'librarian', assignee: LI, version: 2 })));

  expect(rowsShown()).toEqual(['8']);
});

test('what a reader wrote is shown as text', async () => {
  await list({ id: '7', preview: '<img src=x onerror=alert(1)>', reader: { id: 'r', name: '<b>x</b>', verified: false } });

  expect(document.querySelector('[data-row] img, [data-row] b')).toBeNull();
  expect(document.body.textContent).toContain('<img src=x onerror=alert(1)>');
});

test('a search asks the server once one stops typing', async () => {
  const { server, user } = await list({ id: '7' }, { id: '8', preview: 'VPN 连不上' });
  await user.type(screen.getByRole('searchbox'), 'VPN');

  await waitFor(() => expect(rowsShown()).toEqual(['8']));
  expect(server.calls.filter((call) => /^list waiting ./.test(call))).toEqual(['list waiting VPN']);
});

test('a search that finds nothing names the list and its words, and can be cleared', async () => {
  const { user } = await list({ id: '7' });
  await user.type(screen.getByRole('searchbox'), 'zzzz');
  await screen.findByText('No waiting conversation matches “zzzz”.');
  await user.click(screen.getByRole('button', { name: 'Clear the search' }));

  await waitFor(() => expect(rowsShown()).toEqual(['7']));
  await waitFor(() => expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe(''));
});

test('the row of the conversation that is open stays, with its new owner', async () => {
  const { desk } = await list({ id: '7' }, { id: '8', waiting_since: minutes(1) });
  await act(() => desk.talk.open('7'));
  await act(() => desk.talk.claim().then(() => undefined));
  expect(rowsShown()).toEqual(['7', '8']);
  expect(document.querySelector('[data-row="7"]')?.textContent).toContain('With you');

  await act(() => desk.talk.open('8'));
  expect(rowsShown()).toEqual(['8']);
});

test('how many are one’s own is told, and louder where something is new', async () => {
  const { desk } = await list({ id: '7', owner: 'librarian', assignee: LI });
  const mine = (): HTMLElement => screen.getByRole('link', { name: /^Mine/ });
  expect(mine().textContent).toContain('1 yours');
  expect(mine().querySelector('.loud')).toBeNull();

  act(() => void desk.inbox.take(aRow({ id: '7', owner: 'librarian', assignee: LI, unread: 1, version: 2 })));
  expect(mine().querySelector('.loud')?.textContent).toContain('1 with something new');
});

test('a queue filter narrows the list', async () => {
  const { user } = await list({ id: '7' }, { id: '8', queue: '11' });
  await user.selectOptions(screen.getByLabelText('Queue'), '学科馆员');

  await waitFor(() => expect(rowsShown()).toEqual(['8']));
});

test('the next page comes on demand', async () => {
  const { desk, server, user } = await list({ id: '7' }, { id: '8', waiting_since: minutes(1) });
  server.pageSize = 1;
  await act(() => desk.inbox.load());
  expect(rowsShown()).toEqual(['7']);

  await user.click(screen.getByRole('button', { name: 'Load more' }));
  await waitFor(() => expect(rowsShown()).toEqual(['7', '8']));
});

test('an empty list says so', async () => {
  await list();

  expect(screen.getByText('Nobody is waiting.')).toBeTruthy();
});

test('an unsent draft is marked', async () => {
  const { desk } = await list({ id: '7' });
  act(() => desk.drafts.write('7', { reply: 'Hello' }));

  expect(screen.getByText('Draft')).toBeTruthy();
});

test('everybody can use it', async () => {
  await list({ id: '7', unread: 1, topic: 'renewal' }, { id: '8', channel: 'mail', subject: 'VPN' });

  expect(await violations(document.body)).toEqual([]);
});
