import { describe, expect, it } from '@jest/globals';
import { ExitCode } from '@esg-recycler/core';
import { run, SimulatedCluster } from './test-support/simulated-cluster.ts';

describe('leaders', () => {
  it('are recycled last, and their followers get the due instances', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2', 'ssi-3');
    world.leader = 'ssi-1';
    const seen: unknown[] = [];
    world.onAttempt = () => {
      seen.push(world.saved.at(-1)?.instances[0]?.state);
      return undefined;
    };
    const { states, error } = await run(world);
    expect(error).toBeUndefined();
    expect(world.attempts).toEqual(['ssi-1', 'ssi-2', 'ssi-3', 'ssi-1']);
    expect(seen).toEqual(['running', 'deferred', 'deferred', 'running']);
    expect(world.due).toEqual([
      ['ssi-1', 'ssi-2', 'ssi-3'],
      ['ssi-1', 'ssi-2', 'ssi-3'],
      ['ssi-1', 'ssi-3'],
      ['ssi-1'],
    ]);
    expect(states).toEqual(['ssi-1 recycled', 'ssi-2 recycled', 'ssi-3 recycled']);
    expect(world.restored).toEqual([]);
  });

  it('may change all the time, and the roll still ends', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2', 'ssi-3', 'ssi-4');
    const leaders = ['ssi-1', 'ssi-2', 'ssi-4', 'ssi-4', 'ssi-1', 'ssi-1', 'ssi-2', 'ssi-2'];
    world.onAttempt = () => {
      world.leader = leaders.shift();
      return undefined;
    };
    const { states } = await run(world);
    expect(states.every((state) => state.endsWith('recycled'))).toBe(true);
    expect(world.reported).toEqual([]);
  });

  it('stop the roll when every instance leads in its turn', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2', 'ssi-3');
    world.onAttempt = (ssi) => {
      world.leader = ssi;
      return undefined;
    };
    const { states, error } = await run(world);
    expect(error).toMatchObject({ code: 'leader-moving', exitCode: ExitCode.refused });
    expect(world.attempts).toEqual(['ssi-1', 'ssi-2', 'ssi-3']);
    expect(states).toEqual(['ssi-1 deferred', 'ssi-2 deferred', 'ssi-3 deferred']);
  });

  it('are skipped when they are up to date by then', async () => {
    const world = new SimulatedCluster('ssi-1', 'ssi-2');
    world.leader = 'ssi-1';
    world.onAttempt = (ssi) => {
      if (ssi === 'ssi-2') world.images.set('ssi-1', world.target);
      return undefined;
    };
    expect((await run(world)).states).toEqual(['ssi-1 skipped', 'ssi-2 recycled']);
  });
});
