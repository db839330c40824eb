import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openCache } from './cache.ts';
import { keepLease } from './keep-lease.ts';
import { openStore } from './store.ts';
import { createWorkbench, until, type Workbench } from './testing/processes.ts';
import { redisServer, startRedis, type TestServer } from './testing/servers.ts';
import { describeOnEachStore } from './testing/stores.ts';

const password = 'hunter2';

describeOnEachStore(
  'a server as the store',
  (place, kind) => {
    const open = (url = place.url!) => openStore({ url, stateDir: place.bench.dir, cacheDir: place.bench.dir });

    it('also keeps the cache', async () => {
      const store = await open();
      await store.cache.set('a', { n: 1 }, 60_000);
      await store.cache.set('b', { n: 2 }, 60_000);
      await store.cache.delete('b');
      await store.close();
      const cache = await openCache({ url: place.url, cacheDir: place.bench.dir });
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
      const store = await open();
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

    it('keeps a lease while it restarts in between', async () => {
      const store = await open();
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
  let bench: Workbench;
  let server: TestServer | undefined;
  beforeEach(() => {
    bench = createWorkbench();
  });
  afterEach(async () => {
    await server?.stop();
    await bench.clean();
  });
  const open = (url: string) => openStore({ url, stateDir: bench.dir, cacheDir: bench.dir });

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

  it('takes a password from the URL, and never prints it', async () => {
    server = await startRedis({ args: ['--requirepass', password] });
    const withPassword = (text: string) => server!.url.replace('redis://', `redis://:${text}@`);
    const store = await open(withPassword(password));
    expect(await store.leases.acquire(['sig-a'], { ttlMs: 1000 })).toMatchObject({ groups: ['sig-a'] });
    await store.close();
    const error = await open(withPassword(`${password}-wrong`)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'store-failed',
      message: expect.stringMatching(/refused: .*(WRONGPASS|NOAUTH)/),
    });
    expect(JSON.stringify([error, String(error)])).not.toContain(password);
  });

  it('is reached with TLS, with the authority that Node trusts', async () => {
    const [key, certificate] = ['key.pem', 'cert.pem'].map((name) => join(bench.dir, name)) as [string, string];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate];
    spawnSync('openssl', [
      ...request,
      '-days',
      '1',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ]);
    server = await startRedis({ tls: { key, certificate } });
    const args = { url: server.url, dir: bench.dir, groups: ['sig-a'], ttlMs: 1000 };
    const trusting = bench.worker('hold', args, { NODE_EXTRA_CA_CERTS: certificate });
    expect(await trusting.read()).toMatchObject({ groups: ['sig-a'] });
    await expect(open(server.url)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('self-signed certificate'),
    });
  });
});
