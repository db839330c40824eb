import { after, a, members } from '../test-support/three-nodes.ts';
import { describeRule } from './test-support/describe-rule.ts';
import { votingExclusions } from './voting-exclusions.ts';

const excluding = (id: string, name = `node-${id.toLowerCase()}`) => ({
  votingExclusions: [{ id, name }],
  voters: ['C'],
});

describeRule(votingExclusions, [
  ['passes without exclusions', {}],
  [
    'fails if another member is excluded',
    { cluster: excluding('B') },
    ['lasting', 'node-b is excluded from voting; 1 of 3 members have a vote'],
  ],
  [
    'warns about another member after the recycle',
    { cluster: excluding('B'), question: after },
    ['warn', 'node-b is excluded'],
  ],
  ['warns about the leaving node', { cluster: excluding('A') }, ['warn', 'node-a is excluded']],
  [
    'fails if a node other than the leaving one is excluded',
    { cluster: excluding('A'), question: { node: '10.0.0.2' } },
    ['lasting', 'node-a'],
  ],
  [
    'warns about a node that is gone',
    { cluster: { ...excluding('D'), members: members('A', 'B', 'C') } },
    ['warn', 'node-d'],
  ],
  [
    'uses the id of a node without a name',
    { cluster: excluding('B', ''), question: { node: a } },
    ['lasting', 'B is excluded'],
  ],
]);
