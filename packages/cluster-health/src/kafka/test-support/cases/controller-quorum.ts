import {
  a,
  b,
  broker,
  c,
  controller,
  denied,
  identity,
  nodeDown,
  observer,
  quorum,
  silence,
  view,
  voter,
  type KafkaSceneChange,
} from '../three-brokers.ts';
import { type KafkaCase, after } from './case.ts';

const two = { nodes: [a, b], expect: 2 };
const voters = (...some: ReturnType<typeof voter>[]): KafkaSceneChange => ({
  all: { quorum: quorum({ voters: some }) },
});
const never = Number.POSITIVE_INFINITY;

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

export const controllerQuorumCases: readonly KafkaCase[] = [
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
    'a voter has caught up, whose former directory is listed as an observer still',
    {
      all: {
        quorum: quorum({ voters: [rejoined, voter(2), voter(3)], observers: [observer(1, 'other')] }),
      },
      question: after,
    },
  ],
  [
    'a voter is down, whose former directory is listed as an observer still',
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
];
