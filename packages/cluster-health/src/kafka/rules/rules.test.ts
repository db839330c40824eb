import { describe, expect, it } from '@jest/globals';
import type { RuleVerdict } from '../../kind/rule.ts';
import {
  a,
  b,
  broker,
  c,
  controller,
  denied,
  identity,
  type KafkaSceneChange,
  nodeDown,
  observer,
  partition,
  quorum,
  scene,
  silence,
  view,
  voter,
} from '../test-support/three-brokers.ts';
import { rules } from './index.ts';

/** What a case expects: nothing, or the severity (`lasting`: blocks, and waiting cannot help) and part of the message. */
type Expected = readonly [severity: 'block' | 'lasting' | 'warn', part: string];
type Case = readonly [name: string, change: KafkaSceneChange, ...expected: Expected[]];

const after = { phase: 'after' } as const;
const two = { nodes: [a, b], expect: 2 };
const partitions = (...some: ReturnType<typeof partition>[]): KafkaSceneChange => ({ all: { partitions: some } });
const voters = (...some: ReturnType<typeof voter>[]): KafkaSceneChange => ({
  all: { quorum: quorum({ voters: some }) },
});
const pair = partition('pairs-0', [1, 2]);
const lone = partition('lone-0', [1]);
const never = Number.POSITIVE_INFINITY;
const controllersApart: KafkaSceneChange = {
  controllers: { [c]: controller({ quorum: quorum() }) },
  all: { brokers: [1, 2].map(broker), partitions: [pair] },
};

/** Three brokers of four are left, and nobody has moved the replicas of the fourth. */
const gone = partitions(
  partition('orders-0', [1, 2, 4], [1, 2]),
  partition('orders-1', [2, 4, 1], [2, 1]),
  partition('orders-2', [1, 2, 3]),
);
const movedAway = { adding: [3], removing: [4] };
/** As ListPartitionReassignments and the metadata have it while a replica moves from 1 to 3. */
const moving = { partitions: [partition('orders-0', [3, 2, 1], [2, 1])] };

/** As DescribeQuorum tells it of a voter that was formatted again with --no-initial-controllers. */
const oldDirectory = quorum({
  leader: 2,
  voters: [{ ...voter(1, never), directory: 'MYr3vI_GQ4-5Yz5HkAgA1Q' }, voter(2), voter(3)],
  observers: [observer(1, '3b7dyfRtLrdAkS20CDfTlg'), observer(9, '4_D4RliSHucZwWqxYC9XgQ')],
});
const wiped = (joinsByItself: boolean): KafkaSceneChange => ({
  all: { quorum: oldDirectory },
  views: { [a]: view({ quorum: oldDirectory, identity: identity(1, { joinsByItself }) }) },
});
const rejoined = { ...voter(1), directory: '3b7dyfRtLrdAkS20CDfTlg' };
/** And once remove-controller has taken that vote away. */
const twoVoters = quorum({
  leader: 2,
  voters: [voter(2), voter(3)],
  observers: [observer(1, '3b7dyfRtLrdAkS20CDfTlg')],
});
const removed: KafkaSceneChange = {
  all: { quorum: twoVoters },
  views: { [a]: view({ quorum: twoVoters, identity: identity(1) }) },
};

const tables: Record<string, readonly Case[]> = {
  'brokers-registered': [
    ['all are', {}],
    ['the node itself is down', nodeDown],
    [
      'the node itself is down, afterwards',
      { ...nodeDown, question: after },
      ['block', `${a} (broker 1) is not registered, as seen by ${b}, ${c}`],
    ],
    [
      'another is not, as just one sees it',
      { views: { [b]: view({ brokers: [1, 2].map(broker) }) } },
      ['block', `${c} (broker 3) is not registered, as seen by ${b}`],
    ],
    ['the node itself sees too few', { views: { [a]: view({ brokers: [broker(1)] }) } }],
    [
      'the node itself sees too few, afterwards',
      { views: { [a]: view({ brokers: [broker(1)] }) }, question: after },
      ['block', `${b} (broker 2) is not registered, as seen by ${a}`],
      ['block', `${c} (broker 3) is not registered, as seen by ${a}`],
    ],
    [
      'another cannot be recognised',
      { ids: { [a]: 1, [b]: 2 } },
      ['block', `${c} is none of the brokers that are registered: 1 (10.0.0.1:9092), 2 (10.0.0.2:9092), 3 (`],
    ],
    [
      'the node itself cannot be recognised',
      { ids: { [b]: 2 } },
      ['block', `${c} is none of the brokers`],
      ['block', `Which broker is at ${a} cannot be told; it may be 1 (10.0.0.1:9092), 3 (10.0.0.3:9092)`],
    ],
    ['a controller alone need not be', controllersApart],
    [
      'all are controllers alone',
      { controllers: { [a]: controller(), [b]: controller(), [c]: controller({ quorum: quorum() }) } },
      ['warn', 'No broker is listed'],
    ],
    [
      'the options say otherwise',
      { contradictions: [{ subject: b, message: 'node_ids says that 10.0.0.2 is node 1', hint: 'Correct it.' }] },
      ['lasting', 'node_ids says'],
    ],
    [
      'a controller that is silent need not be',
      { all: { ...controllersApart.all, brokers: [1, 2].map(broker) }, views: { [c]: silence } },
    ],
    [
      'a controller alone cannot be recognised',
      { ...controllersApart, ids: { [a]: 1, [b]: 2 } },
      ['block', `Which controller is at ${c} cannot be told; the voters are 1, 2, 3`],
    ],
    [
      'the controller that is to leave cannot be recognised',
      { ...controllersApart, ids: { [a]: 1, [b]: 2 }, question: { node: c } },
      ['block', `Which controller is at ${c} cannot be told`],
    ],
  ],
  'min-in-sync-replicas': [
    ['enough are left', {}],
    [
      'too few would be left',
      partitions(partition('orders-0', [1, 2, 3], [1, 2]), partition('orders-1', [1, 2, 3])),
      ['block', `Without ${a} (broker 1), fewer replicas than min.insync.replicas of 2 are in sync of orders-0`],
    ],
    ['just enough are in sync without it', partitions(partition('orders-0', [1, 2, 3], [2, 3]))],
    [
      'too few are in sync without it',
      partitions(partition('orders-0', [1, 2, 3], [2])),
      ['block', 'are in sync of orders-0'],
    ],
    ['too few are in sync elsewhere', partitions(partition('orders-0', [2, 3, 4], [2]))],
    [
      'as just one sees it',
      { views: { [b]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 2])] }) } },
      ['block', 'are in sync of orders-0'],
    ],
    [
      'there are never enough',
      partitions(pair),
      [
        'lasting',
        `pairs has no more replicas than its min.insync.replicas of 2, so without ${a} (broker 1) nobody can write to pairs-0`,
      ],
    ],
    ['there are never enough, and the node is out', partitions(partition('pairs-0', [1, 2], [2]))],
    [
      'there are never enough, and the node is silent',
      { ...partitions(pair), views: { [a]: silence } },
      ['block', 'pairs has no more replicas'],
    ],
    ['there are never enough elsewhere', partitions(partition('pairs-0', [2, 3]))],
    ['a single replica is for another rule', partitions(lone)],
    [
      'one cannot tell how many',
      { views: { [c]: view({ minInSync: new Map([['orders', { why: 'not allowed' }]]) }) } },
      ['block', 'min.insync.replicas of orders cannot be read: not allowed'],
    ],
    [
      'nobody tells how many',
      { all: { minInSync: new Map() } },
      ['block', 'min.insync.replicas of orders cannot be read: nobody tells it'],
    ],
    [
      'one has more for it',
      { views: { [c]: view({ minInSync: new Map([['orders', 3]]) }) } },
      ['lasting', 'orders has no more replicas than its min.insync.replicas of 3'],
    ],
    ['nothing afterwards', { ...partitions(pair), question: after }],
  ],
  'in-sync-replicas': [
    ['all are', {}],
    ['all but those on the node', nodeDown],
    [
      'all but those on the node, afterwards',
      { ...nodeDown, question: after },
      ['block', '2 of 2 partitions lack replicas in sync: orders-0 (lacks 1), orders-1 (lacks 1)'],
    ],
    [
      'one elsewhere is not',
      partitions(partition('orders-0', [2, 3], [2])),
      ['block', '1 of 1 partitions lack replicas in sync: orders-0 (lacks 3)'],
    ],
    [
      'a broker is gone for good, with its replicas',
      gone,
      ['lasting', 'Broker 4 does not serve and is none of the nodes listed, with replicas of 2 of 3 partitions'],
    ],
    [
      'a broker is gone for good, and another is down',
      {
        all: { brokers: [2, 3].map(broker), partitions: [partition('orders-0', [1, 2, 4], [2])] },
        views: { [a]: silence },
        question: { node: b },
      },
      ['lasting', 'Broker 4 does not serve'],
      ['block', '1 of 1 partitions lack replicas in sync: orders-0 (lacks 1)'],
    ],
    [
      'two brokers are gone for good',
      { ...partitions(partition('orders-0', [1, 4, 5], [1])), question: { node: c } },
      ['lasting', 'Brokers 4, 5 do not serve and are none of the nodes listed, with replicas of 1 of 1 partitions'],
    ],
    [
      'a broker is gone that serves, but is not listed',
      { all: { ...gone.all, brokers: [1, 2, 3, 4].map(broker) } },
      ['block', '2 of 3 partitions lack replicas in sync: orders-0 (lacks 4), orders-1 (lacks 4)'],
    ],
    [
      'a broker is gone, and another that serves is not listed: nor may be this one',
      { all: { ...gone.all, brokers: [1, 2, 3, 5].map(broker) } },
      ['block', '2 of 3 partitions lack replicas in sync'],
    ],
    [
      'a broker may be an instance that is paused, without an address',
      { ...gone, question: { expect: 4 } },
      ['block', '2 of 3 partitions lack replicas in sync'],
    ],
    [
      'a broker may be a node that cannot be recognised',
      { ...gone, ids: { [a]: 1, [b]: 2 } },
      ['block', '2 of 3 partitions lack replicas in sync'],
    ],
    [
      'a broker is gone, and its replicas are being moved away',
      { all: { ...gone.all, reassignments: new Map(['orders-0', 'orders-1'].map((name) => [name, movedAway])) } },
      ['block', 'orders-0 (lacks 4), orders-1 (lacks 4)'],
    ],
    [
      'a broker is gone, to which replicas are being moved',
      {
        all: {
          partitions: [partition('orders-2', [1, 2, 4, 3], [1, 2])],
          reassignments: new Map([['orders-2', { adding: [4], removing: [3] }]]),
        },
      },
      ['lasting', 'Broker 4 does not serve and is none of the nodes listed, with replicas of 1 of 1 partitions'],
      ['block', 'orders-2 (lacks 3)'],
    ],
    [
      'a broker is gone, and whether its replicas are being moved cannot be read',
      { all: { ...gone.all, reassignments: silence } },
      ['block', 'orders-0 (lacks 4), orders-1 (lacks 4)'],
    ],
    [
      'a reassignment is under way, to another than the node',
      { all: { ...moving, reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]) } },
      ['block', '1 of 1 partitions lack replicas in sync: orders-0 (lacks 3, which a reassignment adds)'],
    ],
    [
      'a reassignment is under way, to the node',
      {
        all: { ...moving, reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]) },
        question: { node: c },
      },
    ],
    [
      'one is not, as just one broker sees it',
      { views: { [c]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 3])] }) } },
      ['block', '1 of 2 partitions lack replicas in sync: orders-0 (lacks 2)'],
    ],
    [
      'a partition has no leader',
      partitions(partition('orders-0', [1, 2, 3], [1, 2, 3], -1), partition('orders-1', [1, 2, 3])),
      ['block', '1 of 2 partitions have no leader: orders-0'],
    ],
    [
      'a partition has no leader, as just one broker sees it',
      { views: { [c]: view({ partitions: [partition('orders-0', [1, 2, 3], [1, 2, 3], -1)] }) } },
      ['block', '1 of 2 partitions have no leader: orders-0'],
    ],
    [
      'only the node could lead it: its data are on the node alone',
      partitions(partition('orders-0', [1, 2, 3], [1], -1)),
      ['block', '1 of 1 partitions have no leader: orders-0'],
      ['block', 'orders-0 (lacks 2, 3)'],
    ],
    [
      'a partition that is on the node alone has no leader',
      { ...partitions(partition('lone-0', [1], [1], -1)), views: { [a]: silence } },
    ],
    [
      'a partition that is on the node alone has no leader, afterwards',
      { ...partitions(partition('lone-0', [1], [1], -1)), question: after },
      ['block', '1 of 1 partitions have no leader: lone-0'],
    ],
    [
      'many are not',
      partitions(...Array.from({ length: 8 }, (_, index) => partition(`orders-${index}`, [1, 2, 3], [1, 3]))),
      ['block', 'orders-5 (lacks 2) and 2 more'],
    ],
  ],
  'brokers-serve': [
    ['all answer', {}],
    ['the node itself does not', { views: { [a]: silence } }],
    [
      'the node itself does not, afterwards',
      { views: { [a]: silence }, question: after },
      ['block', `${a} does not answer as a broker: connect ECONNREFUSED`],
    ],
    [
      'another does not, and the cluster has not noticed',
      { views: { [b]: silence } },
      ['block', `${b} does not answer as a broker: connect ECONNREFUSED`],
    ],
    [
      'a controller does not',
      { ...controllersApart, controllers: { [c]: silence } },
      ['block', `${c} does not answer as a controller: connect ECONNREFUSED`],
    ],
    [
      'another is in another cluster',
      { views: { [c]: view({ clusterId: 'other' }) } },
      ['block', `${c} is in another cluster (other) than ${b} (cluster)`],
    ],
    [
      'a controller alone is in another cluster',
      { ...controllersApart, controllers: { [c]: controller({ clusterId: 'other' }) } },
      ['block', `${c} is in another cluster (other) than ${b} (cluster)`],
    ],
    [
      'the node is back in another cluster',
      { views: { [a]: view({ clusterId: 'other' }) }, question: { ...after, nodes: [b, a, c] } },
      ['block', `${a} is in another cluster (other) than ${b} (cluster)`],
    ],
  ],
  'active-controller': [
    ['all know the same', {}],
    ['the node itself knows none', { views: { [a]: view({ quorum: silence }) } }],
    [
      'the node itself knows none, afterwards',
      { views: { [a]: view({ quorum: { why: 'timed out' } }) }, question: after },
      ['block', `${a} cannot tell the active controller: timed out`],
    ],
    [
      'another cannot tell',
      { views: { [b]: view({ quorum: { why: 'timed out' } }) } },
      ['block', `${b} cannot tell the active controller: timed out`],
    ],
    [
      'there is none',
      { views: { [b]: view({ quorum: quorum({ leader: -1 }) }) } },
      ['block', `There is no active controller, says ${b}`],
    ],
    [
      'they do not agree',
      { views: { [b]: view({ quorum: quorum({ leader: 2 }) }) } },
      ['block', `The active controller is not the same for all: 2 (${b}), 3 (${c})`],
    ],
    [
      'a controller alone knows another',
      { ...controllersApart, controllers: { [c]: controller({ quorum: quorum({ leader: 1 }) }) } },
      ['block', `3 (${b}), 1 (${c})`],
    ],
    ['a controller alone is not it', { ...controllersApart, controllers: { [c]: controller() } }],
    [
      'the node itself is it, of controllers alone',
      { controllers: { [a]: controller({ quorum: quorum() }), [b]: controller(), [c]: controller() } },
    ],
    [
      'no controller alone is it',
      { controllers: { [a]: controller(), [b]: controller(), [c]: controller() } },
      ['block', 'No controller that answers is the active one'],
    ],
    [
      'the only node cannot tell',
      { views: { [a]: view({ quorum: { why: 'not allowed' } }) }, question: { nodes: [a], expect: 1 } },
      ['block', `${a} cannot tell the active controller: not allowed`],
    ],
    ['the only node is down', { views: { [a]: silence }, question: { nodes: [a], expect: 1 } }],
  ],
  'controller-quorum': [
    ['all have caught up', {}],
    ['the node itself is down', nodeDown],
    [
      'the node itself is down, afterwards',
      { ...nodeDown, question: after },
      ['block', `${a} (controller 1) is 60000 ms behind the active one`],
    ],
    ['another is a little behind', voters(voter(1), voter(2, 1999), voter(3))],
    [
      'another is behind',
      voters(voter(1), voter(2, 2000), voter(3)),
      ['block', `${b} (controller 2) is 2000 ms behind the active one`],
      ['block', `Without ${a}, 1 of 3 controllers have caught up; 2 must`],
    ],
    [
      'another never caught up',
      voters(voter(1), voter(2, never), voter(3)),
      ['block', `${b} (controller 2) has not caught up yet`],
      ['block', `Without ${a}, 1 of 3 controllers have caught up`],
    ],
    [
      'it is unknown when the active one did',
      voters(voter(1), voter(2), voter(3, never)),
      ['block', `${b} (controller 2) has not caught up yet`],
      ['block', `Without ${a}, 1 of 3`],
    ],
    [
      'one of four that is not listed is behind',
      voters(voter(1), voter(2), voter(3), voter(4, 9000)),
      ['block', `Without ${a}, 2 of 4 controllers have caught up; 3 must (not: 4)`],
    ],
    [
      'one of five that is not listed is behind: as many as can be borne',
      voters(voter(1), voter(2), voter(3), voter(4), voter(5, 9000)),
    ],
    ['the node is none of them', voters(voter(3), voter(4), voter(5, 9000))],
    [
      'the node is none of them, and most are behind',
      voters(voter(3), voter(4, 9000), voter(5, 9000)),
      ['block', '1 of 3 controllers have caught up; 2 must'],
    ],
    [
      'the node is the only one',
      { all: { quorum: quorum({ leader: 1, voters: [voter(1)] }) } },
      ['lasting', `${a} is the only controller`],
    ],
    ['the node is the only one, afterwards', { ...voters(voter(3)), question: { ...after, node: c } }],
    ['another is the only one', voters(voter(3))],
    [
      'there are two',
      { all: { quorum: quorum({ leader: 2, voters: [voter(1), voter(2)] }) }, question: two },
      ['lasting', `Only two controllers vote (1 and 2): while ${a} is out, the other alone is no majority`],
    ],
    [
      'there are two, afterwards',
      { all: { quorum: quorum({ leader: 2, voters: [voter(1), voter(2)] }) }, question: { ...two, ...after } },
    ],
    [
      'there are two, and the node has none of the votes',
      { all: { quorum: quorum({ leader: 2, voters: [voter(2), voter(3)] }) } },
    ],
    [
      'a voter is back with an empty disk, and the vote is that of the old one',
      { ...wiped(false), question: after },
      ['lasting', `${a} (controller 1) is back with another log directory, as with an empty disk, and has no vote`],
    ],
    ['a voter is back with an empty disk, and is to leave', wiped(false)],
    [
      'a voter is back with an empty disk, and asks for its vote by itself',
      { ...wiped(true), question: after },
      ['block', `${a} (controller 1) is back with another log directory`],
    ],
    [
      'a voter is back with an empty disk, and does not say whether it asks for its vote',
      { all: { quorum: oldDirectory, identity: denied }, question: after },
      ['block', `${a} (controller 1) is back with another log directory`],
    ],
    [
      'another is back with an empty disk',
      { ...wiped(false), question: { node: b } },
      ['lasting', `${a} (controller 1) is back with another log directory`],
      ['block', `Without ${b}, 1 of 3 controllers have caught up; 2 must`],
    ],
    [
      'a controller has got a vote again, and is told as an observer still',
      {
        all: {
          quorum: quorum({
            voters: [rejoined, voter(2), voter(3)],
            observers: [observer(1, '3b7dyfRtLrdAkS20CDfTlg')],
          }),
        },
        question: after,
      },
    ],
    [
      'a voter has caught up that was an observer with another directory before',
      {
        all: {
          quorum: quorum({ voters: [rejoined, voter(2), voter(3)], observers: [observer(1, 'other')] }),
        },
        question: after,
      },
    ],
    [
      'a voter is down that was an observer with another directory before',
      {
        all: {
          quorum: quorum({
            voters: [{ ...rejoined, lastCaughtUp: voter(1, 5000).lastCaughtUp }, voter(2), voter(3)],
            observers: [observer(1, 'other', 100_000)],
          }),
        },
        question: after,
      },
      ['block', `${a} (controller 1) is 5000 ms behind the active one`],
    ],
    [
      'a controller is back, and its old vote was taken away',
      { ...removed, question: after },
      ['lasting', `${a} (controller 1) has no vote: the voters are 2, 3`],
    ],
    [
      'another controller has no vote, of two that are left',
      { ...removed, question: { node: b } },
      ['lasting', `${a} (controller 1) has no vote: the voters are 2, 3`],
      ['lasting', 'Only two controllers vote (2 and 3)'],
    ],
    [
      'a controller alone has no vote',
      {
        all: { brokers: [1, 2].map(broker), quorum: quorum({ leader: 4, voters: [4, 5, 6].map((id) => voter(id)) }) },
        controllers: { [c]: controller({ identity: identity(3, { roles: ['controller'] }) }) },
      },
      ['lasting', `${c} (controller 3) has no vote: the voters are 4, 5, 6`],
    ],
    [
      'a broker without a vote does not say whether it is a controller, and others are',
      { all: { quorum: quorum({ voters: [voter(2), voter(3), voter(4)] }), identity: denied }, question: after },
      ['lasting', `${a} has no vote, and whether it is a controller that has lost it cannot be read: Cluster auth`],
    ],
    [
      'brokers do not say whether they are controllers, and none of them is',
      { all: { quorum: quorum({ leader: 4, voters: [4, 5, 6].map((id) => voter(id)) }), identity: denied } },
    ],
    [
      'a broker does not say whether it is a controller, and voters are written down',
      {
        all: {
          quorum: quorum({ isDynamic: false, voters: [voter(2), voter(3), voter(4)] }),
          identity: denied,
        },
        question: after,
      },
    ],
    [
      'the node is a broker beside a controller of its own, of which one other is behind',
      {
        all: { quorum: quorum({ leader: 103, voters: [101, 102, 103].map((id) => voter(id, id === 102 ? 9000 : 0)) }) },
        voterIds: { [a]: 101, [b]: 102, [c]: 103 },
      },
      ['block', `${b} (controller 102) is 9000 ms behind`],
      ['block', `Without ${a}, 1 of 3 controllers have caught up; 2 must`],
    ],
    [
      'there are two, and the other is behind',
      { all: { quorum: quorum({ leader: 1, voters: [voter(1), voter(2, 5000)] }) }, question: two },
      ['block', `${b} (controller 2) is 5000 ms behind`],
      ['block', `Without ${a}, 0 of 2 controllers have caught up; 1 must`],
    ],
    [
      'the latest that was told counts',
      { views: { [b]: view({ quorum: quorum({ epoch: 6, voters: [voter(1), voter(2, 9000), voter(3)] }) }) } },
    ],
    [
      'the only node is silent',
      { views: { [a]: silence }, question: { nodes: [a], expect: 1 } },
      ['lasting', `${a} is the only node that is listed, and does not tell of the controllers`],
    ],
    [
      'the only node, a controller, is silent',
      { controllers: { [a]: silence }, question: { nodes: [a], expect: 1 } },
      ['lasting', `${a} is the only node that is listed`],
    ],
    ['there is none: the metadata are in ZooKeeper', voters()],
    ['there is no leader: for another rule', { all: { quorum: quorum({ leader: -1 }) } }],
  ],
  'single-replica': [
    ['there is none', {}],
    [
      'on the node',
      partitions(lone, partition('lone-1', [1]), partition('__consumer_offsets-7', [1]), partition('lone-2', [2])),
      ['lasting', `The only replica of lone-0, lone-1 is on ${a} (broker 1)`],
      ['lasting', 'The only replica of __consumer_offsets-7 is on'],
    ],
    ['on the node, which is silent', { ...partitions(lone), views: { [a]: silence } }, ['block', 'The only replica']],
    ['on the node, which is out', { ...partitions(partition('lone-0', [1], [1], -1)), views: { [a]: silence } }],
    ['elsewhere', partitions(partition('lone-0', [2]))],
    ['on the node, afterwards', { ...partitions(lone), question: after }],
    [
      'the only broker is silent',
      { views: { [a]: silence }, controllers: { [c]: controller() }, question: { nodes: [a, c] } },
      ['lasting', `${a} is the only broker that is listed, and does not tell which partitions it has`],
    ],
    ['the only broker is silent, afterwards', { views: { [a]: silence }, question: { ...after, nodes: [a] } }],
    [
      'the only broker tells for itself',
      { ...partitions(lone), question: { nodes: [a], expect: 1 }, ids: { [a]: 1 } },
      ['lasting', 'The only replica of lone-0'],
    ],
  ],
  'brokers-listed': [
    ['all are', {}],
    ['the node is out', nodeDown],
    [
      'one is not',
      { question: two, ids: { [a]: 1, [b]: 2 } },
      ['lasting', 'Broker 3 (10.0.0.3:9092) is registered and not among the nodes that are listed'],
    ],
    ['one that cannot be recognised may be it', { ids: { [a]: 1, [b]: 2 } }],
  ],
  'log-dirs-online': [
    ['all are', {}],
    [
      'one of another broker is not',
      { views: { [b]: view({ offlineDirs: ['/data/2', '/data/3'] }) } },
      ['lasting', `Log directory /data/2 of ${b} (broker 2) is offline`],
      ['lasting', `Log directory /data/3 of ${b} (broker 2) is offline`],
    ],
    ['one of the node itself is not', { views: { [a]: view({ offlineDirs: ['/data/2'] }) } }],
    [
      'one of the node is not, afterwards',
      { views: { [a]: view({ offlineDirs: ['/data/2'] }) }, question: after },
      ['lasting', `Log directory /data/2 of ${a} (broker 1) is offline`],
    ],
    [
      'another broker does not tell',
      { views: { [c]: view({ offlineDirs: { why: 'not allowed' } }) } },
      ['block', `Whether the log directories of ${c} (broker 3) are online cannot be read: not allowed`],
    ],
    ['a broker that does not answer is for another rule', { views: { [b]: silence } }],
  ],
};

describe('the hint of in-sync-replicas', () => {
  const hintOf = (change: KafkaSceneChange): string => {
    const rule = rules.find(({ code }) => code === 'in-sync-replicas')!;
    return rule.judge(...scene(change)).map(({ hint }) => hint)[0] ?? '';
  };
  const behind = { partitions: [partition('orders-0', [1, 2, 3], [1, 3])] };

  it('says that replicas come back by themselves only where they do', () => {
    expect(hintOf({ all: behind })).toContain('They catch up by themselves');
    const onOfflineDir = hintOf({ all: behind, views: { [b]: view({ ...behind, offlineDirs: ['/data/2'] }) } });
    expect(onOfflineDir).toContain('only once its disk is mended');
    const elsewhere = hintOf({ all: behind, views: { [c]: view({ ...behind, offlineDirs: ['/data/2'] }) } });
    expect(elsewhere).toContain('They catch up by themselves');
    const reassignments = new Map([['orders-0', { adding: [2], removing: [] }]]);
    expect(hintOf({ all: { ...behind, reassignments } })).toContain('A reassignment is under way');
  });

  it('names what to do with the replicas of a broker that is gone', () => {
    expect(hintOf(gone)).toMatch(/kafka-reassign-partitions.sh .*kafka-cluster.sh unregister .*--id 4/);
    const reassignments = new Map([['orders-0', { adding: [4], removing: [] }]]);
    expect(hintOf({ all: { ...gone.all, reassignments } })).toContain('--cancel');
  });
});

const seen = ({ severity = 'block', isLasting, message }: RuleVerdict) => [isLasting ? 'lasting' : severity, message];

describe('each rule of Kafka', () => {
  it('has a table', () => {
    expect(Object.keys(tables)).toEqual(rules.map(({ code }) => code));
  });

  it('can be overridden exactly where it finds what neither waiting nor other options heal', () => {
    const lasting = Object.keys(tables).filter((code) =>
      tables[code]!.some(([, , ...expected]) => expected.some(([severity]) => severity === 'lasting')),
    );
    const overridable = rules.filter((rule) => rule.isOverridable).map(({ code }) => code);
    expect(lasting).toEqual(['brokers-registered', ...overridable]);
  });
});

for (const rule of rules) {
  describe(`${rule.id} ${rule.code}`, () => {
    it.each(tables[rule.code]!)('%s', (_, change, ...expected) => {
      const verdicts = rule.judge(...scene(change)).map(seen);
      expect(verdicts).toEqual(expected.map(([severity, part]) => [severity, expect.stringContaining(part)]));
    });
  });
}
