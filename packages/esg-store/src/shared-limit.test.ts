import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SharedLimit } from '@esg-recycler/core';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCache } from './cache.ts';
import { openStore, type Store } from './store.ts';
import { createWorkbench, type Workbench } from './testing/processes.ts';
import { redisServer, startRedis, type TestServer } from './testing/servers.ts';

const bucket = 'api:GET /aws/ec2/group';

(redisServer ? describe : describe.skip)('the shared rate limit in Redis', () => {
  let bench: Workbench;
  let server: TestServer;
  let stores: Store[];
  let lines: string[];
  /** Of two machines. */
  let one: SharedLimit;
  let two: SharedLimit;

  beforeEach(async () => {
    bench = createWorkbench();
    server = await startRedis();
    lines = [];
    stores = [];
    for (let n = 0; n < 2; n++)
      stores.push(
        await openStore({
          url: server.url,
          stateDir: bench.dir,
          cacheDir: bench.dir,
          warn: (line) => lines.push(line),
        }),
      );
    [one, two] = stores.map(({ sharedLimit }) => sharedLimit!) as [SharedLimit, SharedLimit];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await server.stop();
    await bench.clean();
  });

  const ticketOf = async (limit: SharedLimit): Promise<string> => {
    const admission = await limit.admit(bucket);
    if (!('ticket' in admission)) throw new Error(`has to wait ${admission.waitMs} ms`);
    return admission.ticket;
  };
  const untilAdmitted = async (limit: SharedLimit): Promise<string> => {
    for (;;) {
      const admission = await limit.admit(bucket);
      if ('ticket' in admission) return admission.ticket;
      await sleep(admission.waitMs);
    }
  };
  const passes = (remaining: number, resetMs = 60_000) => ({ status: 200, remaining, resetMs });

  it('lets one request find out what remains, and counts those of both', async () => {
    const first = await ticketOf(one);
    expect(await two.admit(bucket)).toEqual({ waitMs: 50, isBlocked: false });
    await one.report(bucket, first, passes(2));
    await ticketOf(one);
    await ticketOf(two);
    expect(await one.admit(bucket)).toEqual({ waitMs: 100, isBlocked: false });
    expect(await two.admit('api:PUT /aws/ec2/group')).toHaveProperty('ticket');
  });

  it('does not count a request twice, nor miss one that a late report does not contain', async () => {
    await one.report(bucket, await ticketOf(one), passes(10));
    const [early, late] = [await ticketOf(one), await ticketOf(two)];
    await two.report(bucket, late, passes(1));
    await one.report(bucket, early, passes(9));
    await ticketOf(one);
    expect(await two.admit(bucket)).toMatchObject({ isBlocked: false });
  });

  it('sends one request when the oldest one of the window has expired', async () => {
    await one.report(bucket, await ticketOf(one), passes(0, 0));
    const admission = await two.admit(bucket);
    expect(admission).toEqual({ waitMs: expect.any(Number), isBlocked: false });
    await untilAdmitted(two);
    expect(await one.admit(bucket)).toHaveProperty('waitMs');
  });

  it('holds back all after a 429 of one, twice as long after the next', async () => {
    await one.report(bucket, await ticketOf(one), { status: 429, resetMs: 1000 });
    const blocked = await two.admit(bucket);
    expect(blocked).toEqual({ waitMs: expect.any(Number), isBlocked: true });
    const { waitMs } = blocked as { waitMs: number };
    expect(waitMs).toBeLessThanOrEqual(1250);
    const probe = await untilAdmitted(two);
    expect(await one.admit(bucket)).toEqual({ waitMs: 100, isBlocked: true });
    await two.report(bucket, probe, { status: 429, resetMs: 20_000 });
    expect(((await one.admit(bucket)) as { waitMs: number }).waitMs).toBeGreaterThan(39_000);
  });

  it('admits everything where responses report no limit', async () => {
    await one.report(bucket, await ticketOf(one), { status: 200 });
    for (const limit of [one, two, one, two]) expect(await limit.admit(bucket)).toHaveProperty('ticket');
  });

  it('also works on the connection of the cache', async () => {
    const cache = await openCache({ url: server.url, cacheDir: bench.dir });
    await one.report(bucket, await ticketOf(one), { status: 429, resetMs: 5000 });
    expect(await (await cache.sharedLimit())!.admit(bucket)).toMatchObject({ isBlocked: true });
    await cache.close();
  });

  it.each(['gone', 'stopped'] as const)('admits everything, and warns once, when the server is %s', async (how) => {
    await one.report(bucket, await ticketOf(one), { status: 429, resetMs: 60_000 });
    if (how === 'gone') await server.kill();
    else process.kill(server.pid(), 'SIGSTOP');
    for (let n = 0; n < 3; n++) await one.report(bucket, await ticketOf(one), { status: 200 });
    expect(lines).toEqual([
      expect.stringMatching(
        /^store: redis:\/\/127\.0\.0\.1:\d+ cannot share Spot's rate limit: .+; this process uses its own limiter$/,
      ),
    ]);
  });

  it('is not there without Redis or Valkey', async () => {
    const store = await openStore({ stateDir: bench.dir, cacheDir: bench.dir });
    expect([store.sharedLimit, await store.cache.sharedLimit()]).toEqual([undefined, undefined]);
    await store.close();
  });
});
