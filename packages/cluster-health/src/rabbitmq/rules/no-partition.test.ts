import { describeRule } from './test-support/describe-rule.ts';
import { a, b, one, three, two, view } from '../test-support/three-nodes.ts';
import { noPartition } from './no-partition.ts';

describeRule(noPartition, [
  ['there is no partition', {}],
  [
    'another node reports a partition',
    { views: { [b]: view(two, { partitions: [three] }) } },
    `block: ${b} (${two}) is partitioned from ${three}`,
  ],
  [
    'the leaving node reports a partition',
    { views: { [a]: view(one, { partitions: [two, three] }) } },
    `block: ${a} (${one}) is partitioned from ${two}, ${three}`,
  ],
  [
    'another node does not report yet',
    { views: { [b]: view(two, { partitions: undefined }) } },
    `block: ${b} (${two}) does not report yet`,
  ],
  ['the leaving node does not report yet', { views: { [a]: view(one, { partitions: undefined }) } }],
]);
