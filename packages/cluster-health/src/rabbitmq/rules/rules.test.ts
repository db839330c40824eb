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

/** What a case expects: nothing, or the severity (`lasting`: blocks, and waiting cannot help) and part of the message. */
type Expected = `${'block' | 'lasting' | 'warn'}: ${string}`;
type Case = readonly [name: string, change: RabbitmqSceneChange, ...expected: Expected[]];

const after = { phase: 'after' } as const;
const pair = { nodes: [a, b], expect: 2 };
const single = { nodes: [a], expect: 1 };
const ofPair = { members: membersOf([one, two]) };
const all3 = [one, two, three] as const;
const refused = { why: 'GET /api/queues/shop at it answered 401', hint: 'Give it permissions.', isLasting: true };
/** A fourth member that nobody listed. */
const withFour = { members: membersOf([...all3, 'rabbit@four']) };
const stream = (name: string, members: readonly string[], online = members) => quorum(name, members, online, 'stream');

const tables: Record<string, readonly Case[]> = {
  'nodes-running': [
    ['all run', {}],
    ['the node itself is down', nodeDown],
    ['the node itself is silent and runs: it was drained', { views: { [a]: silence } }],
    [
      'the node itself is down, afterwards',
      { ...nodeDown, question: after },
      `block: ${a} does not answer: ${silence.why}`,
      `block: ${one} does not run, as seen by ${b}, ${c}`,
    ],
    [
      'another is down',
      { all: { members: membersOf([one, two], [three]) }, views: { [c]: silence } },
      `block: ${c} does not answer: ${silence.why}`,
      `block: ${three} does not run, as seen by ${b}`,
    ],
    [
      'another runs, and does not answer',
      { views: { [c]: silence } },
      `block: ${c} does not answer: ${silence.why}; the cluster sees ${three} running`,
    ],
    [
      'the user may not ask another, which waiting does not heal',
      { views: { [c]: { why: 'it answered 401', isLasting: true } } },
      `lasting: ${c} does not answer: it answered 401; the cluster sees`,
    ],
    [
      'another is not seen by just one',
      { views: { [b]: view(two, { members: membersOf([one, two], [three]) }) } },
      `block: ${three} does not run, as seen by ${b}`,
    ],
    [
      'another has a cluster of its own',
      {
        all: { members: membersOf([one, two], [three]) },
        views: { [c]: view(three, { members: membersOf([three]) }) },
      },
      `block: ${c} sees the cluster of ${three}, ${b} that of ${one}, ${three}, ${two}`,
      `block: ${three} does not run, as seen by ${b}`,
    ],
    [
      'the node has a cluster of its own: it may go',
      { all: { members: membersOf([two, three], [one]) }, views: { [a]: view(one, { members: membersOf([one]) }) } },
    ],
    [
      'the node has a cluster of its own, afterwards',
      { views: { [a]: view(one, { members: membersOf([one]) }) }, question: after },
      `block: ${b} sees the cluster of ${one}, ${three}, ${two}, ${a} that of ${one}`,
      `block: ${c} sees the cluster`,
    ],
    [
      'the node is silent and one that is not listed is down: which of them the node is cannot be told',
      { all: { members: membersOf(all3, ['rabbit@four']) }, views: { [a]: silence } },
      `block: rabbit@four does not run, as seen by ${b}, ${c}; ${a} is silent, and may be any of ${one}, rabbit@four`,
    ],
    [
      'the node and one that is not listed are down: one silent node is one of them at most',
      { all: { members: membersOf([two, three], [one, 'rabbit@four']) }, views: { [a]: silence } },
      `block: ${one} does not run`,
      'block: rabbit@four does not run',
    ],
    ['two addresses are one node', { views: { [c]: view(two) } }, `block: ${b} and ${c} are one node: ${two}`],
  ],
  'members-known': [
    ['all are listed', {}],
    ['the silent node is the one that nobody else is', nodeDown],
    [
      'one is not listed',
      { all: withFour },
      'lasting: In the cluster and not among the nodes that are listed: rabbit@four',
    ],
    [
      'one is not listed, and the node is silent',
      { all: withFour, views: { [a]: silence } },
      `lasting: In the cluster and not among the nodes that are listed: 1 of ${one}, rabbit@four`,
    ],
  ],
  'no-partition': [
    ['there is none', {}],
    [
      'another has seen one',
      { views: { [b]: view(two, { partitions: [three] }) } },
      `block: ${b} (${two}) is partitioned from ${three}`,
    ],
    [
      'the node itself has: whatever its side took in would be lost',
      { views: { [a]: view(one, { partitions: [two, three] }) } },
      `block: ${a} (${one}) is partitioned from ${two}, ${three}`,
    ],
    [
      'another does not tell yet',
      { views: { [b]: view(two, { partitions: undefined }) } },
      `block: ${b} (${two}) does not tell yet`,
    ],
    ['the node itself does not tell yet', { views: { [a]: view(one, { partitions: undefined }) } }],
  ],
  'no-alarms': [
    ['there is none', {}],
    [
      'another has one, whoever tells it',
      { all: { alarms: [{ node: three, resource: 'disk' }] } },
      `block: ${three} has an alarm of disk`,
    ],
    [
      'the node itself has one',
      { all: { alarms: [{ node: one, resource: 'memory' }] } },
      `warn: ${one} has an alarm of memory`,
    ],
    [
      'the silent node may be the one that has one, or may not',
      {
        all: { members: membersOf([...all3, 'rabbit@four']), alarms: [{ node: 'rabbit@four', resource: 'disk' }] },
        views: { [a]: silence },
      },
      'block: rabbit@four has an alarm of disk',
    ],
    [
      'the node itself has one, afterwards',
      { all: { alarms: [{ node: one, resource: 'memory' }] }, question: after },
      `block: ${one} has an alarm of memory`,
    ],
  ],
  'cluster-majority': [
    ['two of three remain', {}],
    ['one of two remains', { all: ofPair, question: pair }, `lasting: Without ${a}, 1 of 2 nodes remain`],
    ['one of two remains, afterwards', { all: ofPair, question: { ...pair, ...after } }],
    [
      'one of two is down already',
      { all: { members: membersOf([two], [one]) }, views: { [a]: silence }, question: pair },
    ],
    [
      'one of two is silent, and runs',
      { all: ofPair, views: { [a]: silence }, question: pair },
      `lasting: Without ${a}, 1 of 2 nodes remain`,
    ],
    [
      'two of four run without it',
      { all: { members: membersOf(all3, ['rabbit@four']) } },
      `block: Without ${a}, 2 of 4 nodes run, which is no majority (not running: rabbit@four)`,
    ],
    [
      'two of four run without it, which is silent and may be one that runs',
      { all: { members: membersOf(all3, ['rabbit@four']) }, views: { [a]: silence } },
      `block: Without ${a}, 2 of 4 nodes run, which is no majority (not running: rabbit@four)`,
    ],
    ['three of four run without it', { all: withFour }],
    ['it is down, and two others run', nodeDown],
    ['nobody answers', { views: { [a]: silence, [b]: silence, [c]: silence } }],
    ['there is just one', { all: { members: membersOf([one]) }, question: single }, `lasting: ${a} is the only node`],
    [
      'there is just one, which is down',
      { views: { [a]: silence }, question: single },
      `lasting: ${a} is the only node`,
    ],
  ],
  'contents-readable': [
    ['they can be', {}],
    ['the only node is down', { contents: silence, views: { [a]: silence }, question: single }],
    ['nobody answers', { contents: { why: 'no node answers' } }, 'block: The queues cannot be read: no node answers'],
    [
      'the user has no permissions in one virtual host',
      { vhosts: [vhost(), vhost({ name: 'shop', queues: refused })] },
      `lasting: The queues of the virtual host shop cannot be read: ${refused.why}`,
    ],
  ],
  'vhosts-running': [
    ['all do', {}],
    ['they do not on the node itself', nodeDown],
    [
      'they do not on one that is not listed, which the silent node may be',
      { all: withFour, views: { [a]: silence } },
      'block: On rabbit@four, virtual hosts do not run: / (not told)',
    ],
    [
      'they do not on another',
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
      `block: On ${two}, virtual hosts do not run: shop (stopped)`,
      `block: On ${three}, virtual hosts do not run: shop (not told)`,
    ],
    [
      'they do not yet on the node, afterwards',
      { ...nodeDown, all: {}, views: {}, question: after },
      `block: On ${one}, virtual hosts do not run: / (not told)`,
    ],
  ],
  'queue-quorum': [
    ['a majority remains', {}],
    ['the node itself is down, and its members with it', nodeDown],
    [
      'another member is not online',
      { queues: [quorum('orders', all3, [one, two])] },
      `block: Without ${a} (${one}), no majority is online of orders (2 of 3 online)`,
    ],
    [
      'another member is online, on a node that does not run',
      { all: { members: membersOf([one, two], [three]) } },
      `block: Without ${a} (${one}), no majority is online of orders (2 of 3 online)`,
    ],
    [
      'another member is not online of a queue that has none on the node',
      { queues: [quorum('orders', [two, three], [two])] },
    ],
    ['the member on the node is not online', { queues: [quorum('orders', all3, [two, three])] }],
    [
      'the member on the node is not online, and another is not',
      { queues: [quorum('orders', all3, [two])] },
      'block: Without',
    ],
    [
      'the node is silent and runs, and another member is not online',
      { views: { [a]: silence }, queues: [quorum('orders', all3, [one, two])] },
      `block: Without ${a} (${one}), no majority is online of orders`,
    ],
    [
      'a queue has one member, a stream two',
      { queues: [quorum('lone', [one]), stream('log', [one, two])] },
      `lasting: Without ${a} (${one}), too few members are left for a majority of lone (1 of 1 online), log (2 of 2`,
    ],
    ['a queue has one member, elsewhere', { queues: [quorum('lone', [two])] }],
    [
      'a queue has one member, on the node that is down',
      { ...nodeDown, vhosts: [], queues: [quorum('lone', [one], [])] },
    ],
    [
      'two members are on nodes that are no more',
      { queues: [quorum('orders', [one, two, 'rabbit@gone'], [one, two])] },
      `lasting: Without ${a} (${one}), too few members are left for a majority of orders (2 of 3 online)`,
    ],
    [
      'the statistics say nothing of a stream',
      { queues: [{ ...stream('log', all3), online: undefined }] },
      'block: Which members are online is not known yet of log',
    ],
    [
      'the statistics say nothing of a quorum queue, of which the node tells',
      { queues: [{ ...quorum('orders', all3), online: undefined }] },
    ],
    [
      'the statistics do not know a new stream yet',
      { queues: [classic('log', { type: 'stream' })] },
      'block: Which members are online is not known yet of log',
    ],
    [
      'the statistics do not know a new quorum queue yet, afterwards',
      { queues: [classic('orders', { type: 'quorum' })], question: after },
      'block: Which members are online is not known yet of orders',
    ],
    [
      'the node says otherwise than the statistics, which are older',
      { views: { [a]: view(one, { critical: [named('orders')] }) } },
      `block: ${a} (${one}) says that without it no majority remains of orders`,
    ],
    [
      'the node speaks of a queue that is not listed yet',
      { views: { [a]: view(one, { critical: [named('fresh', 'quorum', 'shop')] }) } },
      `block: ${a} (${one}) says that without it no majority remains of fresh in shop`,
    ],
    [
      'the node says so where its own member is out',
      { views: { [a]: view(one, { critical: [named('orders')] }) }, queues: [quorum('orders', all3, [two, three])] },
    ],
    [
      'the node says so of its metadata',
      { views: { [a]: view(one, { critical: [named('rabbitmq_metadata', 'process')] }) } },
      'block: ',
    ],
    [
      'a node of two says so of its metadata',
      { all: { ...ofPair, critical: [named('rabbitmq_metadata', 'process')] }, queues: [], question: pair },
    ],
    ['another node says so', { views: { [b]: view(two, { critical: [named('orders')] }) } }],
    ['all are back, afterwards', { question: after }],
    [
      'a member is not online, afterwards',
      { queues: [quorum('orders', all3, [two, three]), stream('log', all3, [two, three])], question: after },
      `block: On ${one}, members are not online of orders, log`,
    ],
    [
      'another node says that a member does not follow, afterwards',
      { views: { [b]: view(two, { critical: [named('orders')] }) }, question: after },
      `block: ${b} (${two}) says that not all members follow of orders`,
    ],
    [
      'what never has enough is as critical as ever, afterwards',
      { all: { critical: [named('lone')] }, queues: [quorum('lone', [one])], question: after },
    ],
    [
      'a member is on a node that is no more, afterwards',
      {
        all: { critical: [named('orders')] },
        queues: [quorum('orders', [one, two, 'rabbit@gone'], [one, two])],
        question: after,
      },
    ],
    ['nobody can be asked', { contents: silence }],
  ],
  'mirror-synchronised': [
    ['a mirror is', { queues: [mirrored('old', [two, three], [three])] }],
    [
      'none is',
      { queues: [mirrored('old', [two, three], [])] },
      `block: Without ${a}, no synchronised mirror remains of old`,
    ],
    ['none is, of a queue that another leads', { queues: [{ ...mirrored('old', [one, three], []), node: two }] }],
    [
      'the only one that is has stopped',
      { all: { members: membersOf([one, two], [three]) }, queues: [mirrored('old', [two, three], [three])] },
      'block: Without',
    ],
    [
      'the node says that none is, and the statistics are older',
      { queues: [mirrored('old', [two])], views: { [a]: view(one, { withoutMirror: [named('old', 'classic')] }) } },
      `block: Without ${a}, no synchronised mirror remains of old`,
    ],
    ['none is, afterwards', { queues: [mirrored('old', [two], [])], question: after }],
    ['the node is down', { ...nodeDown, vhosts: [], queues: [mirrored('old', [two], [])] }],
  ],
  'queues-elsewhere': [
    ['all are', {}],
    [
      'durable ones are on the node alone',
      { queues: [classic('mail'), classic('jobs', { vhost: 'shop' }), mirrored('old', [])] },
      `lasting: 3 durable queues (mail, jobs in shop, old) on ${a} alone`,
    ],
    ['they are on another', { queues: [classic('mail', { node: two })] }],
    ['they are down with the node', { ...nodeDown, vhosts: [], queues: [classic('mail')] }],
    [
      'the node is silent, and runs',
      { views: { [a]: silence }, queues: [classic('mail')] },
      `lasting: 1 durable queue (mail) on ${a} alone`,
    ],
    ['they are back, afterwards', { queues: [classic('mail')], question: after }],
    [
      'exclusive and transient ones are',
      { queues: [classic('reply', { isExclusive: true }), classic('short', { isDurable: false })] },
      `warn: 2 exclusive or transient queues (reply, short) on ${a} end with it`,
    ],
    ['a new stream, of which nothing else is known, is not', { queues: [classic('log', { type: 'stream' })] }],
    ['a mirrored one has a mirror', { queues: [mirrored('old', [two])] }],
  ],
  'feature-flags': [
    ['all are enabled', {}],
    ['some are not', { disabledFlags: ['khepri_db'] }, 'warn: A new version does not start where'],
    [
      'the user may not see them',
      { disabledFlags: { why: 'answered 401' } },
      'warn: A new version does not start where',
    ],
    ['some are not, afterwards', { disabledFlags: ['khepri_db'], question: after }],
  ],
};

describe.each(Object.entries(tables))('%s', (code, cases) => {
  const { id } = rules.find((rule) => rule.code === code)!;
  it.each(cases)('%s', (_, change, ...expected) => {
    expect(findingsOf(rules, id, ...scene(change))).toEqual(expected.map((part) => expect.stringContaining(part)));
  });
});

it('every rule of RabbitMQ has a table', () =>
  expect(Object.keys(tables).toSorted()).toEqual(rules.map(({ code }) => code).toSorted()));

it('what a node in question tells counts only where no other can tell', () => {
  const [, question] = scene();
  const tell = (askedOf: string, name: string) => ({
    askedOf,
    vhosts: [vhost({ queues: [classic(name)] })],
    disabledFlags: [],
  });
  const [snapshot] = scene({ contents: [tell(a, 'old'), tell(b, 'new')] });
  expect(findingsOf(rules, 'R10', snapshot, question)).toEqual([expect.stringContaining('(new)')]);
  const [alone] = scene({ contents: [tell(a, 'old')] });
  expect(findingsOf(rules, 'R10', alone, question)).toEqual([expect.stringContaining('(old)')]);
});
