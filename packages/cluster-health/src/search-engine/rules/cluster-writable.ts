import { settingOf } from '../setting.ts';
import { onCluster, type SearchRule } from './rule.ts';

const blocks = ['cluster.blocks.read_only', 'cluster.blocks.read_only_allow_delete'];

const removal = (name: string): string =>
  `PUT /_cluster/settings {"persistent":{"${name}":null},"transient":{"${name}":null}}`;

export const clusterWritable: SearchRule = {
  id: 'E11',
  code: 'cluster-writable',
  holds: 'The cluster takes changes of its settings: it is not read-only.',
  source:
    'https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/miscellaneous-cluster-settings: cluster.blocks.read_only',
  judge: onCluster(({ cluster: { settings } }) =>
    blocks
      .filter((name) => settingOf(settings, name) === 'true')
      .map((name) => ({
        subject: 'cluster',
        message: `${name} is true: the cluster refuses to be prepared for a node to leave (403), and writes to every index`,
        hint: `Unless somebody is at work on it: ${removal(name)}`,
        isLasting: true,
      })),
  ),
};
