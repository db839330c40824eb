import { describe, expect, it, jest } from '@jest/globals';
import type { BeforeSend } from './call.ts';
import { createLimiter } from './limiter.ts';
import { createSpotClient, type SpotClient } from './spot-client.ts';
import { createSkippingClock } from './test-support/clocks.ts';
import { answering, envelope, failure, type LoopbackHandler, startLoopback, success } from './test-support/loopback.ts';

/** Each handler responds once; the last one to all further requests. */
const inTurn = (...handlers: LoopbackHandler[]): LoopbackHandler => {
  let asked = 0;
  return (...request) => handlers[Math.min(asked++, handlers.length - 1)]?.(...request);
};

const cut: LoopbackHandler = (_response, _seen, request) => request.socket.resetAndDestroy();
const unavailable = answering(502, '<html><h1>502 Bad Gateway</h1></html>');
const blocked = answering(429, envelope({ status: { code: 429 }, data: 'Rate limit exceeded' }), {
  'x-ratelimit-reset': '5',
});

async function setUp(handler: LoopbackHandler) {
  const server = await startLoopback(handler);
  const clock = createSkippingClock();
  const limiter = createLimiter({ clock, random: () => 0.5 });
  const client = createSpotClient({
    apiUrl: server.url,
    token: 'secret',
    accountId: 'act-1',
    limiter,
    clock,
    random: () => 0.5,
  });
  return { ...server, clock, client };
}

const changes: [string, (client: SpotClient) => Promise<unknown>][] = [
  ['a recycle', (client) => client.recycleStatefulInstance('sig-1', 'ssi-1')],
  ['a resume', (client) => client.resumeStatefulInstance('sig-1', 'ssi-1')],
  ['an update', (client) => client.updateGroup('sig-1', {})],
  ['a suspension', (client) => client.suspendProcesses('sig-1', [])],
  ['the end of a suspension', (client) => client.resumeProcesses('sig-1', [])],
];

describe('a read that fails with a transient error', () => {
  it.each([
    ['a closed connection', cut],
    ['a page of a gateway', unavailable],
    ['a truncated response', answering(200, success([]).slice(0, -20))],
    ['an empty response', answering(200, '')],
    ['AWS throttling inside a 400', answering(400, failure({ code: 'RequestLimitExceeded', message: 'slow down' }))],
    ['AWS throttling with its other code', answering(400, failure({ code: 'Throttling', message: 'Rate exceeded' }))],
  ])('is sent again after %s', async (_name, handler) => {
    const spot = await setUp(inTurn(handler, handler, answering(200, success([]))));
    await expect(spot.client.listStatefulInstances('sig-1')).resolves.toEqual([]);
    expect(spot.seen).toHaveLength(3);
    expect(spot.clock.waits).toEqual([400, 800]);
  });

  it('fails after four attempts', async () => {
    const spot = await setUp(unavailable);
    await expect(spot.client.listGroups()).rejects.toMatchObject({ code: 'spot-unavailable', status: 502 });
    expect(spot.clock.waits).toEqual([400, 800, 1600]);
    expect(spot.seen).toHaveLength(4);
  });

  it('waits for the rate limit as often as necessary', async () => {
    const spot = await setUp(inTurn(blocked, blocked, answering(200, success([]))));
    await expect(spot.client.listGroups()).resolves.toEqual({ groups: [], unreadable: [] });
    expect(spot.clock.waits.every((ms) => ms > 4000)).toBe(true);
    expect(spot.seen).toHaveLength(3);
  });

  it('is not sent again when Spot refuses it', async () => {
    const spot = await setUp(answering(400, failure({ code: 'ValidationError', message: 'no' })));
    await expect(spot.client.listGroups()).rejects.toMatchObject({ code: 'spot-refused' });
    expect(spot.seen).toHaveLength(1);
  });
});

describe('a change', () => {
  it.each(changes)('%s is sent once, whatever the result', async (_name, change) => {
    for (const handler of [cut, unavailable, blocked, answering(200, '')]) {
      const spot = await setUp(handler);
      await expect(change(spot.client)).rejects.toMatchObject({ outcome: handler === blocked ? 'refused' : 'unknown' });
      expect(spot.seen).toHaveLength(1);
    }
  });

  it.each([
    ['refused, and can be sent again, after a 429', blocked, { outcome: 'refused', transient: true, exitCode: 5 }],
    [
      'of unknown outcome when AWS throttles Spot',
      answering(400, failure({ code: 'RequestLimitExceeded', message: '' })),
      { outcome: 'unknown', exitCode: 1 },
    ],
    ['of unknown outcome when the connection is closed', cut, { outcome: 'unknown', exitCode: 1 }],
    ['of unknown outcome after a 5xx', unavailable, { outcome: 'unknown', exitCode: 1 }],
    [
      'refused after any other 400',
      answering(400, failure({ code: 'CANT_RECYCLE_STATEFUL_INSTANCE' })),
      { outcome: 'refused', exitCode: 1 },
    ],
  ])('is %s', async (_name, handler, expected) => {
    const spot = await setUp(handler);
    await expect(spot.client.recycleStatefulInstance('sig-1', 'ssi-1')).rejects.toMatchObject(expected);
  });

  it('runs its last check after the rate limit, and sends nothing if it throws', async () => {
    const spot = await setUp(inTurn(blocked, answering(200, success())));
    const first = spot.client.recycleStatefulInstance('sig-1', 'ssi-1');
    await expect(first).rejects.toMatchObject({ code: 'spot-rate-limited' });
    expect(spot.clock.waits).toEqual([]);

    const lost = new Error('the lease is lost');
    const waitsAtCheck: number[][] = [];
    const beforeSend = async () => {
      waitsAtCheck.push([...spot.clock.waits]);
      throw lost;
    };
    await expect(spot.client.recycleStatefulInstance('sig-1', 'ssi-1', { beforeSend })).rejects.toBe(lost);
    expect(waitsAtCheck).toEqual([[expect.any(Number)]]);
    expect(spot.seen).toHaveLength(1);

    const passes = jest.fn<BeforeSend>();
    await spot.client.recycleStatefulInstance('sig-1', 'ssi-1', { beforeSend: passes });
    expect(passes).toHaveBeenCalledTimes(1);
    expect(spot.seen).toHaveLength(2);
  });
});
