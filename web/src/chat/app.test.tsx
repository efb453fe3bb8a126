import { act, screen, waitFor } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { violations } from '../shared/testing/axe';
import { App } from './app';
import { draw } from './testing/open_chat';

test('Escape asks the page to close the panel', async () => {
  const { told } = await draw(<App />);
  screen.getByRole('textbox').focus();
  await userEvent.keyboard('{Escape}');

  expect(told).toContainEqual({ ric: 'close' });
});

test('the language changes with one press, for the page and its words', async () => {
  await draw(<App />);
  await userEvent.click(screen.getByRole('button', { name: '中文' }));

  expect(document.documentElement.lang).toBe('zh-CN');
  expect(screen.getByRole('button', { name: '转人工' })).toBeTruthy();
});

test('the whole way to an answer goes by keyboard alone', async () => {
  const { library } = await draw(<App />);
  screen.getByRole('textbox').focus();
  await userEvent.keyboard('renew{Enter}');
  act(() => void library.say({ choices: [{ entry: 'renewal', title: 'How to renew' }] }));
  screen.getByRole('button', { name: 'How to renew' }).focus();
  await userEvent.keyboard('{Enter}');

  expect(library.heard.map(({ type }) => type)).toEqual(expect.arrayContaining(['hello', 'message', 'choose']));
});

test('it is told who answers, to eyes and ears', async () => {
  const { library } = await draw(<App />);
  act(() => library.own('librarian', { librarian: '李老师' }));

  const [drawn, heard] = screen.getAllByText('With 李老师, librarian');
  expect(drawn?.closest('header')).toBeTruthy();
  expect(heard?.closest('[role=status]')).toBeTruthy();
});

test('each message is announced once, with who wrote it', async () => {
  const { library } = await draw(<App />);
  act(() => {
    const said = library.say({ author: 'librarian', text: 'Good morning' });
    library.tell({ type: 'message', ...said });
  });

  expect(screen.getByRole('log').textContent).toBe('Librarian: Good morning');
});

test('the title of the page tells how many messages were not seen', async () => {
  const { library, store } = await draw(<App />);
  act(() => store.hearPage({ ric: 'shown', shown: false, focus: false }));
  act(() => void library.say({ author: 'librarian' }));
  await waitFor(() => expect(document.title).toBe('(1) Ask the library'));

  act(() => store.hearPage({ ric: 'shown', shown: true, focus: false }));

  await waitFor(() => expect(document.title).toBe('Ask the library'));
});

test('history is not read aloud', async () => {
  await draw(<App />, (library) => library.say({ text: 'from yesterday' }));

  expect(screen.getByRole('log').textContent).toBe('');
});

test('a refusal of the server stands in plain words until it was read', async () => {
  const { library } = await draw(<App />);
  act(() => library.tell({ type: 'error', code: 'rate_limited', detail: 'slow down' }));
  expect(screen.getByText(/That was too fast/)).toBeTruthy();

  await userEvent.click(screen.getByRole('button', { name: 'OK' }));

  expect(screen.queryByText(/That was too fast/)).toBeNull();
});

test('it can be used by everybody', async () => {
  const { container, library } = await draw(<App />);
  act(() => void library.say({ choices: [{ entry: 'renewal', title: 'How to renew' }] }));

  expect(await violations(container)).toEqual([]);
});
