import { describeRule } from './test-support/describe-rule.ts';
import {
  a,
  after,
  all3,
  b,
  c,
  membersOf,
  nodeDown,
  ofPair,
  one,
  pair,
  silence,
  single,
  two,
  withFour,
} from '../test-support/three-nodes.ts';
import { clusterMajority } from './cluster-majority.ts';

describeRule(clusterMajority, [
  ['two of three nodes remain', {}],
  ['one of two nodes remains', { all: ofPair, question: pair }, `lasting: Without ${a}, 1 of 2 nodes remain`],
  ['one of two nodes remains after the recycle', { all: ofPair, question: { ...pair, ...after } }],
  [
    'one of two nodes is already down',
    { all: { members: membersOf([two], [one]) }, views: { [a]: silence }, question: pair },
  ],
  [
    'one of two nodes is running and does not respond',
    { all: ofPair, views: { [a]: silence }, question: pair },
    `lasting: Without ${a}, 1 of 2 nodes remain`,
  ],
  [
    'two of four nodes are running without it',
    { all: { members: membersOf(all3, ['rabbit@four']) } },
    `block: Without ${a}, 2 of 4 nodes are running, which is not a majority (not running: rabbit@four)`,
  ],
  [
    'two of four are running without it, and it may be a running one',
    { all: { members: membersOf(all3, ['rabbit@four']) }, views: { [a]: silence } },
    `block: Without ${a}, 2 of 4 nodes are running, which is not a majority (not running: rabbit@four)`,
  ],
  ['three of four nodes are running without it', { all: withFour }],
  ['the leaving node is down and two are running', nodeDown],
  ['no node responds', { views: { [a]: silence, [b]: silence, [c]: silence } }],
  [
    'there is only one node',
    { all: { members: membersOf([one]) }, question: single },
    `lasting: ${a} is the only node`,
  ],
  [
    'there is only one node, which is down',
    { views: { [a]: silence }, question: single },
    `lasting: ${a} is the only node`,
  ],
]);
