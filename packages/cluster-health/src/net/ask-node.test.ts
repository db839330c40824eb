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

it('returns every status and follows no redirect', async () => {
  expect(await ask({ path: '/' })).toEqual({ status: 503, body: 'no' });
  expect(await ask({ path: '/moved' })).toEqual({ status: 302, body: 'no' });
  expect(asked).toHaveLength(1);
});

it('sends credentials in UTF-8, headers and a JSON body', async () => {
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
  ['a timeout', { path: '/hang', timeoutMs: 50 }, {}, { message: 'no response within 50ms', answered: false }],
  ['a truncated response', { path: '/cut' }, {}, { answered: false, isLasting: false }],
  [
    'a response above the size limit',
    { path: '/large', maxBytes: 1000 },
    {},
    { message: 'the response is larger than 1000 bytes', answered: true },
  ],
  [
    'a closed port',
    { path: '/?token=secret' },
    { port: 1, username: 'ann', password: 'secret' },
    { message: 'connection refused (ECONNREFUSED)', code: 'ECONNREFUSED', isLasting: false },
  ],
  [
    'a port without TLS',
    { path: '/' },
    { scheme: 'https' },
    { message: expect.stringMatching(/^the TLS handshake failed \(/) as unknown as string, isLasting: false },
  ],
])('rejects with a NodeError for %s', async (_, request, access, expected) => {
  const error: unknown = await ask(request, access).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NodeError);
  expect(error).toMatchObject(expected);
  expect(JSON.stringify(error) + String(error)).not.toContain('secret');
});

it('rejects when the signal is aborted', async () => {
  const watch = new AbortController();
  const asking = ask({ path: '/hang' }, {}, watch.signal);
  watch.abort();
  await expect(asking).rejects.toThrow('the health check timed out');
});
