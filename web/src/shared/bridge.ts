// What the loader on a library's page and the chat in its frame say to each other by window.postMessage.
import type { Language } from './language';

/** The loader to the chat: whether the panel is on the screen, a question to ask, the page's language. */
export type ToChat =
  | { readonly ric: 'shown'; readonly shown: boolean; readonly focus: boolean }
  | { readonly ric: 'say'; readonly text: string }
  | { readonly ric: 'language'; readonly language: Language };

/** The chat to the loader: it listens now, it wants to be closed, so many messages are unread. */
export type ToPage =
  | { readonly ric: 'ready' }
  | { readonly ric: 'close' }
  | { readonly ric: 'unread'; readonly count: number };

/** What the loader writes behind the # of the chat's address: nothing of it is sent to a server. */
export interface ChatOptions {
  readonly host: string;
  readonly language: string;
  readonly color: string;
  readonly theme: string;
}

export function writeOptions(options: ChatOptions): string {
  return `#${new URLSearchParams({ ...options })}`;
}

/** Reads them back; a host that is no origin is none. */
export function readOptions(hash: string): ChatOptions {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const read = (name: keyof ChatOptions): string => given.get(name) ?? '';
  return { host: originOf(read('host')), language: read('language'), color: read('color'), theme: read('theme') };
}

function originOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return '';
  }
}

/** Calls `hear` with each message that really comes from that window and that origin. Returns what ends it. */
export function listen<Said extends ToChat | ToPage>(
  from: { readonly window: () => Window | null | undefined; readonly origin: string },
  hear: (said: Said) => void,
): () => void {
  const onMessage = (event: MessageEvent<unknown>): void => {
    const said = event.data as Partial<Said> | null;
    const genuine = event.source !== null && event.source === from.window() && event.origin === from.origin;
    if (genuine && typeof said === 'object' && typeof said?.ric === 'string') hear(said as Said);
  };
  addEventListener('message', onMessage);
  return () => removeEventListener('message', onMessage);
}
