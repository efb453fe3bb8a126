import { act, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test } from 'vitest';
import { violations } from '../../shared/testing/axe';
import type { Live } from '../store/live';
import { aLiveDesk, draw } from '../testing/draw';
import { aConversation, FakeServer, LI, minutes } from '../testing/fake_server';
import { RecordPane } from './record';

let live: Live | undefined;
afterEach(() => live?.stop());

const READER = { id: 'r', name: '陈思远', verified: true };

async function record() {
  const server = new FakeServer(
    aConversation({ id: '7', reader: READER, created: '2026-03-02T08:00:00Z' }),
    aConversation({ id: '6', reader: READER, channel: 'mail', subject: '续借', owner: 'closed', created: '2026-02-20T08:00:00Z' }),
  );
  const desk = await aLiveDesk(server, '#/open/7');
  live = desk.live;
  draw(desk, <RecordPane />);
  await screen.findByText('陈思远');
  return { desk, server, user: userEvent.setup() };
}

test('contacts tell whether they are proven', async () => {
  await record();

  expect(screen.getByText('chen@uni.example').closest('li')?.textContent).toContain('proven');
});

test('all conversations stand on one timeline across channels, and each opens', async () => {
  const { desk, user } = await record();
  const [newest, oldest] = [...document.querySelectorAll<HTMLElement>('.history-row')];
  expect(newest?.getAttribute('aria-current')).toBe('true');

  await user.click(oldest!);
  await waitFor(() => expect(desk.talk.id.value).toBe('6'));
});

test('the timeline follows what happens to a conversation', async () => {
  const { desk, server } = await record();
  desk.inbox.take(server.change('7', { preview: 'never mind, found it' }));

  await waitFor(() => expect(document.querySelector('.history-row')?.textContent).toContain('never mind, found it'));
});

test('a conversation is known by the question that it began with', async () => {
  const { desk, server } = await record();
  server.questions.set('7', '书还没还上');
  await act(() => desk.record.refresh());
  act(() => void desk.inbox.take(server.change('7', { preview: '谢谢' })));

  expect(document.querySelector('.history-row bdi')?.textContent).toBe('书还没还上');
});

test('a note tells when and where it was written', async () => {
  const { desk, server } = await record();
  server.notes = [{ id: 'n1', conversation: '6', author: LI.name, text: 'writes a thesis', at: minutes(0) }];
  await act(() => desk.record.refresh());
  const note = screen.getByText('writes a thesis').closest('li')!;

  expect(note.querySelector('time')?.textContent).toBe('10 minutes ago');
  expect(note.querySelector('a')?.getAttribute('href')).toBe('#/open/6');
});

test('the name can be corrected', async () => {
  const { server, user } = await record();
  await user.click(screen.getByRole('button', { name: 'Change the name' }));
  const field = screen.getByLabelText('Name');
  await user.clear(field);
  await user.type(field, '陈思源{Enter}');

  await waitFor(() => expect(screen.getByText('陈思源')).toBeTruthy());
  expect(server.calls).toContain('rename 陈思源');
});

test('a merge of long ago can still be undone', async () => {
  const { desk, server, user } = await record();
  const contacts = [{ channel: 'mail', address: 'xiaochen@uni.example', proven: false }] as const;
  server.merged = [{ id: 'old', name: null, case: 'R-7KQ4-M2XP', contacts }];
  await act(() => desk.record.refresh());
  await user.click(screen.getByRole('button', { name: 'Undo the merge of xiaochen@uni.example · R-7KQ4-M2XP' }));

  await waitFor(() => expect(screen.queryByText(/xiaochen@uni.example/)).toBeNull());
  expect(server.calls).toContain('unmerge old');
});

test('Escape leaves the name as it is', async () => {
  const { server, user } = await record();
  await user.click(screen.getByRole('button', { name: 'Change the name' }));
  await user.type(screen.getByLabelText('Name'), 'x{Escape}');

  expect(screen.getByText('陈思远')).toBeTruthy();
  expect(server.calls.join()).not.toContain('rename');
});

test('everybody can use it', async () => {
  await record();

  expect(await violations(document.body)).toEqual([]);
});
