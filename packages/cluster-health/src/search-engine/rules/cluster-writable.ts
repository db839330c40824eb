import { unblockHint, writeBlocksOf } from '../write-blocks.ts';
import { onCluster, type SearchRule } from './rule.ts';

export const clusterWritable: SearchRule = {
  id: 'E11',
  code: 'cluster-writable',
  requires: 'The cluster takes changes of its settings: it is not read-only.',
  source:
    'https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/miscellaneous-cluster-settings: cluster.blocks.read_only',
  judge: onCluster(({ cluster: { settings, origin } }) =>
    writeBlocksOf(settings).map((name) => ({
      subject: 'cluster',
      message: `${name} is true: the cluster refuses to be prepared for a node to leave (403), and writes to every index`,
      hint: unblockHint(settings, name, origin),
      isLasting: true,
    })),
  ),
};
