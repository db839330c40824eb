import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startWrittenCluster, type WrittenCluster } from '../search-engine/start-written-cluster.ts';
import { verifyRoll } from '../search-engine/verify-roll.ts';
import { opensearch } from './kind.ts';

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of OpenSearch', () => {
  it('upgrades a loaded cluster to a new major, manager last, and loses nothing', async () => {
    cluster = await startWrittenCluster(opensearch);
    const done = await verifyRoll(opensearch.product, cluster);
    expect(done).toContain('3 done, 0 skipped, 0 failed, 0 pending');
  }, 600_000);
});
