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
    ['any 2xx', { path: '/204' }, ''],
    ['what is no 2xx', { path: '/503' }, 'answers 503, not 2xx'],
    ['a redirect, which is not followed', { path: '/302' }, 'answers 302, not 2xx'],
    ['a status that is expected', { path: '/429', status: [200, 429] }, ''],
    ['one that is not', { path: '/204', status: [200, 429] }, 'answers 204, not 200 or 429'],
    ['the text', { path: '/200', contains: 'green' }, ''],
    ['another text', { path: '/200', contains: 'yellow' }, 'answers 200 without the text yellow'],
    ['the text under a wrong status', { path: '/500', contains: 'green' }, 'answers 500, not 2xx'],
  ])('%s', async (_, options, problem) =>
    expect(await ask(options)).toEqual({ safe: problem === '', text: problem && `${get(options.path)} ${problem}` }),
  );

  it('asks each node once, with the headers and the credentials', async () => {
    await ask({ path: '/500?token=t1', headers: { 'X-Key': 'k1' }, username: 'ann', password: 'p1' });
    expect(asked).toMatchObject([
      { url: '/500?token=t1', headers: { 'x-key': 'k1', authorization: `Basic ${btoa('ann:p1')}` } },
    ]);
  });

  it.each(['/401?token=secret1', '/hang?token=secret1'])('tells no secret of GET %s', async (path) => {
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

  it('takes no answer in time for none', async () =>
    expect((await ask({ path: '/hang', timeout: '50ms' })).text).toMatch(/has no answer: .*50/));

  it('does not need the node that is to leave', async () => {
    const question = questionOf({ nodes: ['127.0.3.6', '127.0.3.5'] });
    expect(await askKind(http, { port, path: '/200' }, question)).toMatchObject({
      safe: true,
      findings: [{ code: 'node-silent', subject: '127.0.3.6' }],
    });
  });

  it('takes plain HTTP for no TLS', async () =>
    expect((await ask({ path: '/200', scheme: 'https' })).text).toMatch(/GET https:.* has no answer: /));

  it('takes a user only with a password', () =>
    expect(http.options.safeParse({ username: 'ann' }).error?.message).toMatch(/go together/));
});
