import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { requestRecycle } from '../request-recycle.ts';
import { type Cluster, startCluster } from '../start-cluster.ts';
import { kafka } from './kind.ts';
import { startKafkaLoad } from './load.ts';
import { createTopic, fillTopic, throttleReplication } from './topic.ts';
import { watchKafka } from './watch.ts';

const limit = 300_000;
const slow = 4 << 20;

let cluster: Cluster;
afterEach(() => cluster.stop());

describeWith('java', 'a cluster of Kafka', () => {
  it.each([
    { disk: 'its data', emptiesData: false, megabytes: 0, leastSeconds: 0 },
    // All three brokers have all messages, so an empty disk replicates all of them, at the throttled rate.
    { disk: 'an empty disk that it fills slowly', emptiesData: true, megabytes: 24, leastSeconds: 24e6 / slow },
  ])(
    'gets a broker of the new version, with $disk, while it is written to',
    async ({ emptiesData, megabytes, leastSeconds }) => {
      cluster = await startCluster(kafka);
      const { addresses, ssis, images, place, group } = cluster;
      const [first] = ssis as [string];
      await createTopic(addresses);
      await fillTopic(addresses, megabytes);
      await throttleReplication(addresses, slow);
      await cluster.untilHealthy();
      const load = await startKafkaLoad(addresses);
      const watch = watchKafka(addresses);
      place.cloud.setRecycling(first, { emptiesData });

      await requestRecycle(place, group, first);
      await place.waitFor(() => place.cloud.instance(first).imageId === images.new, 120_000);
      await cluster.untilHealthy();

      const [{ lost, acknowledged, unconsumed }, seen] = await Promise.all([load.stop(), watch.stop()]);
      expect(lost).toEqual([]);
      expect(unconsumed).toBe(0);
      expect(acknowledged).toBeGreaterThan(0);
      expect(seen).toMatchObject({ secondsUnderMinIsr: 0, secondsLeaderless: 0 });
      expect(seen.secondsUnderReplicated).toBeGreaterThan(leastSeconds);
      expect(ssis.map(cluster.versionOf)).toEqual(['4.4.0', '4.3.1', '4.3.1']);
    },
    limit,
  );
});
