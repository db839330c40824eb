import { describeRule } from './test-support/describe-rule.ts';
import { a, after, membersOf, mirrored, named, nodeDown, one, three, two, view } from '../test-support/three-nodes.ts';
import { mirrorSynchronised } from './mirror-synchronised.ts';

describeRule(mirrorSynchronised, [
  ['a mirror is synchronized', { queues: [mirrored('old', [two, three], [three])] }],
  [
    'no mirror is synchronized',
    { queues: [mirrored('old', [two, three], [])] },
    `block: Without ${a}, no synchronized mirror remains for old`,
  ],
  [
    'no mirror is synchronized of a queue led by another node',
    { queues: [{ ...mirrored('old', [one, three], []), node: two }] },
  ],
  [
    'the only synchronized mirror is on a stopped node',
    { all: { members: membersOf([one, two], [three]) }, queues: [mirrored('old', [two, three], [three])] },
    'block: Without',
  ],
  [
    'the node reports no synchronized mirror, unlike the statistics',
    { queues: [mirrored('old', [two])], views: { [a]: view(one, { withoutMirror: [named('old', 'classic')] }) } },
    `block: Without ${a}, no synchronized mirror remains for old`,
  ],
  ['no mirror is synchronized after the recycle', { queues: [mirrored('old', [two], [])], question: after }],
  ['the node is down', { ...nodeDown, vhosts: [], queues: [mirrored('old', [two], [])] }],
]);
