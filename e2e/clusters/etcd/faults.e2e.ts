import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { requestRecycle } from '../request-recycle.ts';
import { startEtcdLoad, type EtcdLoad } from './load.ts';
import { askEtcd } from './request.ts';
import { type LedCluster, startLedCluster } from './start-led-cluster.ts';

const limit = 300_000;
/** The timeout of health checks that must keep failing. */
const hasty = { esg_recycle_gate_timeout: '5s' };

let cluster: LedCluster;
let load: EtcdLoad;
afterEach(() => {
  load.abandon();
  return cluster.stop();
});

const addressOf = (ssi: string): string => cluster.addresses[cluster.ssis.indexOf(ssi)]!;
const untilOut = (ssi: string): Promise<unknown> =>
  cluster.place.simulator.waitFor(() => cluster.place.simulator.cloud.instance(ssi).state === 'RECYCLING', limit);

/** Rolls the remaining instances, and verifies that all are done and nothing is lost. */
async function finish(): Promise<void> {
  const again = await cluster.startRoll();
  expect(again.stderr).not.toMatch(/^recycle-runner: /m);
  expect(again.exitCode).toBe(0);
  expect(cluster.place.simulator.maxOut()).toBe(1);
  expect(cluster.ssis.map(cluster.versionOf)).toEqual(['3.6.16', '3.6.16', '3.6.16']);
  expect(await load.stop()).toMatchObject({ lost: [] });
}

describeWith('go', 'a roll of etcd', () => {
  it(
    'does not start while a member is down, and completes once it is back',
    async () => {
      cluster = await startLedCluster();
      const { place, freeze, thaw, untilHealthy, startRoll, followers } = cluster;
      load = startEtcdLoad(cluster.addresses);
      freeze(followers[1]);

      const refused = await startRoll(['--limit', followers[0]], hasty);
      expect(refused.stdout).toContain(`members-serve: ${addressOf(followers[1])} is not serving: `);
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      thaw(followers[1]);
      await untilHealthy();
      await finish();
    },
    limit,
  );

  it(
    'stops when a second member fails, and continues once it is back',
    async () => {
      cluster = await startLedCluster();
      const { place, freeze, thaw, untilHealthy, startRoll, followers } = cluster;
      load = startEtcdLoad(cluster.addresses);
      const rolling = startRoll([], hasty);
      await untilOut(followers[0]);
      freeze(followers[1]);

      const stopped = await rolling;
      expect(stopped.stderr).toContain(`members-serve: ${addressOf(followers[1])} is not serving: `);
      expect(stopped.exitCode).toBe(1);
      expect(place.requested()).toEqual([followers[0]]);

      thaw(followers[1]);
      await untilHealthy();
      await finish();
    },
    limit,
  );

  it(
    'stops at a member that lost its data, and continues once it rejoined',
    async () => {
      cluster = await startLedCluster();
      const { place, group, untilHealthy, startRoll, followers, addresses } = cluster;
      const { cloud } = place.simulator;
      load = startEtcdLoad(addresses);
      cloud.setRecycling(group, { emptiesData: true });
      const stopped = await startRoll([], hasty);
      const address = addressOf(followers[0]);
      expect(stopped.stderr).toContain(`members-serve: ${address} is not back after the recycle: `);
      expect(place.requested()).toEqual([followers[0]]);
      expect(place.simulator.maxOut()).toBe(1);

      const refused = await startRoll(['--limit', followers[1]], hasty);
      const [, id] = /etcdctl member remove ([0-9a-f]+) && etcdctl member add m2 /.exec(refused.stdout) ?? [];
      expect(id).toBeDefined();
      expect(place.requested()).toEqual([followers[0]]);

      // The command of the hint, sent by another program.
      const asked = addresses.find((each) => each !== address)!;
      await askEtcd(asked, 'cluster/member/remove', { ID: BigInt(`0x${id}`).toString() }, 10_000);
      await askEtcd(asked, 'cluster/member/add', { peerURLs: [`http://${address}:2380`] }, 10_000);
      await requestRecycle(place.simulator, group, followers[0]);
      await untilHealthy();
      cloud.setRecycling(group, { emptiesData: false });
      await finish();
    },
    limit,
  );
});
