import { render, screen } from '@testing-library/preact';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { violations } from '../shared/testing/axe';
import { HomePage } from './home_page';
import { keepLanguage, makeWords } from './words';

beforeEach(() => localStorage.clear());

function open(language: string): { asked: string[]; container: Element } {
  const asked: string[] = [];
  const words = makeWords(() => localStorage, language);
  const speak = (chosen: 'zh-CN' | 'en'): void => void (words.language.value = chosen);
  return { asked, ...render(<HomePage words={words} speak={speak} ask={(text) => asked.push(text)} />) };
}

test('a question in the field goes to the chat', async () => {
  const { asked } = open('en');
  await userEvent.type(screen.getByRole('textbox', { name: 'Your question' }), 'Where is the map room?{Enter}');

  expect(asked).toEqual(['Where is the map room?']);
});

test('a question that readers often ask goes to the chat when pressed', async () => {
  const { asked } = open('zh-CN');
  await userEvent.click(screen.getByRole('button', { name: '怎么续借？' }));

  expect(asked).toEqual(['怎么续借？']);
});

test('the page speaks both languages', async () => {
  open('zh-CN');
  await userEvent.click(screen.getByRole('button', { name: 'English' }));

  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('A question? Ask the library.');
});

test('the chosen language is found again, and a browser that keeps nothing is no fault', () => {
  keepLanguage(() => localStorage, 'en');
  expect(makeWords(() => localStorage, 'zh-CN').language.value).toBe('en');

  const denied = vi.fn(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  keepLanguage(denied, 'en');
  expect(makeWords(denied, 'zh-CN').language.value).toBe('zh-CN');
});

test('it can be used by everybody', async () => {
  const { container } = open('en');

  expect(await violations(container)).toEqual([]);
});
