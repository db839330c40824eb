import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startWrittenCluster, type WrittenCluster } from '../search-engine/start-written-cluster.ts';
import { finish, verifyPutBack, verifyRefusal } from '../search-engine/verify-faults.ts';
import { spoilings } from '../spoil.ts';
import { opensearch } from './kind.ts';

const limit = 600_000;
const allDone = '3 done, 0 skipped, 0 failed, 0 pending';

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of OpenSearch', () => {
  it(
    'is refused when an index has no replicas, until the rule is overridden',
    async () => {
      cluster = await startWrittenCluster(opensearch);
      const done = await verifyRefusal(cluster, 'nobody reads it at night');
      expect(done).toContain('Overridden: index-replicas (nobody reads it at night)');
    },
    limit,
  );

  it(
    'is restored by the next run after a kill between prepare and recycle',
    async () => {
      cluster = await startWrittenCluster(opensearch);
      expect(await verifyPutBack(cluster, limit)).toContain(allDone);
    },
    limit,
  );

  it.each(spoilings)(
    'begins with a node that $what, and brings it to the right image',
    async ({ spoil }) => {
      cluster = await startWrittenCluster(opensearch);
      const [other, spoilt] = cluster.others;
      await spoil(cluster, spoilt!);
      const done = await finish(cluster, [spoilt!, other!, cluster.manager]);
      expect(done).toContain(allDone);
    },
    limit,
  );
});
