import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startEtcdLoad } from './load.ts';
import { type LedCluster, startLedCluster } from './start-led-cluster.ts';
import { following, watchEtcd } from './watch.ts';

let cluster: LedCluster;
afterEach(() => cluster.stop());

describeWith('go', 'a roll of etcd', () => {
  it('upgrades a loaded cluster, leader last, and loses nothing', async () => {
    cluster = await startLedCluster();
    const { addresses, place, ssis, leader, followers, versionOf, events, startRoll } = cluster;
    const watch = watchEtcd(addresses);
    const writing = startEtcdLoad(addresses);

    const { exitCode, stdout, stderr } = await startRoll();
    const [load, seen] = await Promise.all([writing.stop(), watch.stop()]);
    process.stderr.write(
      `etcd, a complete roll: ${seen.secondsWithoutQuorum.toFixed(2)} s without quorum, ${seen.elections} election(s), ` +
        `${load.acknowledged} of ${load.attempted} acknowledged, at most ${load.longestPauseMs} ms between two\n`,
    );

    expect(stderr).toContain(`${leader}  deferred`);
    expect(stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(ssis.map(versionOf)).toEqual(['3.6.16', '3.6.16', '3.6.16']);
    expect(place.requested()).toEqual([...followers, leader]);
    expect(place.simulator.maxOut()).toBe(1);

    expect(load.lost).toEqual([]);
    expect(load.failures).toEqual({});
    expect(load.acknowledged).toBeGreaterThan(100);
    expect(seen.elections).toBe(1);
    // Only the recycle of the leader may interrupt clients.
    const lastStep = events().findLast(({ event }) => event === 'recycle_requested')!;
    const before = seen.samples.filter(({ at }) => at < Date.parse(lastStep.created));
    expect(Math.min(...before.map(({ value }) => following(value)))).toBe(2);
  }, 300_000);
});
