import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { requestRecycle } from '../request-recycle.ts';
import { type Cluster, startCluster } from '../start-cluster.ts';
import { opensearch } from './kind.ts';
import { createIndex, fillIndex, startOpenSearchLoad } from './load.ts';
import { clusterManager } from './view.ts';
import { watchOpenSearch } from './watch.ts';

let cluster: Cluster;
afterEach(() => cluster.stop());

describeWith('java', 'a cluster of OpenSearch', () => {
  it('gets a node of the new version, with its data, while it is written to', async () => {
    cluster = await startCluster(opensearch);
    const { addresses, ssis, images, place, group } = cluster;
    const manager = await clusterManager(addresses);
    const follower = ssis.find((_, index) => index + 1 !== manager)!;
    await createIndex(addresses);
    await fillIndex(addresses, 1000);
    await cluster.untilWhole();
    const load = startOpenSearchLoad(addresses);
    const watch = watchOpenSearch(addresses);

    await requestRecycle(place, group, follower);
    await place.waitFor(() => place.cloud.instance(follower).imageId === images.new, 120_000);
    await cluster.untilWhole();

    const [{ lost, acknowledged }, { secondsRed, secondsYellow }] = await Promise.all([load.stop(), watch.stop()]);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
    expect(secondsRed).toBe(0);
    expect(secondsYellow).toBeGreaterThan(0);
    expect(ssis.map(cluster.versionOf)).toEqual(ssis.map((ssi) => (ssi === follower ? '2.19.6' : '2.19.4')));
  }, 300_000);
});
