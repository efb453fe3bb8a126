import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HttpError } from '../shared/fetcher';
import { makeApi } from './api';
import { explain } from './explain';
import { language } from './words';

const BASE = 'https://library.example/ric/api/v1/';
const asked: Request[] = [];
let answer: () => Response | Promise<Response>;

beforeEach(() => {
  asked.length = 0;
  language.value = 'en';
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
    asked.push(new Request(url, { ...init, signal: null }));
    return Promise.resolve(answer());
  });
});

afterEach(() => vi.unstubAllGlobals());

function answers(status: number, body?: unknown): void {
  answer = () => new Response(body === undefined ? null : JSON.stringify(body), { status });
}

async function refusal(run: () => Promise<unknown>): Promise<HttpError> {
  return run().then(
    () => expect.unreachable('the call was answered'),
    (error: unknown) => error as HttpError,
  );
}

test('the CSRF token of the session goes with every later call', async () => {
  const api = makeApi(BASE);
  answers(200, { csrf_token: 'secret', librarian: { id: '1' } });
  await api.signIn('li@library.example', 'right');
  await api.claim('7');

  expect(asked.map((one) => [one.method, one.url])).toEqual([
    ['POST', `${BASE}session`],
    ['POST', `${BASE}conversations/7/claim`],
  ]);
  expect(asked[1]?.headers.get('X-CSRF-Token')).toBe('secret');
});

test('a list is asked for with what is filled in, and nothing else', async () => {
  answers(200, { items: [], next: null });
  await makeApi(BASE).conversations({ view: 'open', queue: '', q: '续借 & more', cursor: null });

  expect(new URL(asked[0]!.url).searchParams.toString()).toBe(new URLSearchParams({ view: 'open', q: '续借 & more' }).toString());
});

test('a new password is sent as current and new', async () => {
  answers(204);
  await makeApi(BASE).changePassword('old', 'better');

  expect(await asked[0]?.json()).toEqual({ current: 'old', new: 'better' });
});

test('a 401 ends the session, but not while signing in', async () => {
  const out = vi.fn();
  const api = makeApi(BASE, out);
  answers(401, { error: 'unauthorized', detail: '', fields: {} });
  await refusal(() => api.signIn('li@library.example', 'wrong'));
  expect(out).not.toHaveBeenCalled();

  await refusal(() => api.queues());
  expect(out).toHaveBeenCalledOnce();
});

test('who claimed first is named', async () => {
  answers(409, { error: 'already_claimed', detail: '', fields: {}, assignee: { id: '2', name: '张明' } });
  const error = await refusal(() => makeApi(BASE).claim('7'));

  expect(explain(error)).toBe('张明 has already claimed this conversation.');
});

test.each([
  [403, 'Your role does not allow this.'],
  [404, 'Not found, or not yours to see.'],
  [409, 'The conversation has changed meanwhile; it has been reloaded.'],
  [429, 'Too many attempts. Please wait a moment.'],
  [503, 'The server cannot save this now. Please try again shortly.'],
])('a %i is explained in words', async (status, words) => {
  answers(status, { error: 'some_code', detail: 'd', fields: {} });
  const error = await refusal(() => makeApi(BASE).close('7', {}));

  expect(explain(error)).toBe(words);
});

test('a refused field is explained with its reason', async () => {
  answers(422, { error: 'invalid', detail: 'the text is empty', fields: { text: 'must not be empty' } });
  const error = await refusal(() => makeApi(BASE).note('7', ' '));

  expect(explain(error)).toBe('Something needs correcting: must not be empty');
});

test('a server that cannot be reached is told apart', async () => {
  answer = () => Promise.reject(new TypeError('offline'));
  const error = await refusal(() => makeApi(BASE).queues());

  expect(explain(error)).toContain('nothing was lost');
});
