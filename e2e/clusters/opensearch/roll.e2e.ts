import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startSampler } from '../samples.ts';
import { allocationIn, readSettings } from './allocation.ts';
import { startWrittenCluster, type WrittenCluster } from './start-written-cluster.ts';
import { watchOpenSearch } from './watch.ts';

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of OpenSearch', () => {
  it('brings the new version to all of a cluster that is written to, the cluster manager last, and loses nothing', async () => {
    cluster = await startWrittenCluster();
    const { addresses, place, ssis, manager, others, settings, load, versionOf, events, startRoll } = cluster;
    const watch = watchOpenSearch(addresses);
    const allocations = startSampler(() => readSettings(addresses).then(allocationIn, () => undefined));

    const { exitCode, stdout, stderr } = await startRoll();
    const [seen, allocated, written] = await Promise.all([watch.stop(), allocations.stop(), load.stop()]);
    process.stderr.write(
      `OpenSearch, a whole roll: ${seen.secondsRed.toFixed(1)} s red, ${seen.secondsYellow.toFixed(1)} s yellow, ` +
        `${seen.secondsWithoutManager.toFixed(1)} s without a cluster manager; ${written.acknowledged} of ` +
        `${written.attempted} acknowledged\n`,
    );

    expect(stderr).toContain(`${manager}  left for later`);
    expect(stdout).toContain('3 done, 0 skipped, 0 failed, 0 untouched');
    expect(exitCode).toBe(0);
    expect(ssis.map(versionOf)).toEqual(['2.19.6', '2.19.6', '2.19.6']);
    expect(place.requested()).toEqual([...others, manager]);
    expect(place.simulator.maxOut()).toBe(1);

    expect(written.lost).toEqual([]);
    expect(written.acknowledged).toBeGreaterThan(100);
    expect(seen.secondsRed).toBe(0);
    const requested = events().filter(({ event }) => event === 'recycle_requested');
    const statusAt = (created: string) => seen.samples.findLast(({ at }) => at < Date.parse(created))?.value.status;
    expect(requested.map(({ created }) => statusAt(created))).toEqual(['green', 'green', 'green']);

    expect(allocated.map(({ value }) => value)).toContain('primaries');
    expect(await readSettings(addresses)).toEqual(settings);
  }, 400_000);
});
