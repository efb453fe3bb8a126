// @vitest-environment node
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpError, makeFetcher, type Fetcher } from './fetcher';

let server: Server | undefined;

afterEach(() => server?.close());

async function serve(answer: RequestListener): Promise<Fetcher> {
  server = createServer(answer);
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return makeFetcher({ base: `http://127.0.0.1:${port}/api/`, headers: () => ({ 'X-CSRF-Token': 'seven' }) });
}

test('a body goes out as JSON under the base, with the headers of the moment', async () => {
  const fetcher = await serve((request, response) => {
    response.end(JSON.stringify([request.method, request.url, request.headers['x-csrf-token'], request.headers['content-type']]));
  });

  expect(await fetcher('POST', 'session', { a: 1 })).toEqual(['POST', '/api/session', 'seven', 'application/json']);
});

test('an answer without a body is undefined', async () => {
  const fetcher = await serve((_, response) => response.writeHead(204).end());

  expect(await fetcher('DELETE', 'session')).toBeUndefined();
});

test("a refusal carries the server's code, detail and fields", async () => {
  const body = { error: 'already_claimed', detail: 'too late', assignee: '7' };
  const fetcher = await serve((_, response) => response.writeHead(409).end(JSON.stringify(body)));

  await expect(fetcher('POST', 'x')).rejects.toMatchObject({ status: 409, code: 'already_claimed', detail: 'too late', body });
});

test("a proxy's HTML page counts by its status", async () => {
  const fetcher = await serve((_, response) => response.writeHead(502).end('<html>Bad gateway'));

  await expect(fetcher('GET', 'x')).rejects.toMatchObject({ status: 502, code: 'unavailable' });
});

test('nobody there is an error of status 0', async () => {
  const fetcher = makeFetcher({ base: 'http://127.0.0.1:9/' });

  await expect(fetcher('GET', 'x')).rejects.toBeInstanceOf(HttpError);
});
