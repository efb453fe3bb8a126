import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import { Drafts } from './drafts';

beforeEach(() => sessionStorage.clear());

function drafts(me = '1'): Drafts {
  return new Drafts(sessionStorage, signal(me));
}

test('a draft is there again after the page was reloaded, under the same name', () => {
  const before = drafts();
  before.write('7', { reply: '您好,' });

  expect(drafts().of('7')).toEqual(before.of('7'));
});

test('each conversation and each librarian has drafts of their own', () => {
  drafts().write('7', { reply: '您好' });

  expect(drafts().of('8').reply).toBe('');
  expect(drafts('2').of('7').reply).toBe('');
});

test('a note never becomes a reply', () => {
  const one = drafts();
  one.write('7', { mode: 'note', note: 'rude' });
  one.write('7', { mode: 'reply' });

  expect(one.of('7')).toMatchObject({ reply: '', note: 'rude' });
});

test('after sending, the next reply has a name of its own and the note is still there', () => {
  const one = drafts();
  one.write('7', { reply: 'Hello', note: 'ask Zhang' });
  const first = one.of('7').client_id;
  one.sent('7', 'reply');

  expect(one.of('7')).toMatchObject({ reply: '', note: 'ask Zhang' });
  expect(one.of('7').client_id).not.toBe(first);
});

test('a saved note leaves the name of the reply that is under way', () => {
  const one = drafts();
  one.write('7', { reply: 'Hello', note: 'ask Zhang' });
  const first = one.of('7').client_id;
  one.sent('7', 'note');

  expect(one.of('7')).toMatchObject({ reply: 'Hello', note: '', client_id: first });
});

test('signing out leaves nothing behind', () => {
  const one = drafts();
  one.write('7', { reply: 'Hello' });
  one.forgetAll();

  expect(Object.keys(sessionStorage)).toEqual([]);
  expect(one.of('7').reply).toBe('');
});

test('a browser that forbids storage still keeps the draft in the page', () => {
  const forbidden = { getItem: refuse, setItem: refuse, removeItem: refuse } as unknown as Storage;
  const one = new Drafts(forbidden, signal('1'));
  one.write('7', { reply: 'Hello' });

  expect(one.of('7').reply).toBe('Hello');
});

function refuse(): never {
  throw new DOMException('denied', 'SecurityError');
}
