import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openCache, type Cache } from './cache.ts';
import { expectSound } from './testing/expect-sound.ts';
import { deskOn, operations, snapshotOf } from './testing/operations.ts';
import { startProxy, type TestProxy } from './testing/proxy.ts';
import { describeOnEachStore } from './testing/stores.ts';

const patient = { graceMs: 60_000, attemptMs: 20_000 };

describeOnEachStore(
  'a server that is killed',
  (store, kind) => {
    let proxy: TestProxy;
    beforeEach(async () => {
      proxy = await startProxy(store.server!.url);
    });
    afterEach(async () => {
      await proxy.stop();
      await store.server!.restart();
    });

    const killAndRestart = async (): Promise<void> => {
      await store.server!.kill();
      await store.server!.restart();
    };

    /**
     * Kills the server when it has sent a reply, which is lost. Replies can arrive together, so that there are fewer: then
     * takes the one before.
     */
    async function strike(
      reply: number,
      { perform, kill }: { perform: () => Promise<unknown>; kill: () => Promise<void> },
    ): Promise<void> {
      for (let number = reply; number > 0; number -= 1)
        if (await proxy.loseReply({ number, strike: kill }, perform)) return;
      throw new Error('the server did not reply');
    }

    it.each(Object.keys(operations))('does %s completely or not at all when nobody waits for it', async (name) => {
      const { prepare, perform } = operations[name]!;
      const direct = await store.open();
      const desk = deskOn(direct);
      await prepare?.(desk);
      let isOpen = false;
      const limits = { graceMs: 0, attemptMs: 20_000, leaseEnd: () => (isOpen ? 0 : Infinity) };
      const struck = await store.open({ url: proxy.url, limits });
      await struck.read([]);
      isOpen = true;
      const replies = await proxy.countReplies(() => perform({ ...deskOn(struck), lease: desk.lease }));
      const performed = await snapshotOf(direct);

      await store.clear();
      await prepare?.(desk);
      const before = await snapshotOf(direct);
      let failure: unknown;
      const attempt = (): Promise<unknown> =>
        perform({ ...deskOn(struck), lease: desk.lease }).catch((error: unknown) => {
          failure = error;
        });
      await strike(Math.ceil(replies / 2), { perform: attempt, kill: () => store.server!.kill() });
      expect(failure).toMatchObject({ code: 'store-unreachable', exitCode: 5 });

      await store.server!.restart();
      const between = await snapshotOf(direct);
      await perform(desk);
      const after = await snapshotOf(direct);
      expect([before.content, performed.content]).toContainEqual(between.content);
      expect(after.content).toEqual(performed.content);
      expectSound(before, between, after);
    });

    it.each(Object.keys(operations))('does %s for who waits until the server is back', async (name) => {
      const { prepare, perform } = operations[name]!;
      const direct = await store.open();
      const desk = deskOn(direct);
      await prepare?.(desk);
      const struck = await store.open({ url: proxy.url, limits: patient });
      const act = (): Promise<unknown> => perform({ ...deskOn(struck), lease: desk.lease });
      const replies = await proxy.countReplies(act);
      const performed = await snapshotOf(direct);

      await store.clear();
      await prepare?.(desk);
      const before = await snapshotOf(direct);
      // After the last reply everything has taken effect, and the client does not know.
      await strike(replies, { perform: act, kill: killAndRestart });
      const after = await snapshotOf(direct);
      expect(after.content).toEqual(performed.content);
      expectSound(before, after);
    });

    const uses: Record<string, (cache: Cache) => Promise<unknown>> = {
      reading: (cache) => cache.get('a'),
      writing: (cache) => cache.set('a', { n: 2 }, 60_000),
      deleting: (cache) => cache.delete('a'),
    };
    it.each(Object.keys(uses))('turns the cache off while it is %s, with one warning', async (name) => {
      const use = uses[name]!;
      const warnings: string[] = [];
      const open = (url = proxy.url): Promise<Cache> =>
        openCache({ url, cacheDir: store.bench.dir, warn: (line) => warnings.push(line) });
      const first = await open();
      await first.set('a', { n: 1 }, 60_000);
      const replies = await proxy.countReplies(() => use(first));
      await first.set('a', { n: 1 }, 60_000);
      await strike(replies, { perform: () => use(first), kill: () => store.server!.kill() });
      expect(await first.get('a')).toBeUndefined();
      await first.close();
      expect(warnings).toEqual([expect.stringContaining('store: the cache cannot be used: ')]);

      await store.server!.restart();
      const second = await open();
      expect([undefined, { n: 1 }, { n: 2 }]).toContainEqual(await second.get('a'));
      await second.set('a', { n: 3 }, 60_000);
      expect(await second.get('a')).toEqual({ n: 3 });
      await second.close();
      expect(warnings).toHaveLength(1);
    });

    if (kind !== 'PostgreSQL')
      it('does not let a delayed write undo a later one', async () => {
        const { records } = deskOn(await store.open({ url: proxy.url, limits: patient }));
        const deliver = proxy.delay('EVAL');
        await records().put('x', { n: 1 });
        await records().delete('x');
        await deliver();
        expect(await records().list()).toEqual([]);
      });
  },
  { onServersOnly: true },
);
