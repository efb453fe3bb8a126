import { waitFor } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import { aDesk, aLiveDesk, settled } from '../testing/draw';
import { aConversation, aMessage, aRow, FakeServer, LI, minutes, ZHANG } from '../testing/fake_server';
import { take, type Live } from './live';

let live: Live | undefined;
afterEach(() => live?.stop());

async function alive(server: FakeServer, at?: string) {
  const desk = await aLiveDesk(server, at);
  live = desk.live;
  return desk;
}

test('the title tells how many wait', async () => {
  const desk = await alive(new FakeServer(aConversation({ id: '7' }), aConversation({ id: '8' })));
  expect(document.title).toBe('(2) Desk');

  take(desk, { type: 'conversation', row: aRow({ id: '7', owner: 'closed', version: 2 }) });
  expect(document.title).toBe('(1) Desk');
});

test('a new waiting conversation is said aloud once', () => {
  const desk = aDesk(new FakeServer());
  take(desk, { type: 'conversation', row: aRow({ id: '7', version: 1 }) });
  expect(desk.notices.heard.value).toBe('A reader is waiting: Reader · Web chat');

  desk.notices.announce('');
  take(desk, { type: 'conversation', row: aRow({ id: '7', version: 2, preview: 'one more line' }) });
  expect(desk.notices.heard.value).toBe('');
});

test('somebody who waited before this page was opened is not announced', async () => {
  const desk = await alive(new FakeServer(aConversation({ id: '7', waiting_since: minutes(1) })));
  take(desk, { type: 'conversation', row: aRow({ id: '7', waiting_since: minutes(1), version: 2 }) });

  expect(desk.notices.heard.value).toBe('');
});

test('an event for the open conversation brings its new messages', async () => {
  const server = new FakeServer(aConversation({ id: '7' }));
  const desk = await alive(server, '#/waiting/7');
  const row = server.change('7', { messages: [aMessage(), aMessage({ id: 'm2', seq: 2, text: 'hello?' })] });
  take(desk, { type: 'conversation', row });

  await waitFor(() => expect(desk.talk.conversation.value?.messages).toHaveLength(2));
});

test('what is looked at is read; what a colleague has in hand stays unread', async () => {
  const mine = aConversation({ id: '7', owner: 'librarian', assignee: LI, unread: 2 });
  const others = aConversation({ id: '8', owner: 'librarian', assignee: ZHANG, unread: 2 });
  const server = new FakeServer(mine, others);
  const desk = await alive(server, '#/open/7');
  desk.open('8');
  await settled();

  expect(server.calls.filter((call) => call.startsWith('seen'))).toEqual(['seen 7']);
});

test('the record follows the reader of the open conversation', async () => {
  const desk = await alive(new FakeServer(aConversation({ id: '7' })), '#/waiting/7');

  await waitFor(() => expect(desk.record.reader.value?.id).toBe('r7'));
});

test('typing is shown for the open conversation only', async () => {
  const desk = await alive(new FakeServer(aConversation({ id: '7' })), '#/waiting/7');
  take(desk, { type: 'typing', conversation: '8', on: true });
  expect(desk.talk.readerTypes.value).toBe(false);

  take(desk, { type: 'typing', conversation: '7', on: true });
  expect(desk.talk.readerTypes.value).toBe(true);
});

test('a session that ended shows the sign-in page and forgets what was on the screen', async () => {
  const server = new FakeServer(aConversation({ id: '7' }));
  const desk = await alive(server, '#/waiting/7');
  server.signedIn = false;
  await desk.talk.refresh();
  await settled();

  expect(desk.session.state.value).toBe('out');
  expect(desk.session.expired.value).toBe(true);
  expect([desk.inbox.visible.value.length, desk.talk.conversation.value]).toEqual([0, null]);
});
