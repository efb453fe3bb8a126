import { expect, test } from 'vitest';
import { formatPlace, parsePlace } from './route';

test('an address opens the list and the conversation that it names', () => {
  expect(parsePlace('#/mine/7013')).toEqual({ view: 'mine', id: '7013' });
  expect(formatPlace({ view: 'mine', id: '7013' })).toBe('#/mine/7013');
});

test.each(['', '#', '#/nonsense', '#/waiting/', '#/waiting/a b', '#/waiting/..%2fme'])('%j opens the waiting list', (hash) => {
  expect(parsePlace(hash)).toEqual({ view: 'waiting', id: null });
});
