import { expect, test } from 'vitest';
import { paintOf } from './color';

test('dark colours carry white letters and bright ones black', () => {
  expect(paintOf('#0f5f5c')).toEqual({ fill: '#0f5f5c', text: '#fff' });
  expect(paintOf('#0b5')).toEqual({ fill: '#00bb55', text: '#000' });
});

test('what is no hexadecimal colour is nothing', () => {
  expect([paintOf('red'), paintOf('#12'), paintOf('url(x)'), paintOf(null)]).toEqual([null, null, null, null]);
});
