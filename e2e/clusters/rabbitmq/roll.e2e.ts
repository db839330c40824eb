import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { manage } from './management.ts';
import { type LoadedCluster, startLoadedCluster } from './start-loaded-cluster.ts';
import { watchRabbit } from './watch.ts';

let cluster: LoadedCluster;
afterEach(() => cluster.stop());

const memoryLimits = async (address: string): Promise<number[]> =>
  (await manage<{ mem_limit: number }[]>(address, 'nodes?columns=mem_limit')).map(({ mem_limit: limit }) => limit);

describeWith('rabbitmq-server', 'a roll of RabbitMQ', () => {
  it('reconfigures a loaded cluster and loses no confirmed message', async () => {
    cluster = await startLoadedCluster();
    const { addresses, place, ssis, load, versionOf, startRoll } = cluster;
    const watch = watchRabbit(addresses);

    const { exitCode, stdout } = await startRoll();
    const [seen, published] = await Promise.all([watch.stop(), load.stop()]);
    const failures = Object.entries(published.failures).map(([reason, count]) => `${count} × ${reason}`);
    process.stderr.write(
      `RabbitMQ, a complete roll: ${published.acknowledged} of ${published.attempted} confirmed, at most ` +
        `${published.longestPauseMs} ms between two; ${failures.join(', ') || 'none failed'}\n`,
    );

    expect(stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(ssis.map(versionOf)).toEqual(['2', '2', '2']);
    expect(await memoryLimits(addresses[0]!)).toEqual([1_100_000_000, 1_100_000_000, 1_100_000_000]);
    expect(place.requested()).toEqual(ssis);
    expect(place.simulator.maxOut()).toBe(1);
    expect(seen.fewestRunning).toBe(2);

    expect(published.lost).toEqual([]);
    expect(published.acknowledged).toBeGreaterThan(100);
  }, 400_000);
});
