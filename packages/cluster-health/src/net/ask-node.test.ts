import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askNode, type NodeAccess, type NodeRequest } from './ask-node.ts';
import { NodeError } from './node-error.ts';

const host = '127.0.3.77';
let server: Server;
let port: number;
let asked: IncomingMessage[] = [];
let received = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request);
    request.setEncoding('utf8').on('data', (text: string) => (received += text));
    request.on('end', () => {
      if (request.url === '/large') response.end('x'.repeat(100_000));
      else if (request.url === '/cut')
        response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy());
      else if (request.url !== '/hang')
        response.writeHead(request.url === '/moved' ? 302 : 503, { location: '/' }).end('no');
    });
  });
  await once(server.listen(0, host), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function ask(request: NodeRequest, access: Partial<NodeAccess> = {}, signal = AbortSignal.timeout(20_000)) {
  asked = [];
  received = '';
  return askNode(host, { port, timeout: 10_000, ...access }, request, signal);
}

it('answers whatever the status, and follows no redirect', async () => {
  expect(await ask({ path: '/' })).toEqual({ status: 503, body: 'no' });
  expect(await ask({ path: '/moved' })).toEqual({ status: 302, body: 'no' });
  expect(asked).toHaveLength(1);
});

it('sends the user, in UTF-8, the headers and a body as JSON', async () => {
  const access = { username: 'ann', password: 'pä:ß' };
  await ask({ method: 'PUT', path: '/?a=1', headers: { 'x-key': 'k' }, body: { b: 2 } }, access);
  expect(asked[0]).toMatchObject({
    method: 'PUT',
    url: '/?a=1',
    headers: { 'x-key': 'k', authorization: `Basic ${Buffer.from('ann:pä:ß').toString('base64')}` },
  });
  expect(received).toBe('{"b":2}');
});

it.each<[string, NodeRequest, Partial<NodeAccess>, Partial<NodeError>]>([
  ['no answer in time', { path: '/hang', timeoutMs: 50 }, {}, { message: 'no answer within 50ms', answered: false }],
  ['an answer that is cut short', { path: '/cut' }, {}, { answered: false, isLasting: false }],
  [
    'a larger answer than is read',
    { path: '/large', maxBytes: 1000 },
    {},
    { message: 'the answer is larger than 1000 bytes', answered: true },
  ],
  [
    'a closed port',
    { path: '/?token=secret' },
    { port: 1, username: 'ann', password: 'secret' },
    { message: 'the connection was refused (ECONNREFUSED)', code: 'ECONNREFUSED', isLasting: false },
  ],
  [
    'TLS where none is spoken',
    { path: '/' },
    { scheme: 'https' },
    { message: expect.stringMatching(/^TLS failed \(/) as unknown as string, isLasting: false },
  ],
])('rejects with a NodeError at %s', async (_, request, access, expected) => {
  const error: unknown = await ask(request, access).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NodeError);
  expect(error).toMatchObject(expected);
  expect(JSON.stringify(error) + String(error)).not.toContain('secret');
});

it('ends with the signal', async () => {
  const watch = new AbortController();
  const asking = ask({ path: '/hang' }, {}, watch.signal);
  watch.abort();
  await expect(asking).rejects.toThrow('the check ran out of time');
});
