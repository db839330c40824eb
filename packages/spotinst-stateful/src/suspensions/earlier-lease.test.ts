import { ownerOf } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import {
  all,
  apply,
  everything,
  groups,
  lift,
  minuteMs,
  scene,
  suspensionJournals,
  takeOver,
} from './test-support/two-groups.ts';

describe('suspensions of an earlier lease', () => {
  it('are taken over without a gap, and removed at the end', async () => {
    await apply();
    scene.lease = await takeOver();
    await apply();
    expect(scene.changes).toEqual(groups.concat(groups).map((id) => `suspend ${id}`));
    await lift();
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('are removed by the next lease, even if it has set none', async () => {
    await apply();
    await lift(await takeOver());
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });

  it('are not removed by a process that lost the lease', async () => {
    await apply();
    const mine = scene.lease;
    scene.lease = await takeOver();
    await lift(mine);
    expect(everything()).toEqual([all, all]);
    await apply();
    const before = await suspensionJournals();
    await lift(mine);
    expect([everything(), await suspensionJournals()]).toEqual([[all, all], before]);
  });

  it('are removed for an owner that has ended, unless the lease was taken over', async () => {
    await apply();
    await scene.store.leases.release(scene.lease);
    const owner = { ...ownerOf(), startTime: 'of another process' };
    const gone = await scene.store.leases.acquire(groups, { owner, ttlMs: minuteMs });
    scene.lease = await scene.store.leases.acquire(groups, { ttlMs: minuteMs });
    await lift(gone);
    expect(everything()).toEqual([all, all]);
    expect(scene.reported.at(-1)).toContain('taken over');

    await scene.store.leases.release(scene.lease);
    await lift(gone);
    expect([everything(), await suspensionJournals()]).toEqual([[[], []], []]);
  });
});
