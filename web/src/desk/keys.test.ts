import { afterEach, expect, test } from 'vitest';
import { commandOf, SHEET } from './keys';

afterEach(() => document.body.replaceChildren());

function press(key: string, on: HTMLElement = document.body, held: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...held });
  on.dispatchEvent(event);
  return event;
}

function placed(tag: string, parent: HTMLElement = document.body): HTMLElement {
  return parent.appendChild(document.createElement(tag));
}

test('every key of the sheet does what the sheet says', () => {
  for (const { command, keys } of SHEET.flatMap(({ lines }) => lines)) {
    if (command === 'open' || command === 'send') continue;
    for (const key of keys) expect(commandOf(press(key), true)).toBe(command);
  }
});

test('no key stands twice on the sheet', () => {
  const keys = SHEET.flatMap(({ lines }) => lines.flatMap((line) => line.keys));

  expect(new Set(keys).size).toBe(keys.length);
});

test.each(['input', 'textarea', 'select'])('what is typed into a %s stays there, and Escape leads out', (tag) => {
  const field = placed(tag);

  expect(commandOf(press('c', field), true)).toBeNull();
  expect(commandOf(press('Escape', field), true)).toBe('back');
});

test('a key held with Ctrl, Cmd or Alt belongs to the browser', () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    expect(commandOf(press('c', document.body, held), true)).toBeNull();
  }
});

test('a key of an input method in the middle of a word means nothing', () => {
  expect(commandOf(press('j', document.body, { isComposing: true }), true)).toBeNull();
});

test('single keys can be switched off; Escape and arrows in the list go on', () => {
  expect(commandOf(press('c'), false)).toBeNull();
  expect(commandOf(press('Escape'), false)).toBe('back');
});

test('arrows move in the list and scroll everywhere else', () => {
  const list = placed('div');
  list.id = 'inbox-rows';

  expect(commandOf(press('ArrowDown', placed('a', list)), true)).toBe('next');
  expect(commandOf(press('ArrowDown', placed('div')), true)).toBeNull();
});
