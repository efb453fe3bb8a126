import { expect, test } from 'vitest';
import { violations } from '../../shared/testing/axe';
import { aDesk, draw } from '../testing/draw';
import { aMessage, aRow, FakeServer } from '../testing/fake_server';
import type { Message } from '../types';
import { MessageItem } from './message';

function drawn(change: Partial<Message>): Element {
  return draw(aDesk(new FakeServer()), <MessageItem message={aMessage(change)} reader={aRow()} />).container;
}

test('a reader’s HTML is never drawn, even where the server sent some', () => {
  const shown = drawn({ text: '<b>bold</b>', html: '<b>bold</b>' });

  expect(shown.querySelector('b')).toBeNull();
  expect(shown.textContent).toContain('<b>bold</b>');
});

test('an answer of ours is drawn without anything that could act', () => {
  const shown = drawn({ author: 'bot', html: '<p onclick="x()">See <a href="javascript:x()">here</a><script>x()</script></p>' });

  expect(shown.querySelector('script, a, [onclick]')).toBeNull();
  expect(shown.querySelector('.message-text')?.textContent).toBe('See here');
});

test('a bot’s answer tells its confidence, its entry and its sources', () => {
  const sources = [{ title: '还书须知', url: 'https://library.example/returns' }];
  const shown = drawn({ author: 'bot', confidence: 0.831, entry: 'returns', sources });

  expect(shown.textContent).toContain('83% sure');
  expect(shown.textContent).toContain('Entry returns');
  expect(shown.querySelector('a')?.getAttribute('href')).toBe('https://library.example/returns');
});

test('a source with an address that could act is only named', () => {
  const shown = drawn({ author: 'bot', sources: [{ title: 'Trap', url: 'javascript:x()' }] });

  expect(shown.querySelector('a')).toBeNull();
  expect(shown.textContent).toContain('Trap');
});

test('what a mail quotes is folded away, as text', () => {
  const shown = drawn({ text: 'Thanks', folded: '> <b>old</b> words' });

  expect(shown.querySelector('details')?.open).toBe(false);
  expect(shown.querySelector('details p')?.textContent).toBe('> <b>old</b> words');
});

test('a reply that did not arrive says why', () => {
  expect(drawn({ author: 'librarian', state: 'failed', failure: 'mailbox full' }).textContent).toContain('Not delivered: mailbox full');
});

function stateOf(change: Partial<Message>): string | undefined {
  return drawn(change).querySelector('.message-state')?.textContent;
}

test('below a librarian’s reply stands how it fares', () => {
  expect(stateOf({ author: 'librarian', state: 'queued' })).toBe('Sending…');
  expect(stateOf({ author: 'librarian', state: 'sent' })).toBe('Sent');
});

test('that the machine’s own words were sent goes unsaid', () => {
  expect(stateOf({ author: 'bot', state: 'sent' })).toBeUndefined();
});

test('a reply by mail says that it waits for a relay, where there is none', () => {
  const desk = aDesk(new FakeServer());
  desk.status.value = { relay: false, faults: [] };
  draw(desk, <MessageItem message={aMessage({ author: 'librarian', state: 'queued' })} reader={aRow({ channel: 'mail' })} />);

  expect(document.querySelector('.message-state')?.textContent).toBe('Waiting: no mail relay is configured');
});

test('everybody can use it', async () => {
  const file = { id: 'f', name: 'a.pdf', type: 'application/pdf', size: 245_000, url: '/files/f' };
  const shown = drawn({ author: 'bot', attachments: [file], choices: [{ entry: 'e', title: '续借' }], state: 'failed' });

  expect(await violations(shown)).toEqual([]);
});
