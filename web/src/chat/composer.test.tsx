import { act, fireEvent, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { violations } from '../shared/testing/axe';
import { Composer } from './composer';
import { draw, type OpenChat } from './testing/open_chat';

const field = (): HTMLTextAreaElement => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Write your question' });
const texts = ({ library }: OpenChat): string[] => library.heardOf('message').map(({ text }) => text);

test('Enter sends what was written and empties the field', async () => {
  const chat = await draw(<Composer />);
  await userEvent.type(field(), 'How do I renew?{Enter}');

  expect(texts(chat)).toEqual(['How do I renew?']);
  expect(field().value).toBe('');
});

test('Shift+Enter starts a new line', async () => {
  const chat = await draw(<Composer />);
  await userEvent.type(field(), 'one{Shift>}{Enter}{/Shift}two');

  expect(field().value).toBe('one\ntwo');
  expect(texts(chat)).toEqual([]);
});

test('the Enter that ends a composition never sends', async () => {
  const chat = await draw(<Composer />);
  fireEvent.input(field(), { target: { value: '续借' } });
  fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
  fireEvent.keyDown(field(), { key: 'Enter', keyCode: 229 });
  expect(texts(chat)).toEqual([]);

  fireEvent.keyDown(field(), { key: 'Enter' });

  expect(texts(chat)).toEqual(['续借']);
});

test('blanks are no message', async () => {
  const chat = await draw(<Composer />);
  await userEvent.type(field(), '   {Enter}');

  expect(texts(chat)).toEqual([]);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
});

test('near the end of the room the characters left are told, counted as the server counts', async () => {
  await draw(<Composer />);
  fireEvent.input(field(), { target: { value: '📚'.repeat(7_990) } });

  expect(screen.getByText('10 characters left')).toBeTruthy();
});

test('a text that is too long is not sent, and it is said by how much', async () => {
  const chat = await draw(<Composer />);
  fireEvent.input(field(), { target: { value: 'x'.repeat(8_002) } });
  fireEvent.keyDown(field(), { key: 'Enter' });

  expect(screen.getByRole('alert').textContent).toContain('2 characters too long');
  expect(field().getAttribute('aria-invalid')).toBe('true');
  expect(texts(chat)).toEqual([]);
});

test('a person at the other end is told that the reader types', async () => {
  const chat = await draw(<Composer />);
  chat.library.own('librarian', { librarian: '李老师' });
  await userEvent.type(field(), 'hi');

  expect(chat.library.heardOf('typing')).toEqual([{ type: 'typing', on: true }]);
});

test('the field takes the focus when the panel opens', async () => {
  const chat = await draw(<Composer />);
  act(() => chat.store.hearPage({ ric: 'shown', shown: true, focus: true }));

  expect(document.activeElement).toBe(field());
});

test('it can be used by everybody', async () => {
  const { container } = await draw(<Composer />);

  expect(await violations(container)).toEqual([]);
});
