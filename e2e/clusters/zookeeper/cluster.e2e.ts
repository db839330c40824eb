import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { requestRecycle } from '../request-recycle.ts';
import { type Cluster, startCluster } from '../start-cluster.ts';
import { zookeeper } from './kind.ts';
import { startZooKeeperLoad } from './load.ts';
import { watchZooKeeper } from './watch.ts';

let cluster: Cluster;
afterEach(() => cluster.stop());

describeWith('java', 'an ensemble of ZooKeeper', () => {
  it('gets a member of the new version, with its data, while it is written to', async () => {
    cluster = await startCluster(zookeeper);
    const { addresses, ssis, images, place, group } = cluster;
    const watch = watchZooKeeper(addresses);
    const load = await startZooKeeperLoad(addresses);

    await requestRecycle(place, group, ssis[0]!);
    await place.waitFor(() => place.cloud.instance(ssis[0]!).imageId === images.new, 120_000);
    await cluster.untilWhole();

    const [{ lost, acknowledged }, { secondsWithoutQuorum }] = await Promise.all([load.stop(), watch.stop()]);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
    expect(secondsWithoutQuorum).toBeLessThan(5);
    expect(ssis.map(cluster.versionOf)).toEqual(['3.9.5', '3.8.6', '3.8.6']);
  }, 300_000);
});
