// Which key does what. The sheet shows this table, and the listener obeys it.
import type { Word } from './words';

export type Command =
  | 'next'
  | 'previous'
  | 'search'
  | 'claim'
  | 'reply'
  | 'note'
  | 'hand_over'
  | 'close'
  | 'back'
  | 'sheet';

export interface KeyLine {
  command: Command | 'open' | 'send';
  keys: readonly string[];
  words: Word;
}

export const SHEET: readonly { title: Word; lines: readonly KeyLine[] }[] = [
  {
    title: 'keys.list',
    lines: [
      { command: 'next', keys: ['j', 'ArrowDown'], words: 'keys.next' },
      { command: 'previous', keys: ['k', 'ArrowUp'], words: 'keys.previous' },
      { command: 'open', keys: ['Enter'], words: 'keys.open' },
      { command: 'search', keys: ['/'], words: 'keys.search' },
    ],
  },
  {
    title: 'keys.talk',
    lines: [
      { command: 'claim', keys: ['c'], words: 'keys.claim' },
      { command: 'reply', keys: ['r'], words: 'keys.reply' },
      { command: 'note', keys: ['n'], words: 'keys.note' },
      { command: 'hand_over', keys: ['h'], words: 'keys.hand_over' },
      { command: 'close', keys: ['e'], words: 'keys.close' },
      { command: 'send', keys: ['Ctrl+Enter'], words: 'keys.send' },
    ],
  },
  {
    title: 'keys.anywhere',
    lines: [
      { command: 'back', keys: ['Escape'], words: 'keys.back' },
      { command: 'sheet', keys: ['?'], words: 'keys.sheet' },
    ],
  },
];

const BY_KEY = new Map<string, Command>(
  SHEET.flatMap(({ lines }) => lines)
    .filter((line): line is KeyLine & { command: Command } => line.command !== 'open' && line.command !== 'send')
    .flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)),
);

/** What the pressed key asks for; null where it is being typed into a field, is held with another, or means nothing. */
export function commandOf(event: KeyboardEvent, singleKeys: boolean): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return null;
  const command = BY_KEY.get(event.key) ?? null;
  if (command === 'back') return command;
  if (isTyping(event.target) || (event.key.length === 1 && !singleKeys)) return null;
  if (event.key.startsWith('Arrow') && !isInList(event.target)) return null;
  return command;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

// Everywhere else the arrows scroll.
function isInList(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target === document.body || target.closest('#inbox-rows') !== null);
}
