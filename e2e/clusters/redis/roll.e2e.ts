import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startSampler } from '../samples.ts';
import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';
import { redis } from './kind.ts';
import { startRedisLoad } from './load.ts';
import { redisView } from './view.ts';

let cluster: GatedCluster;
afterEach(() => cluster.stop());

describeWith('redis-server', 'a roll of Redis Cluster', () => {
  it('upgrades a loaded cluster, masters last, and loses nothing', async () => {
    cluster = await startGatedCluster(redis, { esg_recycle_health_options: { timeout: '2s' } });
    const { addresses, place, ssis, versionOf, events, startRoll } = cluster;
    const isMaster = (await Promise.all(addresses.map(redisView))).map((view) => view?.isMaster ?? false);
    const [masters, replicas] = [true, false].map((wanted) => ssis.filter((_, index) => isMaster[index] === wanted));
    const writing = await startRedisLoad(addresses);
    const watch = startSampler(() => Promise.all(addresses.map(redisView)), 200);

    const { exitCode, stdout, stderr } = await startRoll();
    const [load, seen] = await Promise.all([writing.stop(), watch.stop()]);
    process.stderr.write(
      `Redis Cluster, a complete roll: ${load.acknowledged} of ${load.attempted} acknowledged, at most ` +
        `${load.longestPauseMs} ms between two\n`,
    );

    expect(stdout + stderr).toContain('6 done, 0 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(ssis.map(versionOf)).toEqual(ssis.map(() => '8.2.3'));
    expect(new Set(place.requested().slice(0, 3))).toEqual(new Set(replicas));
    expect(new Set(place.requested().slice(3))).toEqual(new Set(masters));
    expect(place.simulator.maxOut()).toBe(1);

    expect(load.lost).toEqual([]);
    expect(load.failures).toEqual({});
    expect(load.acknowledged).toBeGreaterThan(100);
    // Slots are handed over before their master leaves, so no remaining node reports a failed cluster.
    expect(seen.flatMap(({ value }) => value).filter((view) => view?.isOk === false && view.healthy > 3)).toEqual([]);
    const requested = events().filter(({ event }) => event === 'recycle_requested');
    for (const { created } of requested) {
      const out = place.requested()[requested.findIndex((each) => each.created === created)]!;
      const before = seen.findLast(({ at }) => at < Date.parse(created))!;
      expect(before.value[ssis.indexOf(out)]?.isMaster ?? false).toBe(false);
    }
  }, 600_000);
});
