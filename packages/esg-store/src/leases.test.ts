import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Lease } from './lease.ts';
import { createLeaseTimes } from './lease-times.ts';
import { createLeases, type Leases } from './leases.ts';
import { ownerOf, type Owner } from './owner.ts';
import type { Scope, StateBackend } from './state/state-backend.ts';
import { stateOf, until } from './testing/processes.ts';
import { describeOnEachStore, withClock } from './testing/stores.ts';

const me = ownerOf();
const elsewhere: Owner = { ...me, host: 'elsewhere' };
const ttlMs = 120_000;
const lost = (message: string) =>
  expect.objectContaining({ code: 'lease-lost', exitCode: 4, message: expect.stringContaining(message) });

describeOnEachStore('leases', (store) => {
  let state: StateBackend;
  let leases: Leases;
  let clock: number;

  beforeEach(async () => {
    clock = Date.UTC(2026, 0, 5);
    state = withClock(await store.open(), () => clock);
    leases = createLeases(state, createLeaseTimes());
  });

  /** A process that holds a lease on `sig-a` for an hour. */
  const holder = () =>
    store.bench.worker('hold', { url: store.url, dir: store.bench.dir, groups: ['sig-a'], ttlMs: 3_600_000 });

  /** Every lease, without what `show` adds. */
  const show = async (groups?: string[]): Promise<Lease[]> =>
    (await leases.show(groups)).map(({ groups: held, owner, number, acquiredAt, expiresAt, ttlMs: promised }) => ({
      groups: held,
      owner,
      number,
      acquiredAt,
      expiresAt,
      ttlMs: promised,
    }));

  describe('clear', () => {
    it('removes an expired lease of another host', async () => {
      const lease = await leases.acquire(['sig-a'], { owner: elsewhere, ttlMs });
      clock += ttlMs;
      expect(await leases.clear(['sig-a'])).toEqual([lease]);
      expect(await show()).toEqual([]);
    });

    it('removes the lease of a process of this host that has ended', async () => {
      await leases.acquire(['sig-a', 'sig-b'], { owner: { ...me, startTime: 'earlier' }, ttlMs });
      expect(await leases.clear(['sig-b'])).toHaveLength(1);
      expect(await show()).toEqual([]);
    });

    it.each([
      ['a process of this host, even after its lease has expired', me, ttlMs],
      ['another host, until it expires', elsewhere, ttlMs - 1],
    ])('keeps all leases when one belongs to %s', async (_, owner, later) => {
      await leases.acquire(['sig-b'], { owner: { ...me, startTime: 'earlier' }, ttlMs });
      await leases.acquire(['sig-a'], { owner, ttlMs });
      clock += later;
      const refusal = { code: 'lease-live', exitCode: 4, message: expect.stringContaining(`on ${owner.host}`) };
      await expect(leases.clear(['sig-a', 'sig-b'])).rejects.toMatchObject(refusal);
      expect(await show()).toHaveLength(2);
    });

    it('removes nothing where nothing is held', async () => {
      expect(await leases.clear(['sig-a'])).toEqual([]);
    });
  });

  describe('acquire', () => {
    it('takes all groups, sorted, for the TTL', async () => {
      const lease = await leases.acquire(['sig-b', 'sig-a', 'sig-b'], { ttlMs });
      expect(lease).toEqual({
        groups: ['sig-a', 'sig-b'],
        owner: me,
        number: expect.any(Number),
        acquiredAt: clock,
        expiresAt: clock + ttlMs,
        ttlMs,
      });
      expect(await show()).toEqual([lease]);
    });

    it('takes none when one is held, and names the holder', async () => {
      await leases.acquire(['sig-b'], { owner: elsewhere, ttlMs });
      await expect(leases.acquire(['sig-a', 'sig-b'], { ttlMs })).rejects.toThrow(
        expect.objectContaining({
          code: 'lease-held',
          exitCode: 4,
          message: `sig-b is locked by process ${me.pid} on elsewhere since 2026-01-05T00:00:00.000Z (expires at 2026-01-05T00:02:00.000Z unless renewed)`,
        }),
      );
      expect(await show(['sig-a'])).toEqual([]);
    });

    it('does not change other groups', async () => {
      const theirs = await leases.acquire(['sig-a'], { owner: elsewhere, ttlMs });
      const ours = await leases.acquire(['sig-b'], { ttlMs });
      expect(await show()).toEqual([theirs, ours]);
      expect(await show(['sig-b', 'sig-c'])).toEqual([ours]);
    });

    it('renews for the same owner and groups, and keeps the number', async () => {
      const first = await leases.acquire(['sig-a', 'sig-b'], { ttlMs });
      clock += 1000;
      const second = await leases.acquire(['sig-b', 'sig-a'], { ttlMs });
      expect(second).toEqual({ ...first, expiresAt: clock + ttlMs });
    });

    it('does not take two processes without a start time for one', async () => {
      const owner = { ...ownerOf(), namespace: '', startTime: '' };
      await leases.acquire(['sig-a'], { owner, ttlMs });
      await expect(leases.acquire(['sig-a'], { owner: { ...owner }, ttlMs })).rejects.toMatchObject({
        code: 'lease-held',
      });
    });

    it('refuses an overlapping set for the same owner', async () => {
      await leases.acquire(['sig-a', 'sig-b'], { ttlMs });
      await expect(leases.acquire(['sig-a'], { ttlMs })).rejects.toThrow(
        expect.objectContaining({ code: 'lease-held' }),
      );
    });

    it('takes over from another host only after its own TTL has expired', async () => {
      const theirs = await leases.acquire(['sig-a'], { owner: elsewhere, ttlMs });
      clock += ttlMs - 1;
      await expect(leases.acquire(['sig-a'], { ttlMs: 1 })).rejects.toThrow(
        expect.objectContaining({ code: 'lease-held' }),
      );
      clock += 1;
      const ours = await leases.acquire(['sig-a'], { ttlMs });
      expect(ours.number).toBeGreaterThan(theirs.number);
      await expect(leases.renew(theirs)).rejects.toThrow(lost('taken over'));
    });

    it('ends a complete expired lease when one of its groups is taken', async () => {
      const theirs = await leases.acquire(['sig-a', 'sig-b'], { owner: elsewhere, ttlMs });
      clock += ttlMs;
      const ours = await leases.acquire(['sig-b'], { ttlMs });
      expect(await show()).toEqual([ours]);
      await expect(leases.verify(theirs, ['sig-a'], { remainingMs: 0 })).rejects.toThrow(
        lost('sig-a no longer exists'),
      );
    });

    it('takes over at once from a killed owner', async () => {
      const child = holder();
      const theirs = await child.read<Lease>();
      clock = Date.now();
      await expect(leases.acquire(['sig-a'], { ttlMs })).rejects.toThrow(
        expect.objectContaining({ code: 'lease-held' }),
      );
      await child.kill();
      const ours = await leases.acquire(['sig-a'], { ttlMs });
      expect(ours.number).toBeGreaterThan(theirs.number);
    });

    it('does not take over from a stopped owner', async () => {
      const child = holder();
      await child.read();
      child.signal('SIGSTOP');
      await until(() => stateOf(child.pid) === 'T');
      clock = Date.now();
      await expect(leases.acquire(['sig-a'], { ttlMs })).rejects.toThrow(
        expect.objectContaining({ code: 'lease-held' }),
      );
    });
  });

  describe('the fencing number', () => {
    it('grows with every lease, also when the clock stops or goes back', async () => {
      const numbers: number[] = [];
      for (const step of [0, 0, 5000, -60_000, 0]) {
        clock += step;
        const lease = await leases.acquire(['sig-a'], { ttlMs });
        numbers.push(lease.number);
        await leases.release(lease);
      }
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    });
  });

  describe('renew', () => {
    it('renews after the expiry unless another process took over', async () => {
      const lease = await leases.acquire(['sig-a'], { ttlMs });
      clock += 10 * ttlMs;
      expect(await leases.renew(lease)).toEqual({ ...lease, expiresAt: clock + ttlMs });
    });

    it('fails when the lease was released', async () => {
      const lease = await leases.acquire(['sig-a'], { ttlMs });
      await leases.release(lease);
      await expect(leases.renew(lease)).rejects.toThrow(lost('taken over or released'));
    });

    it('refuses the right number with another owner', async () => {
      const lease = await leases.acquire(['sig-a'], { ttlMs });
      await expect(leases.renew({ ...lease, owner: elsewhere })).rejects.toThrow(lost('taken over or released'));
    });

    it('refuses an owner that has exited', async () => {
      const child = store.bench.run('sleep', ['600']);
      const lease = await leases.acquire(['sig-a'], { owner: ownerOf(child.pid), ttlMs });
      await child.kill();
      await expect(leases.renew(lease)).rejects.toThrow(lost('has exited'));
    });
  });

  describe('release', () => {
    it('frees all groups, any number of times', async () => {
      const lease = await leases.acquire(['sig-a', 'sig-b'], { ttlMs });
      await leases.release(lease);
      await leases.release(lease);
      expect(await show()).toEqual([]);
    });

    it('does not release a lease that was taken over', async () => {
      const old = await leases.acquire(['sig-a'], { owner: elsewhere, ttlMs });
      clock += ttlMs;
      const current = await leases.acquire(['sig-a'], { ttlMs });
      await leases.release(old);
      await leases.release({ ...current, owner: elsewhere });
      expect(await show()).toEqual([current]);
    });
  });

  describe('verify', () => {
    let lease: Lease;
    beforeEach(async () => {
      lease = await leases.acquire(['sig-a', 'sig-b'], { ttlMs });
    });

    it('passes for all groups and for some', async () => {
      await expect(leases.verify(lease, ['sig-b', 'sig-a'], { remainingMs: 30_000 })).resolves.toBeUndefined();
      await expect(leases.verify(lease, ['sig-a'], { remainingMs: 30_000 })).resolves.toBeUndefined();
    });

    it('passes for the groups of the lease while it is ours', async () => {
      await expect(leases.verify(lease, 'taken', { remainingMs: 0 })).resolves.toBeUndefined();
      await leases.release(lease);
      await expect(leases.verify(lease, 'taken', { remainingMs: 0 })).rejects.toThrow(lost('taken over or released'));
    });

    it('fails for a group that is not held', async () => {
      const verified = leases.verify(lease, ['sig-a', 'sig-c'], { remainingMs: 0 });
      await expect(verified).rejects.toThrow(lost('the lease covers sig-a, sig-b, but not sig-c'));
    });

    it('fails after it was released', async () => {
      await leases.release(lease);
      await expect(leases.verify(lease, ['sig-a'], { remainingMs: 0 })).rejects.toThrow(lost('sig-a no longer exists'));
    });

    it('fails for another number', async () => {
      const token = { ...lease, number: lease.number - 1 };
      await expect(leases.verify(token, ['sig-a'], { remainingMs: 0 })).rejects.toThrow(lost('taken over by process'));
    });

    it('fails for another owner', async () => {
      const token = { ...lease, owner: elsewhere };
      await expect(leases.verify(token, ['sig-a'], { remainingMs: 0 })).rejects.toThrow(lost('taken over by process'));
    });

    it('fails when a request could outlast the lease', async () => {
      clock += 90_000 - 1;
      await leases.verify(lease, ['sig-a'], { remainingMs: 30_000 });
      clock += 1;
      const verified = leases.verify(lease, ['sig-a'], { remainingMs: 30_000 });
      await expect(verified).rejects.toThrow(lost('has 30s left, but a request can take 30s'));
    });

    it('counts the time since the store was read', async () => {
      const late = {
        ...state,
        read: async (scopes: readonly Scope[]) => ({ ...(await state.read(scopes)), age: () => 90_000 }),
      };
      const verified = createLeases(late, createLeaseTimes()).verify(lease, ['sig-a'], { remainingMs: 30_000 });
      await expect(verified).rejects.toThrow(lost('has 30s left, but a request can take 30s'));
    });

    it('fails when the owner has exited before the expiry', async () => {
      const child = store.bench.run('sleep', ['600']);
      const theirs = await leases.acquire(['sig-z'], { owner: ownerOf(child.pid), ttlMs });
      await leases.verify(theirs, ['sig-z'], { remainingMs: 0 });
      await child.kill();
      await expect(leases.verify(theirs, ['sig-z'], { remainingMs: 0 })).rejects.toThrow(lost('has exited'));
    });
  });
});
