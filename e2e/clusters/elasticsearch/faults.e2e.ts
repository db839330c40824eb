import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startWrittenCluster, type WrittenCluster } from '../search-engine/start-written-cluster.ts';
import { verifyPutBack } from '../search-engine/verify-faults.ts';
import { elasticsearch } from './kind.ts';
import { gateOptions } from './options.ts';

const limit = 600_000;

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of Elasticsearch', () => {
  it(
    'is restored by the next run after a kill between prepare and recycle',
    async () => {
      cluster = await startWrittenCluster(elasticsearch, gateOptions);
      const done = await verifyPutBack(cluster, limit);
      expect(done).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    },
    limit,
  );
});
