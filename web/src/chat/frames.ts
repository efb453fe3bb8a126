// The frames of the web chat socket, to the letter of the contract. Unknown fields and frames are ignored.

export type Author = 'reader' | 'bot' | 'librarian' | 'system';
export type Owner = 'bot' | 'waiting' | 'librarian' | 'closed';
export type ErrorCode = 'bad_frame' | 'too_long' | 'rate_limited' | 'unavailable';

export interface Choice {
  readonly entry: string;
  readonly title: string;
}

export interface Message {
  readonly seq: number;
  readonly author: Author;
  readonly name: string | null;
  readonly text: string;
  /** Sanitised by the server; empty for readers. */
  readonly html: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly choices: readonly Choice[];
  readonly sources: readonly { readonly title: string; readonly url: string }[];
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly type: string; readonly size: number; readonly url: string }[];
}

export interface OwnerState {
  readonly owner: Owner;
  readonly case: string | null;
  /** The place in the queue; 1 is next. */
  readonly position: number | null;
  readonly wait_minutes: number | null;
  readonly librarian: string | null;
}

export interface Welcome {
  readonly type: 'welcome';
  readonly session: string;
  readonly owner: Owner;
  readonly language: string;
  readonly case: string | null;
  readonly messages: readonly Message[];
  /** There are older messages than these, the last 500. */
  readonly more: boolean;
}

export type ServerFrame =
  | Welcome
  | { readonly type: 'ack'; readonly client_id: string; readonly seq: number }
  | ({ readonly type: 'message' } & Message)
  | ({ readonly type: 'owner' } & OwnerState)
  | { readonly type: 'typing'; readonly author: Author; readonly on: boolean }
  | { readonly type: 'error'; readonly code: ErrorCode; readonly detail: string; readonly client_id?: string };

export type ClientFrame =
  | { readonly type: 'hello'; readonly session: string | null; readonly after: number; readonly language: string }
  | { readonly type: 'message'; readonly client_id: string; readonly text: string }
  | { readonly type: 'choose'; readonly client_id: string; readonly entry: string }
  | { readonly type: 'ask_librarian' }
  | { readonly type: 'back_to_bot' }
  | { readonly type: 'typing'; readonly on: boolean }
  | { readonly type: 'seen'; readonly seq: number };

/** The longest text of a message, in code points. */
export const MAX_TEXT = 8000;
