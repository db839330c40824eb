import { describe, expect, it } from '@jest/globals';
import type { FaultInput } from './fault.ts';
import { valueAt } from './json.ts';
import { simulatorsPerTest } from './testing/simulators.ts';

const start = simulatorsPerTest();
const groups = [{ id: 'sig-1', instances: [{ id: 'ssi-1' }] }];
const recycle = '/aws/ec2/group/sig-1/statefulInstance/ssi-1/recycle';

describe('authentication', () => {
  const organizations = [
    { tokens: ['token-a', 'token-b'], accounts: ['act-1', 'act-2'] },
    { tokens: ['token-c'], accounts: ['act-3'] },
  ];
  const owned = [{ id: 'sig-1' }, { id: 'sig-2', account: 'act-2' }, { id: 'sig-3', account: 'act-3' }];

  it.each([
    ['a wrong token', { token: 'nonsense' }],
    ['an unknown account', { accountId: 'act-9' }],
    ['the account of another organization', { accountId: 'act-3' }],
  ])('returns 401 without errors for %s', async (_, options) => {
    const { call } = await start({ organizations, groups: owned });
    const { status, json } = await call('GET', '/aws/ec2/group', options);
    expect(status).toBe(401);
    expect(json['response']).toEqual({ status: { code: 401, message: 'Unauthorized' } });
  });

  it('returns the groups of an account for every token of its organization', async () => {
    const { call } = await start({ organizations, groups: owned });
    const idsFor = async (accountId: string, token: string) =>
      (await call('GET', '/aws/ec2/group', { accountId, token })).items.map(({ id }) => id);
    expect(await idsFor('act-1', 'token-b')).toEqual(['sig-1']);
    expect(await idsFor('act-2', 'token-a')).toEqual(['sig-2']);
    expect(await idsFor('act-3', 'token-c')).toEqual(['sig-3']);
  });

  it('does not find the groups of another account', async () => {
    const { call } = await start({ organizations, groups: owned });
    const { json } = await call('GET', '/aws/ec2/group/sig-2', { accountId: 'act-1', token: 'token-a' });
    expect(json).toMatchObject({ response: { errors: [{ code: 'GROUP_DOESNT_EXIST' }] } });
  });

  it('requires the account where the API does, else uses the oldest', async () => {
    const { call } = await start({ organizations, groups: owned });
    const missing = await call('GET', '/aws/ec2/group', { accountId: null });
    expect(missing.status).toBe(400);
    expect(valueAt(missing.json, 'response', 'errors')).toEqual([
      { code: 'ValidationError', message: '"accountId" is required', field: 'query.accountId' },
    ]);
    expect((await call('GET', '/aws/ec2/group/sig-1', { accountId: null })).items).toMatchObject([{ id: 'sig-1' }]);
  });
});

describe('refusals', () => {
  it.each([
    ['GET', '/aws/ec2/group/sig-9', 'GROUP_DOESNT_EXIST'],
    ['GET', '/aws/ec2/group/sig-9/statefulInstance', 'GROUP_DOESNT_EXIST'],
    ['PUT', '/aws/ec2/group/sig-1/statefulInstance/ssi-9/recycle', 'STATEFUL_INSTANCE_DOESNT_EXIST'],
    ['GET', '/aws/ec2/instance/i-9', 'INSTANCE_DOESNT_EXIST'],
    ['PUT', '/aws/ec2/group/sig-1', 'ValidationError'],
    ['GET', '/aws/ec2/group/sig-1/events', 'ValidationError'],
    ['GET', '/aws/ec2/group/sig-1/logs', 'ValidationError'],
    ['POST', '/aws/ec2/group/sig-1/suspension', 'ValidationError'],
  ])('%s %s is 400 %s', async (method, path, code) => {
    const { call } = await start({ groups });
    const { status, json } = await call(method, path);
    expect(status).toBe(400);
    expect(json).toMatchObject({ request: { method }, response: { status: { code: 400 }, errors: [{ code }] } });
  });

  it('echoes the request, with an id', async () => {
    const { call } = await start({ groups });
    const { json } = await call('GET', '/aws/ec2/group/sig-1');
    expect(json).toMatchObject({
      request: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), url: '/aws/ec2/group/sig-1?accountId=act-12345678' },
    });
  });
});

describe('the rate limit', () => {
  it('is in every response, and a blocked call has its own body', async () => {
    const { call } = await start({ groups, rateLimits: { limit: 1 } });
    const allowed = await call('GET', '/aws/ec2/group/sig-1');
    const blocked = await call('GET', '/aws/ec2/group/sig-9');
    expect([allowed, blocked].map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual(['0', '0']);
    expect(blocked.status).toBe(429);
    expect(blocked.json['response']).toEqual({
      status: { code: 429, message: 'Too Many Requests' },
      data: 'Rate limit exceeded',
    });
    expect((await call('GET', '/aws/ec2/group', { token: 'x' })).headers.get('x-ratelimit-limit')).toBe('1');
  });

  it('prevents the effect of a blocked action', async () => {
    const { call, requests } = await start({ groups, rateLimits: { routes: { [`PUT ${template}`]: 1 } } });
    await call('PUT', recycle);
    await call('PUT', recycle);
    expect(requests.map(({ status, performed }) => ({ status, performed }))).toEqual([
      { status: 200, performed: true },
      { status: 429, performed: false },
    ]);
  });
});

const template = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';

describe('faults', () => {
  const outcomeOf = async (fault: FaultInput) => {
    const { call, requests, log } = await start({ groups, faults: [fault] });
    const outcome = await call('PUT', recycle).then(
      ({ status, text }) => ({ status, text }),
      (error: Error) => ({ status: null, text: String(error.cause) }),
    );
    return { ...outcome, requests, isAccepted: log.some(({ what }) => what === 'accepted') };
  };

  it.each<[FaultInput, number, string, boolean]>([
    [{ kind: 'html' }, 502, '<html>', false],
    [{ kind: 'html', status: 504, accepted: true }, 504, '<html>', true],
    [{ kind: 'throttled' }, 400, 'RequestLimitExceeded', false],
    [{ kind: 'unauthorized' }, 401, 'Unauthorized', false],
    [{ kind: 'empty' }, 200, '', true],
    [{ kind: 'cut' }, 200, '{"request"', true],
  ])('%j returns %d', async (fault, status, text, isAccepted) => {
    const outcome = await outcomeOf(fault);
    expect(outcome).toMatchObject({ status, text: expect.stringContaining(text), isAccepted });
    expect(outcome.requests).toMatchObject([{ status, performed: isAccepted }]);
  });

  it('returns truncated JSON', async () => {
    const { text } = await outcomeOf({ kind: 'cut' });
    expect(() => JSON.parse(text)).toThrow('JSON');
  });

  it.each([false, true])('resets the connection without a response (accepted: %p)', async (accepted) => {
    const outcome = await outcomeOf({ kind: 'reset', accepted });
    expect(outcome).toMatchObject({ status: null, isAccepted: accepted });
    expect(outcome.requests).toMatchObject([{ status: null, performed: accepted }]);
  });

  it('never responds to a hanging call', async () => {
    const { url, requests, waitFor } = await start({ groups, faults: [{ kind: 'hang', path: 'sig-1' }] });
    const caller = new AbortController();
    const hanging = fetch(`${url}/aws/ec2/group/sig-1`, { signal: caller.signal });
    await waitFor(() => requests.length === 1);
    expect((await fetch(`${url}/aws/ec2/group/sig-2`)).status).toBe(401);
    caller.abort();
    await expect(hanging).rejects.toThrow('aborted');
    expect(requests[0]).toMatchObject({ status: null, performed: false });
  });

  it('can be added later, and end on their own', async () => {
    const { call, fail } = await start({ groups });
    fail({ kind: 'html', method: 'GET' });
    expect((await call('GET', '/aws/ec2/group')).status).toBe(502);
    expect((await call('GET', '/aws/ec2/group')).status).toBe(200);
  });
});

describe('latency', () => {
  it('is the minimum duration of a call', async () => {
    const { call } = await start({ latencyMs: 60 });
    const before = performance.now();
    await call('GET', '/aws/ec2/group');
    expect(performance.now() - before).toBeGreaterThanOrEqual(59);
  });
});
