import { describeRule } from './test-support/describe-rule.ts';
import {
  a,
  after,
  all3,
  b,
  c,
  membersOf,
  nodeDown,
  one,
  silence,
  three,
  two,
  view,
} from '../test-support/three-nodes.ts';
import { nodesRunning } from './nodes-running.ts';

describeRule(nodesRunning, [
  ['all nodes are running', {}],
  ['the leaving node is down', nodeDown],
  ['the leaving node is running and does not respond, because it was drained', { views: { [a]: silence } }],
  [
    'the node is down after the recycle',
    { ...nodeDown, question: after },
    `block: ${a} does not respond: ${silence.why}`,
    `block: ${one} is not running, as seen by ${b}, ${c}`,
  ],
  [
    'another node is down',
    { all: { members: membersOf([one, two], [three]) }, views: { [c]: silence } },
    `block: ${c} does not respond: ${silence.why}`,
    `block: ${three} is not running, as seen by ${b}`,
  ],
  [
    'another node is running and does not respond',
    { views: { [c]: silence } },
    `block: ${c} does not respond: ${silence.why}; the cluster sees ${three} running`,
  ],
  [
    'another node rejects the user, which is reported at once',
    { views: { [c]: { why: 'it returned 401', isLasting: true } } },
    `lasting: ${c} does not respond: it returned 401; the cluster sees`,
  ],
  [
    'one node does not see another one running',
    { views: { [b]: view(two, { members: membersOf([one, two], [three]) }) } },
    `block: ${three} is not running, as seen by ${b}`,
  ],
  [
    'another node formed a cluster of its own',
    {
      all: { members: membersOf([one, two], [three]) },
      views: { [c]: view(three, { members: membersOf([three]) }) },
    },
    `block: ${c} sees the members ${three}, but ${b} sees ${one}, ${three}, ${two}`,
    `block: ${three} is not running, as seen by ${b}`,
  ],
  [
    'the leaving node formed a cluster of its own',
    { all: { members: membersOf([two, three], [one]) }, views: { [a]: view(one, { members: membersOf([one]) }) } },
  ],
  [
    'the node formed a cluster of its own after the recycle',
    { views: { [a]: view(one, { members: membersOf([one]) }) }, question: after },
    `block: ${b} sees the members ${one}, ${three}, ${two}, but ${a} sees ${one}`,
    `block: ${c} sees the members`,
  ],
  [
    'the leaving node may be a running member or an unlisted stopped one',
    { all: { members: membersOf(all3, ['rabbit@four']) }, views: { [a]: silence } },
    `block: rabbit@four is not running, as seen by ${b}, ${c}; ${a} does not respond and may be any of ${one}, rabbit@four`,
  ],
  [
    'the leaving node and an unlisted one are down',
    { all: { members: membersOf([two, three], [one, 'rabbit@four']) }, views: { [a]: silence } },
    `block: ${one} is not running`,
    'block: rabbit@four is not running',
  ],
  ['two addresses belong to one node', { views: { [c]: view(two) } }, `block: ${b} and ${c} are the same node: ${two}`],
]);
