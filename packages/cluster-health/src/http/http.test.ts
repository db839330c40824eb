import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askKind } from '../judging/test-support/ask-kind.ts';
import { questionOf } from '../test-support/questions.ts';
import { http } from './index.ts';

let server: Server;
let port: number;
let asked: IncomingMessage[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    const [, code = ''] = /^\/(\d{3})/.exec(request.url ?? '') ?? [];
    if (code) response.writeHead(Number(code), { location: '/200' }).end('status: green');
  });
  await once(server.listen(0, '127.0.3.5'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(options: object) {
  asked = [];
  const { safe, texts } = await askKind(
    http,
    { port, ...options },
    questionOf({ nodes: ['127.0.3.5'], phase: 'after' }),
  );
  return { safe, text: texts.join() };
}
const get = (path: string) => `http-answers: 127.0.3.5: GET http://127.0.3.5:${port}${path}`;

describe('http', () => {
  it.each([
    ['passes with any 2xx', { path: '/204' }, ''],
    ['fails with another status', { path: '/503' }, 'returned 503, expected 2xx'],
    ['fails with a redirect, which is not followed', { path: '/302' }, 'returned 302, expected 2xx'],
    ['passes with an expected status', { path: '/429', status: [200, 429] }, ''],
    ['fails with an unexpected status', { path: '/204', status: [200, 429] }, 'returned 204, expected 200 or 429'],
    ['passes with the expected text', { path: '/200', contains: 'green' }, ''],
    ['fails with another text', { path: '/200', contains: 'yellow' }, 'returned 200 without the text yellow'],
    [
      'fails with the expected text and a wrong status',
      { path: '/500', contains: 'green' },
      'returned 500, expected 2xx',
    ],
  ])('%s', async (_, options, problem) =>
    expect(await ask(options)).toEqual({ safe: problem === '', text: problem && `${get(options.path)} ${problem}` }),
  );

  it('sends one request with the headers and the credentials', async () => {
    await ask({ path: '/500?token=t1', headers: { 'X-Key': 'k1' }, username: 'ann', password: 'p1' });
    expect(asked).toMatchObject([
      { url: '/500?token=t1', headers: { 'x-key': 'k1', authorization: `Basic ${btoa('ann:p1')}` } },
    ]);
  });

  it.each(['/401?token=secret1', '/hang?token=secret1'])('reports no secret of GET %s', async (path) => {
    const { text } = await ask({
      path,
      headers: { 'X-Key': 'secret2' },
      username: 'ann',
      password: 'secret3',
      timeout: '50ms',
    });
    expect(text).toContain(get(path.split('?')[0]!));
    expect(text).not.toMatch(/secret/);
  });

  it('fails at the timeout', async () =>
    expect((await ask({ path: '/hang', timeout: '50ms' })).text).toMatch(/got no response: .*50/));

  it('ignores the node that leaves', async () => {
    const question = questionOf({ nodes: ['127.0.3.6', '127.0.3.5'] });
    expect(await askKind(http, { port, path: '/200' }, question)).toMatchObject({
      safe: true,
      findings: [{ code: 'node-silent', subject: '127.0.3.6' }],
    });
  });

  it('fails if a node uses plain HTTP instead of TLS', async () =>
    expect((await ask({ path: '/200', scheme: 'https' })).text).toMatch(/GET https:.* got no response: /));

  it('requires a password for a user', () =>
    expect(http.options.safeParse({ username: 'ann' }).error?.message).toMatch(/must be set together/));
});
