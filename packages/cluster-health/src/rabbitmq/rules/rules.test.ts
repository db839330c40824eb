import { describe, expect, it } from '@jest/globals';
import { findingsOf } from '../../test-support/questions.ts';
import {
  a,
  b,
  c,
  classic,
  membersOf,
  mirrored,
  named,
  nodeDown,
  one,
  quorum,
  type RabbitmqSceneChange,
  scene,
  silence,
  three,
  two,
  vhost,
  view,
} from '../test-support/three-nodes.ts';
import { rules } from './index.ts';

/** The expected findings: severity (`lasting`: blocks and does not resolve on its own) and part of the message. */
type Expected = `${'block' | 'lasting' | 'warn'}: ${string}`;
type Case = readonly [name: string, change: RabbitmqSceneChange, ...expected: Expected[]];

const after = { phase: 'after' } as const;
const pair = { nodes: [a, b], expect: 2 };
const single = { nodes: [a], expect: 1 };
const ofPair = { members: membersOf([one, two]) };
const all3 = [one, two, three] as const;
const refused = { why: 'GET /api/queues/shop at it returned 401', hint: 'Grant permissions.', isLasting: true };
/** A fourth member that is not listed. */
const withFour = { members: membersOf([...all3, 'rabbit@four']) };
const stream = (name: string, members: readonly string[], online = members) => quorum(name, members, online, 'stream');

const tables: Record<string, readonly Case[]> = {
  'nodes-running': [
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
    [
      'two addresses belong to one node',
      { views: { [c]: view(two) } },
      `block: ${b} and ${c} are the same node: ${two}`,
    ],
  ],
  'members-known': [
    ['all members are listed', {}],
    ['the unresponsive node is the only unmatched member', nodeDown],
    ['a member is unlisted', { all: withFour }, 'lasting: The cluster has members that are not listed: rabbit@four'],
    [
      'a member is unlisted, and the leaving node does not respond',
      { all: withFour, views: { [a]: silence } },
      `lasting: The cluster has members that are not listed: 1 of ${one}, rabbit@four`,
    ],
  ],
  'no-partition': [
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
  ],
  'no-alarms': [
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
  ],
  'cluster-majority': [
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
  ],
  'contents-readable': [
    ['all contents can be read', {}],
    ['the only node is down', { contents: silence, views: { [a]: silence }, question: single }],
    [
      'no node responds',
      { contents: { why: 'no node responds' } },
      'block: The queues cannot be read: no node responds',
    ],
    [
      'the user has no permissions in a virtual host',
      { vhosts: [vhost(), vhost({ name: 'shop', queues: refused })] },
      `lasting: The queues of the virtual host shop cannot be read: ${refused.why}`,
    ],
  ],
  'vhosts-running': [
    ['all virtual hosts are running', {}],
    ['they are not running on the leaving node', nodeDown],
    [
      'they are not running on an unlisted node, which may be this one',
      { all: withFour, views: { [a]: silence } },
      'block: Virtual hosts are not running on rabbit@four: / (not reported)',
    ],
    [
      'they are not running on another node',
      {
        vhosts: [
          vhost(),
          vhost({
            name: 'shop',
            states: new Map([
              [one, 'running'],
              [two, 'stopped'],
            ]),
          }),
        ],
      },
      `block: Virtual hosts are not running on ${two}: shop (stopped)`,
      `block: Virtual hosts are not running on ${three}: shop (not reported)`,
    ],
    [
      'they are not running yet on the node after the recycle',
      { ...nodeDown, all: {}, views: {}, question: after },
      `block: Virtual hosts are not running on ${one}: / (not reported)`,
    ],
  ],
  'queue-quorum': [
    ['a majority remains', {}],
    ['the leaving node and its members are down', nodeDown],
    [
      'another member is offline',
      { queues: [quorum('orders', all3, [one, two])] },
      `block: Without ${a} (${one}), no majority is online for orders (2 of 3 online)`,
    ],
    [
      'another member is online on a stopped node',
      { all: { members: membersOf([one, two], [three]) } },
      `block: Without ${a} (${one}), no majority is online for orders (2 of 3 online)`,
    ],
    [
      'another member is offline of a queue without a member on the node',
      { queues: [quorum('orders', [two, three], [two])] },
    ],
    ['the member on the node is offline', { queues: [quorum('orders', all3, [two, three])] }],
    [
      'the member on the node and another one are offline',
      { queues: [quorum('orders', all3, [two])] },
      'block: Without',
    ],
    [
      'the node does not respond, and another member is offline',
      { views: { [a]: silence }, queues: [quorum('orders', all3, [one, two])] },
      `block: Without ${a} (${one}), no majority is online for orders`,
    ],
    [
      'a queue has one member, a stream two',
      { queues: [quorum('lone', [one]), stream('log', [one, two])] },
      `lasting: Without ${a} (${one}), these queues have too few members for a majority and are unavailable: lone (1 of 1 online), log (2 of 2`,
    ],
    ['a queue has one member on another node', { queues: [quorum('lone', [two])] }],
    [
      'a queue has one member, on the node that is down',
      { ...nodeDown, vhosts: [], queues: [quorum('lone', [one], [])] },
    ],
    [
      'a member is on a node that no longer exists',
      { queues: [quorum('orders', [one, two, 'rabbit@gone'], [one, two])] },
      `lasting: Without ${a} (${one}), these queues have too few members for a majority and are unavailable: orders (2 of 3 online)`,
    ],
    [
      'the statistics lack the online members of a stream',
      { queues: [{ ...stream('log', all3), online: undefined }] },
      'block: The online members are not reported yet for log',
    ],
    [
      'the statistics lack a quorum queue that the node reports',
      { queues: [{ ...quorum('orders', all3), online: undefined }] },
    ],
    [
      'the statistics do not contain a new stream yet',
      { queues: [classic('log', { type: 'stream' })] },
      'block: The online members are not reported yet for log',
    ],
    [
      'the statistics lack a new quorum queue after the recycle',
      { queues: [classic('orders', { type: 'quorum' })], question: after },
      'block: The online members are not reported yet for orders',
    ],
    [
      'the node contradicts the statistics, which are older',
      { views: { [a]: view(one, { critical: [named('orders')] }) } },
      `block: ${a} (${one}) reports that no majority remains without it for orders`,
    ],
    [
      'the node reports a queue that is not listed yet',
      { views: { [a]: view(one, { critical: [named('fresh', 'quorum', 'shop')] }) } },
      `block: ${a} (${one}) reports that no majority remains without it for fresh in shop`,
    ],
    [
      'the node reports a queue whose member on it is offline',
      { views: { [a]: view(one, { critical: [named('orders')] }) }, queues: [quorum('orders', all3, [two, three])] },
    ],
    [
      'the node reports its metadata',
      { views: { [a]: view(one, { critical: [named('rabbitmq_metadata', 'process')] }) } },
      'block: ',
    ],
    [
      'a node of two reports its metadata',
      { all: { ...ofPair, critical: [named('rabbitmq_metadata', 'process')] }, queues: [], question: pair },
    ],
    ['another node reports a queue', { views: { [b]: view(two, { critical: [named('orders')] }) } }],
    ['all members are back after the recycle', { question: after }],
    [
      'a member is offline after the recycle',
      { queues: [quorum('orders', all3, [two, three]), stream('log', all3, [two, three])], question: after },
      `block: On ${one}, the members of these queues are not online: orders, log`,
    ],
    [
      'another node reports a lagging member after the recycle',
      { views: { [b]: view(two, { critical: [named('orders')] }) }, question: after },
      `block: ${b} (${two}) reports that not all members have caught up for orders`,
    ],
    [
      'a queue with one member stays critical after the recycle',
      { all: { critical: [named('lone')] }, queues: [quorum('lone', [one])], question: after },
    ],
    [
      'a member is on a removed node after the recycle',
      {
        all: { critical: [named('orders')] },
        queues: [quorum('orders', [one, two, 'rabbit@gone'], [one, two])],
        question: after,
      },
    ],
    ['no node can be queried', { contents: silence }],
  ],
  'mirror-synchronised': [
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
  ],
  'queues-elsewhere': [
    ['all queues are replicated', {}],
    [
      'durable queues are only on the node',
      { queues: [classic('mail'), classic('jobs', { vhost: 'shop' }), mirrored('old', [])] },
      `lasting: 3 durable queues (mail, jobs in shop, old) only on ${a}`,
    ],
    ['a durable queue is only on another node', { queues: [classic('mail', { node: two })] }],
    ['a durable queue is down with the node', { ...nodeDown, vhosts: [], queues: [classic('mail')] }],
    [
      'the node is running and does not respond',
      { views: { [a]: silence }, queues: [classic('mail')] },
      `lasting: 1 durable queue (mail) only on ${a}`,
    ],
    ['a durable queue is only on the node after the recycle', { queues: [classic('mail')], question: after }],
    [
      'exclusive and transient queues are on the node',
      { queues: [classic('reply', { isExclusive: true }), classic('short', { isDurable: false })] },
      `warn: 2 exclusive or transient queues (reply, short) on ${a}: deleted`,
    ],
    ['a new stream without statistics is on the node', { queues: [classic('log', { type: 'stream' })] }],
    ['a mirrored queue has a mirror', { queues: [mirrored('old', [two])] }],
  ],
  'feature-flags': [
    ['all flags are enabled', {}],
    ['some flags are disabled', { disabledFlags: ['khepri_db'] }, 'warn: A new version does not start if'],
    [
      'the user may not read the flags',
      { disabledFlags: { why: 'returned 401' } },
      'warn: A new version does not start if',
    ],
    ['some flags are disabled after the recycle', { disabledFlags: ['khepri_db'], question: after }],
  ],
};

describe.each(Object.entries(tables))('%s', (code, cases) => {
  const { id } = rules.find((rule) => rule.code === code)!;
  it.each(cases)('%s', (_, change, ...expected) => {
    expect(findingsOf(rules, id, ...scene(change))).toEqual(expected.map((part) => expect.stringContaining(part)));
  });
});

it('has a table of cases for every rule', () =>
  expect(Object.keys(tables).toSorted()).toEqual(rules.map(({ code }) => code).toSorted()));

it('prefers the contents reported by a node that is not being checked', () => {
  const [, question] = scene();
  const reportOf = (askedOf: string, name: string) => ({
    askedOf,
    vhosts: [vhost({ queues: [classic(name)] })],
    disabledFlags: [],
  });
  const [snapshot] = scene({ contents: [reportOf(a, 'old'), reportOf(b, 'new')] });
  expect(findingsOf(rules, 'R10', snapshot, question)).toEqual([expect.stringContaining('(new)')]);
  const [alone] = scene({ contents: [reportOf(a, 'old')] });
  expect(findingsOf(rules, 'R10', alone, question)).toEqual([expect.stringContaining('(old)')]);
});
