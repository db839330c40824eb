import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startWrittenCluster, type WrittenCluster } from './start-written-cluster.ts';
import { alwaysAvailable, expectNothingLost, seenBeforeEach } from './verify-roll.ts';

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of Kafka', () => {
  it('upgrades loaded brokers, active controller last, and loses nothing', async () => {
    cluster = await startWrittenCluster();
    const { place, ssis, versionOf, startRoll } = cluster;
    const { exitCode, stdout, stderr } = await startRoll();
    const seen = await expectNothingLost('a complete roll', cluster);

    expect(stderr).toContain('  deferred');
    expect(stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(ssis.map(versionOf)).toEqual(['4.4.0', '4.4.0', '4.4.0']);
    expect(place.requested().toSorted()).toEqual(ssis);
    expect(place.simulator.maxOut()).toBe(1);

    expect(seen).toMatchObject(alwaysAvailable);
    const before = seenBeforeEach(cluster, seen);
    expect(before.map(({ value }) => value)).toEqual(
      ssis.map(() => expect.objectContaining({ answering: 3, underReplicated: 0, leaderless: 0 })),
    );
    // An election may change the leader, but no leader is recycled while other instances are due.
    const taken = before.slice(0, -1).filter(({ ssi, value }) => ssi === ssis[(value.controller ?? 0) - 1]);
    expect(taken).toEqual([]);
  }, 300_000);
});
