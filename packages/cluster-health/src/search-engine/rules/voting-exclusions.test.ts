import { after, a, members } from '../test-support/three-nodes.ts';
import { describeRule } from './test-support/describe-rule.ts';
import { votingExclusions } from './voting-exclusions.ts';

const excluding = (id: string, name = `node-${id.toLowerCase()}`) => ({
  votingExclusions: [{ id, name }],
  voters: ['C'],
});

describeRule(votingExclusions, [
  ['none', {}],
  [
    'another member',
    { cluster: excluding('B') },
    ['lasting', 'node-b is excluded from voting; votes are left to 1 of 3 members'],
  ],
  ['another member, the node back', { cluster: excluding('B'), question: after }, ['warn', 'node-b is excluded']],
  ['the node itself, for it is to leave', { cluster: excluding('A') }, ['warn', 'node-a is excluded']],
  [
    'the node itself, asked of another',
    { cluster: excluding('A'), question: { node: '10.0.0.2' } },
    ['lasting', 'node-a'],
  ],
  ['a node that is gone', { cluster: { ...excluding('D'), members: members('A', 'B', 'C') } }, ['warn', 'node-d']],
  ['a node without a name', { cluster: excluding('B', ''), question: { node: a } }, ['lasting', 'B is excluded']],
]);
