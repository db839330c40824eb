import { unblockHint, writeBlocksOf } from '../write-blocks.ts';
import { onCluster, type SearchRule } from './rule.ts';

export const clusterWritable: SearchRule = {
  id: 'E11',
  code: 'cluster-writable',
  requires: 'Neither `cluster.blocks.read_only` nor `cluster.blocks.read_only_allow_delete` is true.',
  why: 'A read-only cluster rejects writes, and the settings that `prepare` changes before a recycle (403).',
  onFailure: 'Remove the block with the command in the hint.',
  source:
    'Elastic, cluster-wide blocks: https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/miscellaneous-cluster-settings',
  judge: onCluster(({ cluster: { settings, origin } }) =>
    writeBlocksOf(settings).map((name) => ({
      subject: 'cluster',
      message: `${name} is true: the cluster rejects writes to every index, and the settings that prepare a recycle (403)`,
      hint: unblockHint(settings, name, origin),
      isLasting: true,
    })),
  ),
};
