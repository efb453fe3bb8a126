import { expect, test } from 'vitest';
import { ownAddress } from './address';

test('a file is found behind a proxy under any path, and without one', () => {
  expect(ownAddress('/api/v1/attachments/7', 'https://library.example/ric/desk/#waiting')).toBe('https://library.example/ric/api/v1/attachments/7');
  expect(ownAddress('/chat/files/7', 'https://ask.library.example/chat/')).toBe('https://ask.library.example/chat/files/7');
});

test('an address that is whole already stays as it is', () => {
  expect(ownAddress('https://files.example/7', 'https://library.example/ric/desk/')).toBe('https://files.example/7');
});
