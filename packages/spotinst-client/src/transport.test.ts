import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { networkError } from './network-error.ts';
import { answering, startLoopback } from './test-support/loopback.ts';
import { createTransport } from './transport.ts';

const limits = { timeoutMs: 5000, maxAnswerBytes: 1_000_000 };
const site = {
  method: 'GET',
  path: '/x',
  accountId: 'act-1',
  origin: 'http://spot',
  clean: (text: string) => text,
} as const;

describe('one HTTP request', () => {
  it('reads a compressed response', async () => {
    const server = await startLoopback((response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"ok":true}'));
    });
    const send = createTransport({ token: 'secret', ...limits });
    await expect(send({ method: 'GET', url: server.url })).resolves.toMatchObject({ status: 200, body: '{"ok":true}' });
  });

  it.each([
    ['without end', {}, 'x'.repeat(2_000_000)],
    ['that is small only while compressed', { 'content-encoding': 'gzip' }, gzipSync('x'.repeat(2_000_000))],
  ])('aborts a response %s', async (_name, headers, body) => {
    const server = await startLoopback((response) => response.writeHead(200, headers).end(body));
    const send = createTransport({ token: 'secret', ...limits });
    const error: unknown = await send({ method: 'GET', url: server.url }).catch((thrown: unknown) => thrown);
    expect(networkError(error, site, limits)).toMatchObject({
      code: 'spot-answer-invalid',
      transient: false,
      message: expect.stringContaining('larger than 1000000 bytes'),
    });
  });

  it('never sends the token to a redirect target', async () => {
    const elsewhere = await startLoopback(answering(200, '{}'));
    const server = await startLoopback(answering(307, '', { location: elsewhere.url }));
    const send = createTransport({ token: 'secret', ...limits });
    await expect(send({ method: 'PUT', url: server.url })).resolves.toMatchObject({ status: 307 });
    expect(elsewhere.seen).toEqual([]);
  });

  it('does not change an error that is a bug', () => {
    const bug = new TypeError('x is not a function');
    expect(networkError(bug, site, limits)).toBe(bug);
  });
});
