import { expect, test } from 'vitest';
import { HttpError } from '../../shared/fetcher';
import { aDesk } from '../testing/draw';
import { aConversation, aMessage, FakeServer, LI, ZHANG } from '../testing/fake_server';
import type { Desk } from './desk';

async function opened(change: Parameters<typeof aConversation>[0] = {}): Promise<{ desk: Desk; server: FakeServer }> {
  const server = new FakeServer(aConversation({ id: '7', ...change }));
  const desk = aDesk(server);
  await desk.session.check();
  await desk.talk.open('7');
  return { desk, server };
}

const MINE = { owner: 'librarian', assignee: LI } as const;

function asked(server: FakeServer, what: string): number {
  return server.calls.filter((call) => call.startsWith(what)).length;
}

test('claiming makes it mine', async () => {
  const { desk } = await opened();
  await desk.talk.claim();

  expect(desk.isMine.value).toBe(true);
});

test('who claimed first is named, and the conversation is shown as it is now', async () => {
  const { desk, server } = await opened();
  server.change('7', { owner: 'librarian', assignee: ZHANG });
  await desk.talk.claim();

  expect(desk.notices.shown.value.map((notice) => notice.text)).toEqual(['张明 has already claimed this conversation.']);
  expect(desk.talk.row.value?.assignee?.name).toBe('张明');
});

test('a double click sends once', async () => {
  const { desk, server } = await opened(MINE);
  desk.drafts.write('7', { reply: 'Hello' });
  await Promise.all([desk.talk.reply(), desk.talk.reply()]);

  expect(asked(server, 'reply')).toBe(1);
  expect(desk.drafts.of('7').reply).toBe('');
});

test('a reply that was refused stays in the draft', async () => {
  const { desk, server } = await opened(MINE);
  desk.drafts.write('7', { reply: 'Hello' });
  server.fail = new HttpError(503, 'unavailable', '');

  expect(await desk.talk.reply()).toBe(false);
  expect(desk.drafts.of('7').reply).toBe('Hello');
});

test('sent again after a lost answer, the reader still gets it once', async () => {
  const { desk, server } = await opened(MINE);
  desk.drafts.write('7', { reply: 'Hello' });
  await server.api().reply('7', { text: 'Hello', client_id: desk.drafts.of('7').client_id });
  await desk.talk.reply();

  expect(desk.talk.conversation.value?.messages.filter((message) => message.text === 'Hello')).toHaveLength(1);
});

test('words that were changed after a lost answer are kept, and it is said', async () => {
  const { desk, server } = await opened(MINE);
  desk.drafts.write('7', { reply: 'Hello', attempted: 'Hello' });
  await server.api().reply('7', { text: 'Hello', client_id: desk.drafts.of('7').client_id });
  desk.drafts.write('7', { reply: 'Hello, and sorry' });
  await desk.talk.reply();

  expect(desk.drafts.of('7').reply).toBe('Hello, and sorry');
  expect(desk.notices.shown.value[0]?.text).toContain('already been sent');
});

test('reply and close does both in one call', async () => {
  const { desk, server } = await opened(MINE);
  desk.drafts.write('7', { reply: 'Bye' });
  await desk.talk.reply({ close: true });

  expect(desk.talk.row.value?.owner).toBe('closed');
  expect(asked(server, 'close')).toBe(0);
});

test('an empty reply is not sent', async () => {
  const { desk, server } = await opened(MINE);
  desk.drafts.write('7', { reply: '  \n' });
  await desk.talk.reply();

  expect(asked(server, 'reply')).toBe(0);
});

test('an answer for a conversation that was left meanwhile is not shown', async () => {
  const { desk, server } = await opened();
  server.conversations.set('8', aConversation({ id: '8', messages: [aMessage({ text: 'other' })] }));
  await Promise.all([desk.talk.open('8'), desk.talk.open('7')]);

  expect(desk.talk.conversation.value?.id).toBe('7');
});

test('earlier messages come in front and stay there when new ones arrive', async () => {
  const { desk, server } = await opened({ messages: [aMessage({ id: 'm5', seq: 5 })], more: true });
  server.archive = [aMessage({ id: 'm4', seq: 4 })];
  await desk.talk.loadEarlier();
  server.change('7', { messages: [aMessage({ id: 'm5', seq: 5 }), aMessage({ id: 'm6', seq: 6 })] });
  await desk.talk.refresh();

  expect(desk.talk.conversation.value?.messages.map((message) => message.seq)).toEqual([4, 5, 6]);
  expect(desk.talk.conversation.value?.more).toBe(false);
});

test('a conversation that is not there is told from one that could not be read', async () => {
  const { desk, server } = await opened();
  await desk.talk.open('404');
  expect(desk.talk.state.value).toBe('missing');

  server.fail = new HttpError(0, 'unreachable', '');
  await desk.talk.open('7');
  expect(desk.talk.state.value).toBe('failed');
});
