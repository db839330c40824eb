import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { createLimiter } from './limiter.ts';
import { createSpotClient } from './spot-client.ts';
import { SpotError } from './spot-error.ts';
import { transientCodes } from './transient-codes.ts';
import { createSkippingClock } from './test-support/clocks.ts';
import {
  answering,
  envelope,
  failure,
  type LoopbackHandler,
  requestId,
  startLoopback,
  success,
} from './test-support/loopback.ts';

const token = 'tok-5f3e9a1b7c2d';

/** Sends one request, a read or a change, and returns the error. */
async function errorOf(
  handler: LoopbackHandler,
  ask: 'read' | 'change' = 'read',
  timeoutMs = 30_000,
): Promise<SpotError> {
  const server = await startLoopback(handler);
  return errorAt(server.url, ask, timeoutMs);
}

async function errorAt(apiUrl: string, ask: 'read' | 'change' = 'read', timeoutMs = 30_000): Promise<SpotError> {
  const clock = createSkippingClock();
  const limiter = createLimiter({ clock, maxWaitMs: 1000 });
  const client = createSpotClient({ apiUrl, token, accountId: 'act-7', timeoutMs, limiter, clock });
  const asked =
    ask === 'read' ? client.listStatefulInstances('sig-1') : client.recycleStatefulInstance('sig-1', 'ssi-1');
  const error: unknown = await asked.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SpotError);
  expect(inspect(error, { depth: Infinity, showHidden: true, getters: true })).not.toContain(token);
  return error as SpotError;
}

const status = (code: number, message: string, rest: object = {}) => envelope({ status: { code, message }, ...rest });

const answers: { name: string; handler: LoopbackHandler; expected: object; contains: string[] }[] = [
  {
    name: 'a 400 with one error and its field',
    handler: answering(400, failure({ code: 'ValidationError', message: '"x" is required', field: 'query.accountId' })),
    expected: { code: 'spot-refused', exitCode: 5, status: 400, requestId },
    contains: ['ValidationError: "x" is required (field query.accountId)', 'HTTP 400', requestId],
  },
  {
    name: 'a 400 with several errors, keys missing',
    handler: answering(
      400,
      failure({ code: 'CANT_VALIDATE_IMAGE' }, { message: 'strategy is required' }, { code: 17 }),
    ),
    expected: { code: 'spot-refused' },
    contains: ['CANT_VALIDATE_IMAGE; strategy is required; 17'],
  },
  {
    name: 'an unknown group, which is a 400',
    handler: answering(400, failure({ code: 'GROUP_DOESNT_EXIST', message: 'Group does not exist' })),
    expected: { code: 'group-unknown', exitCode: 2, outcome: 'refused' },
    contains: ['account act-7', 'sig-1'],
  },
  {
    name: 'a 401, for a wrong token or a wrong account',
    handler: answering(401, status(401, 'Unauthorized')),
    expected: { code: 'spot-unauthorized', exitCode: 5, outcome: 'refused', requestId },
    contains: ['the token is wrong or has no access to account act-7'],
  },
  {
    name: 'a 403',
    handler: answering(403, status(403, 'Forbidden')),
    expected: { code: 'spot-forbidden', exitCode: 5, outcome: 'refused' },
    contains: ['does not have this permission in account act-7', 'Forbidden'],
  },
  {
    name: 'a 429 that lasts',
    handler: answering(429, status(429, 'Too Many Requests', { data: 'Rate limit exceeded' })),
    expected: { code: 'spot-rate-limited', exitCode: 5, outcome: 'not-sent' },
    contains: ['rate limit'],
  },
  {
    name: 'AWS throttling that lasts',
    handler: answering(400, failure({ code: 'RequestLimitExceeded', message: 'Request limit exceeded.' })),
    expected: { code: 'aws-throttled', exitCode: 5, transient: true },
    contains: ['AWS throttles Spot', 'Request limit exceeded.'],
  },
  {
    name: 'a 502 page of a gateway',
    handler: answering(502, '<html><style>a{}</style><h1>502 Bad Gateway</h1>\n<hr>nginx</html>'),
    expected: { code: 'spot-unavailable', exitCode: 5, status: 502 },
    contains: ['502 Bad Gateway nginx'],
  },
  {
    name: 'plain text instead of JSON',
    handler: answering(400, 'Bad Request'),
    expected: { code: 'spot-refused', status: 400 },
    contains: ['Spot refused the request: Bad Request'],
  },
  {
    name: 'an error without a body',
    handler: answering(503, ''),
    expected: { code: 'spot-unavailable', status: 503 },
    contains: ['HTTP 503'],
  },
  {
    name: 'a success without a body',
    handler: answering(200, ''),
    expected: { code: 'spot-answer-invalid', exitCode: 5 },
    contains: ['it is empty'],
  },
  {
    name: 'a truncated success',
    handler: answering(200, success([{ id: 'ssi-1', state: 'ACTIVE' }]).slice(0, -9)),
    expected: { code: 'spot-answer-invalid' },
    contains: ['not JSON from Spot'],
  },
  {
    name: 'JSON of something else',
    handler: answering(200, '{"hello":"world"}'),
    expected: { code: 'spot-answer-invalid' },
    contains: ['not JSON from Spot'],
  },
  {
    name: 'an item without its id',
    handler: answering(200, success([{ id: 'ssi-1', state: 'ACTIVE' }, { state: 'ACTIVE' }])),
    expected: { code: 'spot-answer-invalid', requestId },
    contains: ['item 1: id: '],
  },
  {
    name: 'items that are not a list',
    handler: answering(200, status(200, 'OK', { items: 'none' })),
    expected: { code: 'spot-answer-invalid' },
    contains: ['items'],
  },
  {
    name: 'a failure with HTTP 200',
    handler: answering(200, status(400, 'Bad Request', { errors: [{ code: 'ValidationError', message: 'no' }] })),
    expected: { code: 'spot-refused', status: 400 },
    contains: ['ValidationError: no'],
  },
  {
    name: 'a redirect, which is not followed',
    handler: answering(302, '', { location: 'http://127.0.0.1:1/elsewhere' }),
    expected: { code: 'spot-redirected', exitCode: 5, outcome: 'refused' },
    contains: ['redirects to another URL'],
  },
];

describe('an error response', () => {
  it.each(answers)('$name', async ({ handler, expected, contains }) => {
    const error = await errorOf(handler);
    expect(error).toMatchObject(expected);
    for (const words of contains) expect(error.message).toContain(words);
    expect(error.hint).toBeTruthy();
    expect(!error.transient || transientCodes.has(error.code)).toBe(true);
  });

  it('never contains the token, even if the server repeats it', async () => {
    const errors = [{ code: token, message: `Bearer ${token}`, field: token }];
    const body = JSON.stringify({ request: { id: token }, response: { status: { code: 400 }, errors } });
    for (const handler of [
      answering(400, body),
      answering(502, `<b>${token}</b>`),
      answering(200, `{"a": "${token}"`),
    ]) {
      for (const ask of ['read', 'change'] as const) {
        const error = await errorOf(handler, ask);
        expect(JSON.stringify(error) + inspect(error, { depth: Infinity, showHidden: true })).not.toContain(token);
      }
    }
  });

  it('has no control characters of the server in its message', async () => {
    const error = await errorOf(answering(400, failure({ code: 'X', message: '\u001b[31mred\u0007\nnext \u202e' })));
    expect(error.message).toContain('X: [31mred next [HTTP 400');
  });
});

describe('no response', () => {
  const reset: LoopbackHandler = (_response, _seen, request) => request.socket.resetAndDestroy();
  const hang: LoopbackHandler = () => {};
  const short: LoopbackHandler = (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"request":');
    setImmediate(() => response.destroy());
  };

  it.each([
    ['a connection that is reset', reset, 'the connection was reset (ECONNRESET)', { code: 'spot-unreachable' }],
    ['a truncated response', short, 'the response is incomplete', { code: 'spot-unreachable', status: 200 }],
    ['a server that hangs', hang, 'did not respond within 100ms', { code: 'spot-timeout' }],
  ])('%s leaves the outcome of a change unknown', async (_name, handler, words, expected) => {
    const error = await errorOf(handler, 'change', 100);
    expect(error).toMatchObject({ ...expected, outcome: 'unknown', exitCode: 1, transient: true });
    expect(error.message).toContain(words);
    expect(error.message).toContain('account act-7');
    await expect(errorOf(handler, 'read', 100)).resolves.toMatchObject({ exitCode: 5 });
  });

  it('a refused connection sends nothing', async () => {
    const { url, close } = await startLoopback(hang);
    await close();
    const error = await errorAt(url, 'change');
    expect(error).toMatchObject({ code: 'spot-unreachable', outcome: 'not-sent', exitCode: 5 });
    expect(error.message).toContain(`cannot reach Spot at ${url}: the connection was refused (ECONNREFUSED)`);
    expect(error.hint).toContain('HTTPS_PROXY');
  });

  it('a server without TLS behind an https URL is an error at once', async () => {
    const server = await startLoopback(hang);
    const error = await errorAt(server.url.replace('http:', 'https:'));
    expect(error).toMatchObject({ code: 'spot-unreachable', transient: false });
  });
});
