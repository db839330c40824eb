import { after, settings } from '../test-support/three-nodes.ts';
import { clusterWritable } from './cluster-writable.ts';
import { describeRule } from './test-support/describe-rule.ts';

const readOnly = { 'cluster.blocks.read_only': 'true' };

describeRule(clusterWritable, [
  ['no block', { cluster: settings({ defaults: { 'cluster.blocks.read_only': 'false' } }) }],
  [
    'read-only',
    { cluster: settings({ persistent: readOnly }) },
    ['lasting', 'cluster.blocks.read_only is true: the cluster refuses to be prepared'],
  ],
  ['read-only, the node back', { cluster: settings({ transient: readOnly }), question: after }, ['lasting', 'is true']],
  ['read-only by its configuration file', { cluster: settings({ defaults: readOnly }) }, ['lasting', 'is true']],
  [
    'read-only but for deletion',
    { cluster: settings({ persistent: { 'cluster.blocks.read_only_allow_delete': 'true' } }) },
    ['lasting', 'cluster.blocks.read_only_allow_delete is true'],
  ],
  [
    'released on the level that counts',
    { cluster: settings({ persistent: readOnly, transient: { 'cluster.blocks.read_only': 'false' } }) },
  ],
]);
