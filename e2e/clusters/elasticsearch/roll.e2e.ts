import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { startWrittenCluster, type WrittenCluster } from '../search-engine/start-written-cluster.ts';
import { verifyRoll } from '../search-engine/verify-roll.ts';
import { elasticsearch } from './kind.ts';
import { gateOptions } from './options.ts';

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of Elasticsearch, with passwords and over TLS', () => {
  it('upgrades a loaded cluster to a new major, master last, and loses nothing', async () => {
    cluster = await startWrittenCluster(elasticsearch, gateOptions);
    const done = await verifyRoll(elasticsearch.product, cluster);
    expect(done).toContain('3 done, 0 skipped, 0 failed, 0 pending');
  }, 600_000);
});
