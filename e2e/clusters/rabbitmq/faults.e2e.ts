import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { spoilings } from '../spoil.ts';
import { manage } from './management.ts';
import { declareQueue, type LoadedCluster, startLoadedCluster } from './start-loaded-cluster.ts';

const limit = 400_000;
/** The timeout of health checks that must keep failing. */
const hasty = { esg_recycle_gate_timeout: '5s' };

let cluster: LoadedCluster;
afterEach(() => cluster.stop());

/** Rolls the remaining instances, and verifies that all are done and nothing is lost. */
async function finish(maxOut = 1): Promise<void> {
  const { place, ssis, load, versionOf, startRoll } = cluster;
  const again = await startRoll();
  expect(again.stderr).not.toMatch(/^recycle-runner: /m);
  expect(again.exitCode).toBe(0);
  expect(place.simulator.maxOut()).toBe(maxOut);
  expect(ssis.map(versionOf)).toEqual(['2', '2', '2']);
  expect(await load.stop()).toMatchObject({ lost: [] });
}

describeWith('rabbitmq-server', 'a roll of RabbitMQ', () => {
  it(
    'does not start while a node is down, and completes once that node goes first',
    async () => {
      cluster = await startLoadedCluster();
      const { addresses, place, ssis, kill, startRoll } = cluster;
      kill(ssis[2]!);

      const refused = await startRoll(['--limit', ssis[0]!], hasty);
      expect(refused.stdout).toMatch(new RegExp(`nodes-running: ${addresses[2]} does not respond: `));
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      await finish();
      expect(place.requested()[0]).toBe(ssis[2]);
      expect(place.requested().toSorted()).toEqual(ssis);
    },
    limit,
  );

  it(
    'stops when a second node fails, and continues with that one',
    async () => {
      cluster = await startLoadedCluster();
      const { addresses, place, ssis, kill, startRoll } = cluster;
      const rolling = startRoll([], hasty);
      await place.simulator.waitFor(() => place.simulator.cloud.instance(ssis[0]!).state === 'RECYCLING', limit);
      kill(ssis[1]!);

      const stopped = await rolling;
      expect(stopped.stderr).toMatch(new RegExp(`nodes-running: ${addresses[1]} does not respond: `));
      expect(stopped.stdout).toContain('0 done, 0 skipped, 1 failed, 2 pending');
      expect(stopped.exitCode).toBe(1);
      expect(place.requested()).toEqual([ssis[0]]);

      // Two were out: one by the roll, one by the power cut.
      await finish(2);
      expect(place.requested().toSorted()).toEqual(ssis);
    },
    limit,
  );

  it(
    'is refused while a quorum queue lacks a member',
    async () => {
      cluster = await startLoadedCluster();
      const { addresses, place, ssis, untilHealthy, startRoll } = cluster;
      const pair = { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 2 };
      await declareQueue(addresses[0]!, 'pair', { arguments: pair });
      await untilHealthy();

      const refused = await startRoll();
      expect(refused.stdout).toMatch(
        /block queue-quorum: .* these queues have too few members for a majority and are unavailable: .*pair \(2 of 2/,
      );
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      await manage(addresses[0]!, 'queues/%2F/pair', { method: 'DELETE' });
      await finish();
      expect(place.requested()).toEqual(ssis);
    },
    limit,
  );

  it(
    'stops at a node whose management port is blocked, and continues after that',
    async () => {
      cluster = await startLoadedCluster();
      const { addresses, place, ssis, block, unblock, untilHealthy, startRoll } = cluster;
      block(ssis[0]!);

      const stopped = await startRoll([], hasty);
      expect(stopped.stderr).toMatch(new RegExp(`nodes-running: ${addresses[0]} does not respond: `));
      expect(stopped.stdout).toContain('0 done, 0 skipped, 1 failed, 2 pending');
      expect(stopped.exitCode).toBe(1);
      expect(place.requested()).toEqual([ssis[0]]);

      unblock(ssis[0]!);
      await untilHealthy();
      await finish();
      expect(place.requested()).toEqual(ssis);
    },
    limit,
  );

  it.each(spoilings)(
    'begins with a node that $what, and brings it to the right image',
    async ({ spoil }) => {
      cluster = await startLoadedCluster();
      const { place, ssis } = cluster;
      const spoilt = ssis[1]!;
      await spoil(cluster, spoilt);
      const before = place.requested();
      await finish();
      const since = place.requested().slice(before.length);
      expect(since[0]).toBe(spoilt);
      expect(since.toSorted()).toEqual(ssis);
    },
    limit,
  );
});
