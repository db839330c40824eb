import { after, settings } from '../test-support/three-nodes.ts';
import { clusterWritable } from './cluster-writable.ts';
import { describeRule } from './test-support/describe-rule.ts';

const readOnly = { 'cluster.blocks.read_only': 'true' };

describeRule(clusterWritable, [
  ['passes without a block', { cluster: settings({ defaults: { 'cluster.blocks.read_only': 'false' } }) }],
  [
    'fails if the cluster is read-only',
    { cluster: settings({ persistent: readOnly }) },
    ['lasting', 'cluster.blocks.read_only is true: the cluster rejects writes to every index'],
  ],
  [
    'fails if the cluster is read-only after the recycle',
    { cluster: settings({ transient: readOnly }), question: after },
    ['lasting', 'is true'],
  ],
  [
    'fails if the configuration file makes it read-only',
    { cluster: settings({ defaults: readOnly }) },
    ['lasting', 'is true'],
  ],
  [
    'fails if the cluster allows only deletions',
    { cluster: settings({ persistent: { 'cluster.blocks.read_only_allow_delete': 'true' } }) },
    ['lasting', 'cluster.blocks.read_only_allow_delete is true'],
  ],
  [
    'passes if the effective level has no block',
    { cluster: settings({ persistent: readOnly, transient: { 'cluster.blocks.read_only': 'false' } }) },
  ],
]);
