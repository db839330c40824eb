import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';
import { untilNothingIsWrong } from '../until.ts';
import { redis } from './kind.ts';
import { type RedisLoad, startRedisLoad } from './load.ts';
import { askRedis } from './request.ts';
import { redisView } from './view.ts';

const limit = 600_000;
/** The timeout of health checks that must keep failing. */
const hasty = { esg_recycle_gate_timeout: '5s' };

let cluster: GatedCluster;
let load: RedisLoad;
afterEach(() => {
  load.abandon();
  return cluster.stop();
});

async function start(): Promise<{ masters: string[]; replicas: string[] }> {
  cluster = await startGatedCluster(redis, { esg_recycle_health_options: { timeout: '2s' } });
  load = await startRedisLoad(cluster.addresses);
  const views = await Promise.all(cluster.addresses.map(redisView));
  const those = (wanted: boolean) => cluster.ssis.filter((_, index) => views[index]?.isMaster === wanted);
  return { masters: those(true), replicas: those(false) };
}
const addressOf = (ssi: string): string => cluster.addresses[cluster.ssis.indexOf(ssi)]!;

describeWith('redis-server', 'a roll of Redis Cluster', () => {
  it(
    'does not start while another node hangs, and completes once it is back',
    async () => {
      const { replicas } = await start();
      const { place, freeze, thaw, untilHealthy, startRoll } = cluster;
      freeze(replicas[1]!);
      const refused = await startRoll(['--limit', replicas[0]!], hasty);
      expect(refused.stdout).toContain(`nodes-serve: ${addressOf(replicas[1]!)} is not serving: `);
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      thaw(replicas[1]!);
      await untilHealthy();
      const done = await startRoll(['--limit', replicas[0]!]);
      expect(done.exitCode).toBe(0);
      expect(place.requested()).toEqual([replicas[0]]);
      expect(await load.stop()).toMatchObject({ lost: [] });
    },
    limit,
  );

  it(
    'does not take a master whose replica is not in sync',
    async () => {
      const { masters } = await start();
      const { place, startRoll, untilHealthy } = cluster;
      const [master] = masters as [string];
      const id = await askRedis(addressOf(master), 'CLUSTER MYID');
      const nodes = await askRedis(addressOf(master), 'CLUSTER NODES');
      const [, replica = ''] = new RegExp(`([\\d.]+):6379\\S* slave ${id}`).exec(nodes) ?? [];
      // A wrong password for its master keeps it from replicating.
      await askRedis(replica, 'CONFIG SET masterauth wrong');
      await askRedis(replica, 'CLIENT KILL TYPE master');
      await untilNothingIsWrong(
        async () => ((await redisView(replica))?.isLinked ? 'it still follows its master' : undefined),
        60_000,
      );

      const refused = await startRoll(['--limit', master], hasty);
      expect(refused.stdout).toContain(`replicas-in-sync: ${replica} has no link to ${addressOf(master)}`);
      expect(refused.stdout).toContain(`replica-elsewhere: No replica of ${addressOf(master)} is in sync`);
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);

      await askRedis(replica, 'CONFIG SET masterauth ""');
      await untilHealthy();
      const done = await startRoll(['--limit', master]);
      expect(done.exitCode).toBe(0);
      expect(place.requested()).toEqual([master]);
      expect(await load.stop()).toMatchObject({ lost: [] });
    },
    limit,
  );
});
