import { describeRule } from './test-support/describe-rule.ts';
import { a, after, all3, membersOf, one, silence, three } from '../test-support/three-nodes.ts';
import { noAlarms } from './no-alarms.ts';

describeRule(noAlarms, [
  ['there is no alarm', {}],
  [
    'another node has an alarm, whichever node reports it',
    { all: { alarms: [{ node: three, resource: 'disk' }] } },
    `block: ${three} has a disk alarm`,
  ],
  [
    'the leaving node has an alarm',
    { all: { alarms: [{ node: one, resource: 'memory' }] } },
    `warn: ${one} has a memory alarm`,
  ],
  [
    'the unresponsive node may be the one with the alarm',
    {
      all: { members: membersOf([...all3, 'rabbit@four']), alarms: [{ node: 'rabbit@four', resource: 'disk' }] },
      views: { [a]: silence },
    },
    'block: rabbit@four has a disk alarm',
  ],
  [
    'the node has an alarm after the recycle',
    { all: { alarms: [{ node: one, resource: 'memory' }] }, question: after },
    `block: ${one} has a memory alarm`,
  ],
]);
