import { act, screen, within } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { violations } from '../shared/testing/axe';
import type { FakeLibrary } from './testing/fake_library';
import { draw } from './testing/open_chat';
import { Thread } from './thread';

const CONTENT = 2_000;
const ROOM = 400;

// The test's page has no layout: these are the sizes that a browser would have measured.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(CONTENT);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(ROOM);
  vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get').mockReturnValue(CONTENT);
  return () => vi.restoreAllMocks();
});

const answered = (library: FakeLibrary): void => {
  library.stored.push(
    { seq: 1, author: 'reader', name: null, text: '<b>renew</b>?', html: '', at: '2026-05-20T06:00:00Z', choices: [], sources: [], attachments: [] },
    { seq: 2, author: 'bot', name: null, text: 'Once.', html: '<p>Once, <strong>for 30 days</strong>.</p>', at: '2026-05-20T06:00:01Z', choices: [], sources: [{ title: 'Rules', url: 'https://lib.example/rules' }], attachments: [] },
  );
};

const box = (): HTMLElement => screen.getByRole('region', { name: 'Conversation' });

function scrollTo(top: number): void {
  box().scrollTop = top;
  act(() => void box().dispatchEvent(new Event('scroll')));
}

test('before the first word it greets, says that it is automatic, and offers questions', async () => {
  const { library } = await draw(<Thread />);
  expect(screen.getByText(/automatic service answers first/)).toBeTruthy();

  await userEvent.click(screen.getByRole('button', { name: 'How do I renew a book?' }));

  expect(library.heardOf('message')).toMatchObject([{ text: 'How do I renew a book?' }]);
  expect(screen.queryByRole('button', { name: 'When do you close today?' })).toBeNull();
});

test("a reader's words are text and the library's are drawn with their source", async () => {
  await draw(<Thread />, answered);
  const [mine, theirs] = screen.getAllByRole('listitem').filter((item) => item.className.includes('message'));

  expect(mine?.textContent).toContain('<b>renew</b>?');
  expect(within(theirs as HTMLElement).getByText('for 30 days').localName).toBe('strong');
  expect(screen.getByRole('link', { name: /Rules/ }).getAttribute('href')).toBe('https://lib.example/rules');
});

const offer = { choices: [{ entry: 'hours', title: 'Opening hours' }, { entry: 'seats', title: 'Seats' }] };
const choice = (name: string): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name });

test('choices can be pressed once; then they stand still with the taken one marked', async () => {
  const { library } = await draw(<Thread />);
  act(() => void library.say({ ...offer, choices: [{ entry: 'hours', title: 'title of hours' }, offer.choices[1]!] }));
  await userEvent.click(choice('title of hours'));

  expect(library.heardOf('choose')).toMatchObject([{ entry: 'hours' }]);
  expect([choice('title of hours').disabled, choice('Seats').disabled]).toEqual([true, true]);
  expect(choice('title of hours').getAttribute('aria-pressed')).toBe('true');
  expect(choice('Seats').getAttribute('aria-pressed')).toBeNull();
});

test('choices that a hand-over has passed can no longer be pressed, and none is marked', async () => {
  const { library } = await draw(<Thread />);
  act(() => void library.say(offer));
  act(() => void library.say({ author: 'system', text: 'Case R-7KQ4-M2XP' }));

  expect([choice('Opening hours').disabled, choice('Seats').disabled]).toEqual([true, true]);
  expect(screen.queryByRole('button', { pressed: true })).toBeNull();
});

test('a reader at the bottom follows what comes and has seen it', async () => {
  const { library } = await draw(<Thread />, answered);
  act(() => void library.say({}));

  expect(box().scrollTop).toBe(CONTENT);
  expect(library.heardOf('seen').at(-1)).toEqual({ type: 'seen', seq: 3 });
});

test('an answer taller than the room is read from its first line', async () => {
  const { library } = await draw(<Thread />, answered);
  vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get').mockReturnValue(1_000);
  act(() => void library.say({}));

  expect(box().scrollTop).toBe(988);
});

test('a reader further up keeps the place and is told how much is new', async () => {
  const { library } = await draw(<Thread />, answered);
  scrollTo(300);
  act(() => void library.say({}));
  expect(box().scrollTop).toBe(300);

  await userEvent.click(screen.getByRole('button', { name: '1 new message' }));

  expect(box().scrollTop).toBe(CONTENT);
  expect(screen.queryByRole('button', { name: /new message/ })).toBeNull();
});

test('own words are always brought into sight', async () => {
  const { store } = await draw(<Thread />, answered);
  scrollTo(300);
  act(() => store.say('one more thing'));

  expect(box().scrollTop).toBe(CONTENT);
});

test('a message that failed says why and can be sent again', async () => {
  const { library } = await draw(<Thread />, (one) => (one.refusesWith = 'unavailable'));
  await userEvent.click(screen.getByRole('button', { name: 'How do I renew a book?' }));
  expect(screen.getByRole('alert').textContent).toContain('not available just now');

  library.refusesWith = null;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

  expect(library.stored).toHaveLength(1);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('while a librarian types it is shown', async () => {
  const { library } = await draw(<Thread />);
  act(() => {
    library.own('librarian', {});
    library.tell({ type: 'typing', author: 'librarian', on: true });
  });

  expect(screen.getByRole('img', { name: 'The librarian is typing' })).toBeTruthy();
});

test('it can be used by everybody', async () => {
  const { container } = await draw(<Thread />, answered);

  expect(await violations(container)).toEqual([]);
});
