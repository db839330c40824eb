import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { rollUnderLoad } from './roll-under-load.ts';
import { type Ensemble, startEnsemble } from './start-ensemble.ts';

let ensemble: Ensemble;
afterEach(() => ensemble.stop());

describeWith('java', 'a roll of ZooKeeper', () => {
  it('upgrades a loaded ensemble, leader last, and loses nothing', async () => {
    ensemble = await startEnsemble();
    const { place, ssis, leader, followers, versionOf, events } = ensemble;
    const { exitCode, stdout, stderr, load, seen } = await rollUnderLoad(ensemble);

    expect(stderr).toContain(`${leader}  deferred`);
    expect(stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(ssis.map(versionOf)).toEqual(['3.9.5', '3.9.5', '3.9.5']);
    expect(place.requested()).toEqual([...followers, leader]);
    expect(place.simulator.maxOut()).toBe(1);

    expect(load.lost).toEqual([]);
    expect(load.acknowledged).toBeGreaterThan(100);
    expect(seen.elections).toBe(1);
    expect(seen.leaders[0]).toBe(ssis.indexOf(leader) + 1);
    expect(seen.leaders).toHaveLength(2);

    // Only the recycle of the leader may interrupt clients.
    const lastStep = events().findLast(({ event }) => event === 'recycle_requested')!;
    const without = seen.samples
      .filter(({ at }) => at < Date.parse(lastStep.created))
      .map(({ value }) => value.filter(({ role }) => role === undefined).length);
    expect(Math.max(...without)).toBe(1);
  }, 300_000);
});
