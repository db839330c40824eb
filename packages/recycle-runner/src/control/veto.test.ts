import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVeto } from './veto.ts';

let server: Server;
let host: string;
let answer: { status: number; body: string } | 'none';
let requests: IncomingMessage[];

beforeEach(async () => {
  requests = [];
  answer = { status: 200, body: '' };
  server = createServer((request, response) => {
    requests.push(request);
    if (answer === 'none') request.socket.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const never = new AbortController().signal;
const reply = (status: number, body: unknown): void => {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
};
/** The reason of the objection; undefined when it allows the next instance. */
const ask = async (path: string): Promise<string | undefined> =>
  (await createVeto(`http://${host}${path}`).query(never))?.reason;

const vector = (...names: string[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: names.map((alertname) => ({ metric: { __name__: 'ALERTS', alertname }, value: [1790000000, '1'] })),
  },
});
const alert = (alertname: string, status: object) => ({ labels: { alertname }, status });
const active = { state: 'active', silencedBy: [], inhibitedBy: [] };

describe('a Prometheus query', () => {
  const path = `/prometheus/api/v1/query?query=${encodeURIComponent('ALERTS{alertstate="firing",job="kafka"}')}`;
  it.each<[string, number, unknown, string | undefined]>([
    ['with an empty result allows it', 200, vector(), undefined],
    ['with a result objects', 200, vector('KafkaDown', 'KafkaDown', 'Lag'), 'the query has a result: KafkaDown, Lag'],
    [
      'with many results names three',
      200,
      vector('a', 'b', 'c', 'd', 'e'),
      'the query has a result: a, b, c and 2 more',
    ],
    [
      'that is invalid objects',
      400,
      { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query"' },
      'cannot be read: invalid parameter "query"',
    ],
    [
      'with a scalar result objects',
      200,
      { status: 'success', data: { resultType: 'scalar', result: [1, '0'] } },
      'the query has a result: {}',
    ],
    ['without JSON objects', 200, '<html>', 'cannot be read: the response is not JSON'],
    ['to a broken server objects', 503, 'down', 'cannot be read: HTTP 503'],
  ])('%s', async (_, status, body, expected) => {
    reply(status, body);
    expect(await ask(path)).toBe(expected);
    expect(requests[0]?.url).toBe(path);
  });
});

describe('Alertmanager', () => {
  it.each<[string, number, unknown, string | undefined]>([
    ['without alerts allows it', 200, [], undefined],
    ['with an active alert objects', 200, [alert('KafkaDown', active)], 'active alerts: KafkaDown'],
    [
      'with an unprocessed alert objects',
      200,
      [alert('New', { ...active, state: 'unprocessed' })],
      'active alerts: New',
    ],
    [
      'with a silenced alert allows it',
      200,
      [alert('Known', { ...active, state: 'suppressed', silencedBy: ['1'] })],
      undefined,
    ],
    ['with an inhibited alert allows it', 200, [alert('Other', { ...active, inhibitedBy: ['2'] })], undefined],
    [
      'with an error objects',
      400,
      { code: 602, message: 'bad filter' },
      'cannot be read: the response is not a list of alerts',
    ],
  ])('%s', async (_, status, body, expected) => {
    reply(status, body);
    expect(await ask('/api/v2/alerts?filter=team%3D%22kafka%22')).toBe(expected);
  });
});

describe('any other URL', () => {
  it.each([
    [200, undefined],
    [204, undefined],
    [403, 'HTTP 403'],
    [404, 'HTTP 404'],
    [500, 'HTTP 500'],
  ])('with HTTP %d', async (status, expected) => {
    reply(status, '');
    expect(await ask('/may-roll')).toBe(expected);
  });
});

describe('a veto', () => {
  it('objects when the server closes the connection or does not listen', async () => {
    answer = 'none';
    expect(await ask('/')).toMatch(/^cannot be read: /);
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    expect((await createVeto(`http://127.0.0.1:${port}/`).query(never))?.reason).toBe('cannot be read: ECONNREFUSED');
  });

  it('sends the credentials of its URL, and never shows them', async () => {
    const veto = createVeto(`http://alice:p%40ss-phrase@${host}/api/v1/query?query=up&token=hidden-word`);
    reply(401, 'denied');
    const objection = await veto.query(never);
    const sent = `Basic ${Buffer.from('alice:p@ss-phrase').toString('base64')}`;
    expect(requests[0]?.headers.authorization).toBe(sent);
    expect(JSON.stringify([veto, objection])).not.toMatch(/alice|ss-phrase|hidden-word/);
    expect(veto.name).toBe(`http://${host}/api/v1/query (up)`);
  });

  it.each([
    'alice:hidden-word@example.com',
    'ftp://alice:hidden-word@example.com/x',
    'https://alice:hidden-word@example.com/api/v1/query?token=hidden-word',
    'https://alice:hidden-word@',
  ])('refuses %s without showing it', (text) => {
    expect(() => createVeto(text)).toThrow(expect.objectContaining({ code: 'veto-invalid', exitCode: 2 }));
    expect(() => createVeto(text)).toThrow(/^((?!hidden-word).)*$/);
  });
});
