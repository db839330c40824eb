import { describe, expect, it } from '@jest/globals';
import { createLimiter } from './limiter.ts';
import { createSpotClient } from './spot-client.ts';
import { answering, envelope, type LoopbackHandler, startLoopback, success } from './test-support/loopback.ts';

const silent: LoopbackHandler = () => {};
const unavailable = answering(502, '<h1>502 Bad Gateway</h1>');
const blocked = answering(429, envelope({ status: { code: 429 }, data: 'Rate limit exceeded' }), {
  'x-ratelimit-reset': '60',
});
const stopped = { code: 'stopped', exitCode: 130, outcome: 'not-sent' };

async function setUp(handler: LoopbackHandler) {
  const server = await startLoopback(handler);
  const client = createSpotClient({
    apiUrl: server.url,
    token: 'secret',
    accountId: 'act-1',
    limiter: createLimiter(),
  });
  return { ...server, client };
}

/** Fires when this many requests have arrived and their handling has started. */
async function afterRequests(seen: readonly unknown[], count: number, stop: AbortController): Promise<void> {
  while (seen.length < count) await new Promise((resume) => setTimeout(resume, 5));
  setTimeout(() => stop.abort(), 50);
}

describe('an aborted read', () => {
  it.each([
    ['while Spot does not respond', silent],
    ['while the rate limit blocks requests', blocked],
    ['between two attempts', unavailable],
  ])('ends at once %s', async (_, handler) => {
    const { client, seen } = await setUp(handler);
    const stop = new AbortController();
    const startedAt = performance.now();
    void afterRequests(seen, 1, stop);
    await expect(client.listStatefulInstances('sig-1', { signal: stop.signal })).rejects.toMatchObject(stopped);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('does not block other requests', async () => {
    const { client, seen } = await setUp((...call) =>
      (seen.length === 1 ? silent : answering(200, success([])))(...call),
    );
    const stop = new AbortController();
    void afterRequests(seen, 1, stop);
    await expect(client.getGroup('sig-1', { signal: stop.signal })).rejects.toMatchObject(stopped);
    await expect(client.listGroups()).resolves.toEqual({ groups: [], unreadable: [] });
  });

  it('is not sent after the signal was aborted', async () => {
    const { client, seen } = await setUp(answering(200, success([])));
    await expect(client.listGroups({ signal: AbortSignal.abort() })).rejects.toMatchObject(stopped);
    expect(seen).toEqual([]);
  });
});

describe('an aborted change', () => {
  it('is not sent while it waits for the rate limit', async () => {
    const { client, seen } = await setUp(blocked);
    const first = client.recycleStatefulInstance('sig-1', 'ssi-1');
    await expect(first).rejects.toMatchObject({ code: 'spot-rate-limited' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const second = client.recycleStatefulInstance('sig-1', 'ssi-1', { signal: stop.signal });
    await expect(second).rejects.toMatchObject(stopped);
    expect(seen).toHaveLength(1);
  });

  it('is completed once it was sent', async () => {
    const stop = new AbortController();
    const { client } = await setUp((...call) => {
      stop.abort();
      setTimeout(() => answering(200, success())(...call), 20);
    });
    await expect(client.recycleStatefulInstance('sig-1', 'ssi-1', { signal: stop.signal })).resolves.toBeUndefined();
  });
});
