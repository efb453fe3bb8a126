import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { aConversation, aRow, FakeServer, LI, minutes } from '../testing/fake_server';
import { Inbox } from './inbox';

function anInbox(server: FakeServer): Inbox {
  return new Inbox(server.api(), signal(LI.id));
}

function ids(inbox: Inbox): string[] {
  return inbox.visible.value.map((row) => row.id);
}

async function loaded(...waits: number[]): Promise<{ inbox: Inbox; server: FakeServer }> {
  const server = new FakeServer(...waits.map((wait, at) => aConversation({ id: String(at + 1), waiting_since: minutes(wait) })));
  const inbox = anInbox(server);
  await inbox.load();
  await inbox.loadWaiting();
  return { inbox, server };
}

test('a claimed conversation leaves the waiting list and its count at once', async () => {
  const { inbox } = await loaded(1, 2);
  inbox.take(aRow({ id: '1', owner: 'librarian', assignee: LI, version: 2 }));

  expect(ids(inbox)).toEqual(['2']);
  expect(inbox.waiting.value).toBe(1);
});

test('an event that comes late does not bring an old state back', async () => {
  const { inbox } = await loaded(1);
  inbox.take(aRow({ id: '1', owner: 'closed', version: 5 }));

  expect(inbox.take(aRow({ id: '1', owner: 'waiting', version: 4 }))).toBe(false);
  expect(ids(inbox)).toEqual([]);
});

test('a new conversation takes its place in the order of waiting', async () => {
  const { inbox } = await loaded(1, 9);
  inbox.take(aRow({ id: '3', waiting_since: minutes(4) }));

  expect(ids(inbox)).toEqual(['1', '3', '2']);
});

test('a search shows what the server found, and no event adds to it', async () => {
  const { inbox, server } = await loaded(1, 2);
  server.change('2', { preview: 'VPN' });
  await inbox.show({ q: 'VPN' });
  inbox.take(aRow({ id: '3', preview: '续借' }));

  expect(ids(inbox)).toEqual(['2']);
});

test('pages follow each other, and what lies past them waits for its page', async () => {
  const { inbox, server } = await loaded(1, 2, 3);
  server.pageSize = 2;
  await inbox.load();
  inbox.take(aRow({ id: '9', waiting_since: minutes(9) }));
  expect(ids(inbox)).toEqual(['1', '2']);

  await inbox.loadMore();
  expect(ids(inbox)).toEqual(['1', '2', '3']);
});

test('whoever stopped waiting while the line was down is forgotten', async () => {
  const { inbox, server } = await loaded(1, 2);
  server.change('1', { owner: 'closed' });
  await inbox.loadWaiting();

  expect(inbox.waiting.value).toBe(1);
});

test('an event that overtakes a page under way is kept', async () => {
  const { inbox } = await loaded(1);
  const reading = inbox.load();
  inbox.take(aRow({ id: '5', waiting_since: minutes(5) }));
  await reading;

  expect(ids(inbox)).toEqual(['1', '5']);
});

test('an answer to a question that was changed meanwhile is dropped', async () => {
  const { inbox, server } = await loaded(1);
  server.change('1', { owner: 'closed' });
  await Promise.all([inbox.show({ view: 'waiting' }), inbox.show({ view: 'closed' })]);

  expect(inbox.filter.value.view).toBe('closed');
  expect(ids(inbox)).toEqual(['1']);
});

test('what was given away while the line was down is no longer counted as mine', async () => {
  const server = new FakeServer(aConversation({ id: '1', owner: 'librarian', assignee: LI }));
  const inbox = anInbox(server);
  await inbox.loadMine();
  server.change('1', { owner: 'waiting', assignee: null });
  await inbox.loadMine();

  expect(inbox.mine.value.count).toBe(0);
});

test('a conversation that is open stays where it was listed and comes into no other list', async () => {
  const { inbox, server } = await loaded(1, 2);
  inbox.open.value = '1';
  inbox.take(server.change('1', { owner: 'librarian', assignee: LI }));
  expect(ids(inbox)).toEqual(['1', '2']);

  await inbox.show({ view: 'closed' });
  inbox.take(server.change('1', { unread: 1 }));

  expect(ids(inbox)).toEqual([]);
});
