import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { spoilings } from '../spoil.ts';
import { startWrittenCluster, type WrittenCluster } from './start-written-cluster.ts';
import { createTopic, throttleReplication } from './topic.ts';
import { alwaysAvailable, expectNothingLost, seenBeforeEach } from './verify-roll.ts';
import type { KafkaAvailability } from './watch.ts';

const limit = 600_000;
/** The timeout of health checks that must keep failing. It is longer than the start of a broker. */
const hasty = { esg_recycle_gate_timeout: '40s' };
const slow = 4 << 20;

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

const allInSync = { answering: 3, underReplicated: 0, leaderless: 0 };

/** Rolls the remaining instances, and verifies that they were recycled one at a time and nothing is lost. */
async function finish(
  what: string,
  args: readonly string[] = [],
): Promise<{ stdout: string; seen: KafkaAvailability }> {
  const { place, ssis, versionOf, startRoll } = cluster;
  const { exitCode, stdout, stderr } = await startRoll(args);
  expect(stderr).not.toMatch(/^recycle-runner: /m);
  expect(exitCode).toBe(0);
  expect(ssis.map(versionOf)).toEqual(['4.4.0', '4.4.0', '4.4.0']);
  expect(place.simulator.maxOut()).toBe(1);
  return { stdout, seen: await expectNothingLost(what, cluster) };
}

/** Rolls until a health check keeps failing after the first broker; returns that broker. */
async function stopAtFirst(rule: string): Promise<string> {
  const { place, startRoll } = cluster;
  const stopped = await startRoll([], hasty);
  const [first, ...others] = place.requested();
  expect(others).toEqual([]);
  expect(stopped.stderr).toContain(rule);
  expect(stopped.stdout).toContain('0 done, 0 skipped, 1 failed, 2 pending');
  expect(stopped.exitCode).toBe(1);
  expect(place.simulator.maxOut()).toBe(1);
  return first!;
}

describeWith('java', 'a roll of Kafka', () => {
  it(
    'loses nothing when each disk comes back empty and fills slowly',
    async () => {
      cluster = await startWrittenCluster({ megabytes: 48, bytesPerSecond: slow });
      const { place, group } = cluster;
      place.simulator.cloud.setRecycling(group, { emptiesData: true });

      const { seen } = await finish('each disk empty, filled at 4 MiB/s');
      expect(seen).toMatchObject(alwaysAvailable);
      expect(seen.secondsUnderReplicated).toBeGreaterThan((3 * 48e6) / slow);
      const before = seenBeforeEach(cluster, seen).map(({ value }) => value);
      expect(before).toEqual(Array(3).fill(expect.objectContaining(allInSync)));
    },
    limit,
  );

  it(
    'stops at a broker that does not catch up, and continues once it has',
    async () => {
      cluster = await startWrittenCluster({ megabytes: 24, bytesPerSecond: 64 << 10 });
      const { addresses, place, group, untilHealthy } = cluster;
      place.simulator.cloud.setRecycling(group, { emptiesData: true });
      await stopAtFirst('in-sync-replicas: ');

      place.simulator.cloud.setRecycling(group, { emptiesData: false });
      await throttleReplication(addresses, slow);
      await untilHealthy();
      const { seen } = await finish('one disk empty');
      expect(seen).toMatchObject(alwaysAvailable);
      expect(place.requested()).toHaveLength(3);
    },
    limit,
  );

  it(
    'stops at a broker whose port is blocked, and continues once it is open',
    async () => {
      cluster = await startWrittenCluster();
      const { place, ssis, block, unblock, untilHealthy } = cluster;
      ssis.forEach(block);
      const first = await stopAtFirst('brokers-serve: ');
      expect(cluster.versionOf(first)).toBe('4.4.0');

      ssis.forEach(unblock);
      await untilHealthy();
      const { seen } = await finish('a port blocked');
      expect(seen).toMatchObject({ mostUnderMinIsr: 0 });
      expect(place.requested()).toHaveLength(3);
    },
    limit,
  );

  it(
    'is refused when a topic has one replica, until the rule is overridden',
    async () => {
      cluster = await startWrittenCluster();
      const { addresses, place, startRoll, untilHealthy } = cluster;
      await createTopic(addresses, 'lonely', 1);
      await untilHealthy();

      const refused = await startRoll();
      expect(refused.stdout).toMatch(/block single-replica: .*lonely/);
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      const reason = 'nobody reads it at night';
      const { stdout } = await finish('a topic with one replica', ['--override', `single-replica=${reason}`]);
      expect(stdout).toContain(`Overridden: single-replica (${reason})`);
      const ledger = readFileSync(join(place.runs().at(-1)!, 'ledger.json'), 'utf8');
      expect(JSON.parse(ledger)).toMatchObject({ overrides: [{ rule: 'single-replica', reason }] });
    },
    limit,
  );

  it.each(spoilings)(
    'begins with a broker that $what, and brings it to the right image',
    async ({ what, spoil }) => {
      cluster = await startWrittenCluster();
      const { place, ssis } = cluster;
      const spoilt = ssis.at(-1)!;
      await spoil(cluster, spoilt);
      const before = place.requested();
      await finish(`a broker that ${what}`);
      const requested = place.requested().slice(before.length);
      expect(requested).toHaveLength(3);
      expect(requested[0]).toBe(spoilt);
    },
    limit,
  );
});
