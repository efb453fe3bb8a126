// The Desk API (/api/v1), one function for each endpoint. Failures are HttpErrors of the one fetcher.
import { HttpError, makeFetcher, type Fetcher, type Method } from '../shared/fetcher';
import type { Colleague, Conversation, EntryText, Health, Message, Note, Page, Queue, Reader, Row, Session, Status } from './types';

export interface ConversationQuery {
  view: string;
  queue?: string;
  q?: string;
  cursor?: string | null;
}

export interface ReplyBody {
  text: string;
  /** Names this reply once and for all: sending it again stores nothing new. */
  client_id: string;
  close?: boolean;
}

export type HandOverBody = ({ queue: string } | { librarian: string }) & { note?: string };

export interface CloseBody {
  topic?: string;
  /** The READ scale, 1 (no effort) to 6 (research of weeks). */
  read?: number;
}

export type Api = ReturnType<typeof makeApi>;

/** Binds every endpoint to a fetcher; `base` ends in a slash. The session's CSRF token goes with every call. */
export function makeApi(base: string | URL, onSignedOut: () => void = () => {}) {
  let token = '';
  const fetcher = makeFetcher({ base, headers: () => (token ? { 'X-CSRF-Token': token } : {}) });
  const call: Fetcher = async <Answer>(method: Method, path: string, body?: unknown): Promise<Answer> => {
    try {
      return await fetcher<Answer>(method, path, body);
    } catch (error) {
      // A wrong password is answered 401 too, but then nobody was signed in.
      if (error instanceof HttpError && error.status === 401 && path !== 'session') onSignedOut();
      throw error;
    }
  };
  const keepToken = (session: Session): Session => {
    token = session.csrf_token;
    return session;
  };
  return {
    signIn: async (email: string, password: string) => keepToken(await call<Session>('POST', 'session', { email, password })),
    signOut: () => call<void>('DELETE', 'session'),
    me: async () => keepToken(await call<Session>('GET', 'me')),
    changePassword: (current: string, next: string) => call<void>('POST', 'me/password', { current, new: next }),
    entry: (id: string, language: string) => call<EntryText>('GET', `entries/${encodeURIComponent(id)}?${new URLSearchParams({ language })}`),
    status: () => call<Status>('GET', 'status'),
    health: () => call<Health>('GET', 'health'),
    queues: () => call<Page<Queue>>('GET', 'queues'),
    librarians: () => call<Page<Colleague>>('GET', 'librarians'),

    conversations: (query: ConversationQuery) => call<Page<Row>>('GET', `conversations?${searchOf(query)}`),
    conversation: (id: string) => call<Conversation>('GET', `conversations/${id}`),
    /** The same, with the messages before a seq instead of the latest. */
    earlier: (id: string, seq: number) => call<Conversation>('GET', `conversations/${id}?before=${seq}`),
    claim: (id: string) => call<Row>('POST', `conversations/${id}/claim`, {}),
    reply: (id: string, body: ReplyBody) => call<Message>('POST', `conversations/${id}/reply`, body),
    note: (id: string, text: string) => call<Note>('POST', `conversations/${id}/note`, { text }),
    handOver: (id: string, body: HandOverBody) => call<Row>('POST', `conversations/${id}/handover`, body),
    close: (id: string, body: CloseBody) => call<Row>('POST', `conversations/${id}/close`, body),
    reopen: (id: string) => call<Row>('POST', `conversations/${id}/reopen`, {}),
    seen: (id: string) => call<void>('POST', `conversations/${id}/seen`, {}),

    reader: (id: string) => call<Reader>('GET', `readers/${id}`),
    renameReader: (id: string, name: string) => call<Reader>('POST', `readers/${id}`, { name }),
    mergeReader: (id: string, into: string) => call<Reader>('POST', `readers/${id}/merge`, { into }),
    unmergeReader: (id: string) => call<Reader>('POST', `readers/${id}/unmerge`, {}),
  };
}

function searchOf(query: ConversationQuery): string {
  const filled = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return new URLSearchParams(filled).toString();
}
