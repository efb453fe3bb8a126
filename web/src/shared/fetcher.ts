// The one `fetch` in the house: JSON out, JSON in, and every failure as one kind of error.

/** What went wrong, in the server's words: {"error": code, "detail": text, "fields": {}}. Status 0: nobody answered. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly fields: Readonly<Record<string, string>> = {},
    readonly body: unknown = null,
  ) {
    super(`${status} ${code}`);
    this.name = 'HttpError';
  }
}

export interface FetcherOptions {
  /** What stands before every path: absolute, ending in a slash. */
  readonly base: string | URL;
  /** Headers of the moment, such as the CSRF token. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly seconds?: number;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Fetcher = <Answer>(method: Method, path: string, body?: unknown) => Promise<Answer>;

/** Makes a fetcher. A body is sent as JSON, FormData as it is; an answer without a body is undefined. */
export function makeFetcher({ base, headers, seconds = 20 }: FetcherOptions): Fetcher {
  return async <Answer>(method: Method, path: string, body?: unknown): Promise<Answer> => {
    const asJson = body !== undefined && !(body instanceof FormData);
    const response = await reach(new URL(path, base), {
      method,
      credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(asJson && { 'Content-Type': 'application/json' }), ...headers?.() },
      signal: AbortSignal.timeout(seconds * 1000),
      ...(body !== undefined && { body: asJson ? JSON.stringify(body) : (body as FormData) }),
    });
    const answer = await readJson(response);
    if (!response.ok) throw errorOf(response.status, answer);
    return answer as Answer;
  };
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new HttpError(0, 'unreachable', String(cause));
  }
}

// A proxy's error page is HTML: its status is what counts then, and an answer that should be JSON is no answer.
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (response.ok) throw new HttpError(response.status, 'unreadable', 'the answer is no JSON');
    return undefined;
  }
}

function errorOf(status: number, answer: unknown): HttpError {
  const { error, detail, fields } = (answer ?? {}) as { error?: unknown; detail?: unknown; fields?: Record<string, string> };
  const code = typeof error === 'string' ? error : 'unavailable';
  return new HttpError(status, code, typeof detail === 'string' ? detail : '', fields ?? {}, answer ?? null);
}
