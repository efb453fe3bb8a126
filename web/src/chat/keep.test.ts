import { beforeEach, expect, test } from 'vitest';
import { Keep } from './keep';
import type { Unsent } from './model';

const unsent = (clientId: string): Unsent => ({ clientId, text: 'hi', entry: null, at: '', tried: false, failed: null, seq: null });

beforeEach(() => localStorage.clear());

test('the session and the language outlive the page', () => {
  Object.assign(new Keep(() => localStorage), { session: 's1', language: 'en' });

  expect(new Keep(() => localStorage)).toMatchObject({ session: 's1', language: 'en' });
});

test('two tabs do not forget what the other one waits for', () => {
  const [one, other] = [new Keep(() => localStorage), new Keep(() => localStorage)];
  one.add(unsent('a'));
  other.add(unsent('b'));
  one.remove('a');

  expect(one.unsent.map(({ clientId }) => clientId)).toEqual(['b']);
});

test('a message is kept with the mark that it went out once', () => {
  const keep = new Keep(() => localStorage);
  keep.add(unsent('a'));
  keep.markTried('a');

  expect(new Keep(() => localStorage).unsent).toMatchObject([{ clientId: 'a', tried: true }]);
});

test('where the browser keeps nothing, memory does', () => {
  const keep = new Keep(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  keep.session = 's1';
  keep.add(unsent('a'));

  expect(keep.session).toBe('s1');
  expect(keep.unsent).toHaveLength(1);
});

test('what somebody else wrote under our names is no reason to fail', () => {
  localStorage.setItem('ric.unsent', '{not json');

  expect(new Keep(() => localStorage).unsent).toEqual([]);
});
