import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { EsgError } from '@esg-recycler/core';
import { openCache } from './cache.ts';
import { keepLease } from './keep-lease.ts';
import { openStore } from './store.ts';
import { createWorkbench, runTogether, until, type Workbench } from './testing/processes.ts';
import { postgresServer, redisServer, startPostgres, startRedis, type TestServer } from './testing/servers.ts';
import { describeOnEachStore } from './testing/stores.ts';

const password = 'hunter2';

let bench: Workbench;
/** The server of a test that starts its own. */
let server: TestServer | undefined;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(async () => {
  await server?.stop();
  await bench.clean();
});

const open = (url: string) => openStore({ url, stateDir: bench.dir, cacheDir: bench.dir });

describeOnEachStore(
  'a server as the store',
  (place, kind) => {
    it('also keeps the cache', async () => {
      const store = await open(place.url!);
      await store.cache.set('a', { n: 1 }, 60_000);
      await store.cache.set('b', { n: 2 }, 60_000);
      await store.cache.delete('b');
      await store.close();
      const cache = await openCache({ url: place.url, cacheDir: bench.dir });
      expect([await cache.get('a'), await cache.get('b')]).toEqual([{ n: 1 }, undefined]);
      await cache.close();
    });

    it('is named without its password when it is not there', async () => {
      const url = new URL(place.url!);
      Object.assign(url, { port: '1', username: 'esg', password });
      const error = await open(url.href).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'store-unreachable', exitCode: 5 });
      expect((error as Error).message).toContain(`${url.protocol}//127.0.0.1:1`);
      expect(JSON.stringify([error, String(error)])).not.toContain(password);
    });

    it('loses a lease by name while it does not respond, and serves again afterwards', async () => {
      const store = await open(place.url!);
      const lease = await store.leases.acquire(['sig-a'], { ttlMs: 1500 });
      const losses: Error[] = [];
      const keeper = keepLease(store.leases, lease, (error) => losses.push(error));
      // A stopped PostgreSQL accepts nobody new; who is connected is served by a process that is not stopped.
      const [stop, resume] =
        kind === 'PostgreSQL'
          ? [() => place.server!.kill(), () => place.server!.restart()]
          : (['SIGSTOP', 'SIGCONT'] as const).map(
              (signal) => async () => void process.kill(place.server!.pid(), signal),
            );
      await stop?.();
      await until(() => losses.length > 0);
      await resume?.();
      expect(losses).toEqual([
        expect.objectContaining({ code: 'store-unreachable', message: expect.stringContaining('does not respond') }),
      ]);
      await keeper.stop();
      expect(await store.leases.show()).toHaveLength(1);
      await store.close();
    });

    it('refuses a held lease to machines whose clocks differ by minutes', async () => {
      const clock = (shiftMs: number) => ({
        NODE_OPTIONS: `--import=data:text/javascript,const{now}=Date;Date.now=()=>now()+${shiftMs}`,
      });
      const args = { url: place.url, dir: bench.dir };
      const tenMinutesMs = 600_000;
      const slow = bench.worker('hold', { ...args, groups: ['sig-1'], ttlMs: 60_000 }, clock(-tenMinutesMs));
      const { expiresAt } = await slow.read<{ expiresAt: number }>();
      expect(Math.abs(expiresAt - Date.now() - 60_000)).toBeLessThan(60_000);
      const fast = bench.worker('race', { ...args, name: 'fast', contenders: 3 }, clock(tenMinutesMs));
      expect(await runTogether([fast])).toEqual([
        Array.from({ length: 3 }, () => expect.stringMatching(/^lease-held: sig-1 is locked by process /)),
      ]);
    });

    it('keeps a lease while it restarts in between', async () => {
      const store = await open(place.url!);
      const lease = await store.leases.acquire(['sig-a'], { ttlMs: 20_000 });
      await place.server!.kill();
      const verified = store.leases.verify(lease, ['sig-a'], { remainingMs: 0 });
      await place.server!.restart();
      await verified;
      expect(await store.leases.renew(lease)).toMatchObject({ number: lease.number });
      await store.close();
    });
  },
  { onServersOnly: true },
);

(redisServer ? describe : describe.skip)('Redis as the store', () => {
  it('is refused where it may evict records, and holds the cache there', async () => {
    server = await startRedis({ args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'] });
    await expect(open(server.url)).rejects.toMatchObject({
      code: 'store-evicts',
      exitCode: 2,
      message: expect.stringMatching(/^store: redis:\/\/127\.0\.0\.1:\d+ may evict records: .* allkeys-lru$/),
    });
    const cache = await openCache({ url: server.url, cacheDir: bench.dir });
    await cache.set('a', 1, 60_000);
    expect(await cache.get('a')).toBe(1);
    await cache.close();
  });

  it('never lets two hold a lease after a restart without persistence', async () => {
    server = await startRedis({ args: ['--appendonly', 'no'] });
    const store = await open(server.url);
    const lost = await store.leases.acquire(['sig-a'], { ttlMs: 600_000 });
    await server.kill();
    await server.restart();
    const owner = { ...lost.owner, host: 'elsewhere' };
    const lease = await store.leases.acquire(['sig-a'], { owner, ttlMs: 600_000 });
    expect(lease.number).toBeGreaterThan(lost.number);
    const expected = expect.objectContaining({ code: 'lease-lost' });
    await expect(store.leases.verify(lost, ['sig-a'], { remainingMs: 0 })).rejects.toThrow(expected);
    await expect(store.leases.renew(lost)).rejects.toThrow(expected);
    await store.close();
  });
});

const secured: [name: string, isHere: boolean, start: typeof startRedis | typeof startPostgres, refusal: string][] = [
  ['Redis', !!redisServer, startRedis, 'WRONGPASS invalid username-password pair or user is disabled.'],
  ['PostgreSQL', !!postgresServer, startPostgres, 'password authentication failed for user "esg"'],
];

for (const [name, isHere, start, refusal] of secured) {
  (isHere ? describe : describe.skip)(`${name} as a secured store`, () => {
    const rejection = (url: string): Promise<EsgError> =>
      open(url).then(
        () => undefined!,
        (error) => error,
      );

    it('takes a password from the URL, and never prints it', async () => {
      server = await start({ password });
      const store = await open(server.url);
      expect(await store.leases.acquire(['sig-a'], { ttlMs: 1000 })).toMatchObject({ groups: ['sig-a'] });
      await store.close();

      const { protocol, host, pathname } = new URL(server.url);
      const place = `${protocol}//${host}${pathname}`;
      const wrong = server.url.replace(password, `${password}-wrong`);
      const error = await rejection(wrong);
      expect(error.toJSON()).toMatchObject({
        code: 'store-failed',
        exitCode: 1,
        message: `store: ${place} refused: ${refusal}`,
      });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(password);

      const warnings: string[] = [];
      const cache = await openCache({ url: wrong, cacheDir: bench.dir, warn: (line) => warnings.push(line) }).catch(
        (reason: unknown) => void warnings.push(String(reason)),
      );
      await cache?.get('a');
      await cache?.close();
      expect(warnings).toEqual([expect.stringContaining(refusal.slice(0, 8))]);
      expect(warnings.join()).not.toContain(password);
    });

    it('is reached with TLS, with the authority that Node trusts', async () => {
      const [key, certificate] = ['key.pem', 'cert.pem'].map((file) => join(bench.dir, file)) as [string, string];
      const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate];
      const subject = ['-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
      spawnSync('openssl', [...request, ...subject]);
      server = await start({ tls: { key, certificate } });
      const url = name === 'PostgreSQL' ? `${server.url}?sslmode=verify-full` : server.url;
      const args = { url, dir: bench.dir, groups: ['sig-a'], ttlMs: 1000 };
      const trusting = bench.worker('hold', args, { NODE_EXTRA_CA_CERTS: certificate });
      expect(await trusting.read()).toMatchObject({ groups: ['sig-a'] });
      expect(await rejection(url)).toMatchObject({
        code: 'store-failed',
        message: expect.stringContaining('self-signed certificate'),
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
      });
    });
  });
}
