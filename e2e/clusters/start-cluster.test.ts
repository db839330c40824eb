import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../support/system.ts';
import { requestRecycle } from './request-recycle.ts';
import { type Cluster, startCluster } from './start-cluster.ts';
import { untilNothingIsWrong } from './until.ts';
import { syncedFollowers } from './zookeeper/four-letter-word.ts';
import { zookeeper } from './zookeeper/kind.ts';

const limit = 300_000;
const network = '127.0.9';

let cluster: Cluster;
afterEach(() => cluster.stop());

/** Recycles an instance onto an image, and waits until Spot reports the result. */
async function recycleOnto(ssi: string, image: string): Promise<void> {
  const { place, group } = cluster;
  place.cloud.updateGroup(group, { compute: { launchSpecification: { imageId: image } } });
  await requestRecycle(place, group, ssi);
  await place.waitFor(() => {
    const { imageId, state } = place.cloud.instance(ssi);
    return imageId === image && state === 'ACTIVE';
  }, limit);
}

const faultBecomes = (expected: string): Promise<void> =>
  untilNothingIsWrong(async () => {
    const fault = await zookeeper.findFault(cluster.addresses);
    return fault === expected ? undefined : `${fault} in place of ${expected}`;
  }, limit);

describeWith('java', 'a cluster of real nodes', () => {
  it(
    'has an unreachable node while its port is blocked',
    async () => {
      cluster = await startCluster(zookeeper, { network });
      const [ssi] = cluster.ssis as [string];
      cluster.block(ssi);
      await recycleOnto(ssi, cluster.images.new);
      await untilNothingIsWrong(async () => {
        const synced = await syncedFollowers(cluster.addresses);
        return synced === 2 ? undefined : `the leader has ${synced} synced followers`;
      }, limit);
      expect(await zookeeper.findFault(cluster.addresses)).toBe('member 1 serves nobody');
      expect(cluster.versionOf(ssi)).toBe('3.9.5');

      cluster.unblock(ssi);
      await cluster.untilHealthy();
    },
    limit,
  );

  it(
    'has a node that never serves on the broken image, and can be brought back',
    async () => {
      cluster = await startCluster(zookeeper, { network });
      const [ssi] = cluster.ssis as [string];
      await recycleOnto(ssi, cluster.images.broken);
      await faultBecomes('member 1 serves nobody');
      expect(cluster.versionOf(ssi)).toBeUndefined();
      expect(cluster.place.cloud.instance(ssi).running).toBe(true);

      await recycleOnto(ssi, cluster.images.new);
      await cluster.untilHealthy();
      expect(cluster.versionOf(ssi)).toBe('3.9.5');
    },
    limit,
  );

  it(
    'loses only the process of the node that is killed',
    async () => {
      cluster = await startCluster(zookeeper, { network });
      const [ssi] = cluster.ssis as [string];
      cluster.kill(ssi);
      await cluster.place.waitFor(() => cluster.place.cloud.instance(ssi).running === false);
      expect(cluster.ssis.map(cluster.versionOf)).toEqual([undefined, '3.8.6', '3.8.6']);

      await recycleOnto(ssi, cluster.images.old);
      await cluster.untilHealthy();
    },
    limit,
  );
});
