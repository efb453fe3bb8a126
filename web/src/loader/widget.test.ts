import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readOptions, type ToChat, type ToPage } from '../shared/bridge';
import { violations } from '../shared/testing/axe';
import { readTag, type Options } from './options';
import { makeWidget, type Widget } from './widget';

const OPTIONS: Options = { chat: new URL('https://ask.lib.example/ric/chat/'), language: 'en', left: false, color: '', theme: '' };

const windows = new WeakMap<HTMLIFrameElement, Window>();
let heard: ToChat[]; // what the chat in the frame gets to hear

function windowOf(frame: HTMLIFrameElement): Window {
  const made = windows.get(frame) ?? ({ postMessage: (said: ToChat) => void heard.push(said) } as unknown as Window);
  windows.set(frame, made);
  return made;
}

beforeEach(() => {
  heard = [];
  Object.assign((window as { happyDOM?: { settings: object } }).happyDOM?.settings ?? {}, { enableIframePageLoading: true });
  sessionStorage.clear();
  document.body.innerHTML = '<main><h1>A page of somebody</h1></main>';
  vi.spyOn(HTMLIFrameElement.prototype, 'contentWindow', 'get').mockImplementation(function (this: HTMLIFrameElement) {
    return windowOf(this);
  });
  vi.spyOn(HTMLIFrameElement.prototype, 'src', 'set').mockImplementation(function (this: HTMLIFrameElement, address) {
    this.setAttribute('data-address', address); // no page is fetched in tests
  });
});
afterEach(() => void vi.restoreAllMocks());

const root = (): ShadowRoot => document.querySelector('ric-chat')?.shadowRoot as ShadowRoot;
const launcher = (): HTMLButtonElement => root().querySelector('button') as HTMLButtonElement;
const panel = (): HTMLElement => root().querySelector('[role=dialog]') as HTMLElement;
const frame = (): HTMLIFrameElement | null => root().querySelector('iframe');

/** The chat in the frame says something, as a browser would pass it on. */
function chatSays(said: ToPage, given: Partial<MessageEventInit> = {}): void {
  dispatchEvent(new MessageEvent('message', { data: said, origin: OPTIONS.chat.origin, source: windowOf(frame() as HTMLIFrameElement), ...given }));
}

function open(options: Partial<Options> = {}): Widget {
  const widget = makeWidget({ ...OPTIONS, ...options });
  launcher().click();
  return widget;
}

test('a page pays for the launcher only, until it is pressed', () => {
  makeWidget(OPTIONS);
  expect(frame()).toBeNull();

  launcher().click();

  expect(frame()?.dataset['address']).toMatch(/^https:\/\/ask\.lib\.example\/ric\/chat\/#/);
});

test('the chat is told the page, the language and the colours behind the #', () => {
  open({ color: '#0b5', theme: 'dark' });
  const { hash } = new URL(frame()?.dataset['address'] ?? '');

  expect(readOptions(hash)).toEqual({ host: location.origin, language: 'en', color: '#0b5', theme: 'dark' });
});

test('the launcher says what it does and whether the panel is open', () => {
  makeWidget(OPTIONS);
  expect(launcher().textContent).toContain('Ask the library');

  launcher().click();

  expect(launcher().getAttribute('aria-expanded')).toBe('true');
  expect(launcher().getAttribute('aria-label')).toBe('Close the chat');
});

test('Escape closes the panel and gives the focus back', () => {
  open();
  panel().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));

  expect(panel().hidden).toBe(true);
  expect(root().activeElement).toBe(launcher());
});

test('the chat itself can ask to be closed', () => {
  open();
  chatSays({ ric: 'close' });

  expect(panel().hidden).toBe(true);
});

test('another window or origin has nothing to say', () => {
  open();
  chatSays({ ric: 'close' }, { origin: 'https://evil.example' });
  chatSays({ ric: 'close' }, { source: window });

  expect(panel().hidden).toBe(false);
});

test('what came while the panel was closed is counted on the launcher', () => {
  open().close();
  chatSays({ ric: 'unread', count: 2 });

  expect(launcher().textContent).toBe('Ask the library2 new');
  expect(root().querySelector<HTMLElement>('.badge')?.hidden).toBe(false);
});

test('a question of the page waits until the chat listens', () => {
  makeWidget(OPTIONS).open('How do I renew?');
  chatSays({ ric: 'ready' });

  expect(heard).toEqual([{ ric: 'shown', shown: true, focus: true }, { ric: 'say', text: 'How do I renew?' }]);
});

test('the tab remembers that the chat was open, without taking the focus', () => {
  open();
  document.querySelector('ric-chat')?.remove();
  makeWidget(OPTIONS);
  chatSays({ ric: 'ready' });

  expect(panel().hidden).toBe(false);
  expect(heard).toEqual([{ ric: 'shown', shown: true, focus: false }]);
});

test('another language changes the launcher and is told to the chat', () => {
  const widget = open();
  chatSays({ ric: 'ready' });
  widget.language('zh-Hans');

  expect(launcher().getAttribute('aria-label')).toBe('关闭咨询窗口');
  expect(heard.at(-1)).toEqual({ ric: 'language', language: 'zh-CN' });
});

test("the library's colour carries letters that can be read", () => {
  makeWidget({ ...OPTIONS, color: '#0b5' });

  expect(launcher().style.getPropertyValue('--fill')).toBe('#00bb55');
  expect(launcher().style.getPropertyValue('--text')).toBe('#000');
});

test("the page's own styles stay outside", () => {
  makeWidget(OPTIONS);

  expect(root().adoptedStyleSheets).toHaveLength(1);
  expect(document.querySelectorAll('style, link')).toHaveLength(0);
});

test('the script tag says where the chat is and how it looks', () => {
  const tag = document.createElement('script');
  Object.defineProperty(tag, 'src', { value: 'https://ask.lib.example/ric/widget.js' });
  Object.assign(tag.dataset, { language: 'zh-TW', position: 'left', color: '#0b5' });

  expect(readTag(tag)).toMatchObject({ language: 'zh-CN', left: true, color: '#0b5', theme: '' });
  expect(readTag(tag).chat.href).toBe('https://ask.lib.example/ric/chat/');
});

test("without a language of its own it speaks the page's", () => {
  document.documentElement.lang = 'zh-CN';
  const tag = document.createElement('script');
  Object.defineProperty(tag, 'src', { value: 'https://ask.lib.example/widget.js' });

  expect(readTag(tag).language).toBe('zh-CN');
});

test('it can be used by everybody', async () => {
  open();

  expect(await violations(document.body)).toEqual([]);
});
