import { describeRule } from './test-support/describe-rule.ts';
import { a, nodeDown, one, silence, withFour } from '../test-support/three-nodes.ts';
import { membersKnown } from './members-known.ts';

describeRule(membersKnown, [
  ['all members are listed', {}],
  ['the unresponsive node is the only unmatched member', nodeDown],
  ['a member is unlisted', { all: withFour }, 'lasting: The cluster has members that are not listed: rabbit@four'],
  [
    'a member is unlisted, and the leaving node does not respond',
    { all: withFour, views: { [a]: silence } },
    `lasting: The cluster has members that are not listed: 1 of ${one}, rabbit@four`,
  ],
]);
