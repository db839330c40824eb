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

/** DescribeQuorum reports this after a voter was formatted again with --no-initial-controllers. */
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
/** And this after remove-controller removed that vote. */
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
  ['passes if all controllers are caught up', {}],
  ['ignores a missing node before its recycle', nodeDown],
  [
    'fails if the node is behind after its recycle',
    { ...nodeDown, question: after },
    ['block', `${a} (controller 1) is 60000 ms behind the active controller`],
  ],
  ['passes if another voter is less than 2 s behind', voters(voter(1), voter(2, 1999), voter(3))],
  [
    'fails if another voter is 2 s behind',
    voters(voter(1), voter(2, 2000), voter(3)),
    ['block', `${b} (controller 2) is 2000 ms behind the active controller`],
    ['block', `Without ${a}, 1 of 3 controllers are caught up; required: 2`],
  ],
  [
    'fails if another voter never caught up',
    voters(voter(1), voter(2, never), voter(3)),
    ['block', `${b} (controller 2) has not caught up yet`],
    ['block', `Without ${a}, 1 of 3 controllers are caught up`],
  ],
  [
    'fails if the time of the active controller is unknown',
    voters(voter(1), voter(2), voter(3, never)),
    ['block', `${b} (controller 2) has not caught up yet`],
    ['block', `Without ${a}, 1 of 3`],
  ],
  [
    'fails if an unlisted voter of four is behind',
    voters(voter(1), voter(2), voter(3), voter(4, 9000)),
    ['block', `Without ${a}, 2 of 4 controllers are caught up; required: 3 (behind: 4)`],
  ],
  ['passes if an unlisted voter of five is behind', voters(voter(1), voter(2), voter(3), voter(4), voter(5, 9000))],
  ['passes if the node does not vote and a majority is caught up', voters(voter(3), voter(4), voter(5, 9000))],
  [
    'fails if the node does not vote and most voters are behind',
    voters(voter(3), voter(4, 9000), voter(5, 9000)),
    ['block', '1 of 3 controllers are caught up; required: 2'],
  ],
  [
    'fails if the node is the only voter',
    { all: { quorum: quorum({ leader: 1, voters: [voter(1)] }) } },
    ['lasting', `${a} is the only controller`],
  ],
  ['passes after the recycle of the only voter', { ...voters(voter(3)), question: { ...after, node: c } }],
  ['passes if another node is the only voter', voters(voter(3))],
  [
    'fails if the node is one of two voters',
    { all: { quorum: quorum({ leader: 2, voters: [voter(1), voter(2)] }) }, question: two },
    ['lasting', `Only two controllers vote (1 and 2): while ${a} is out, the other one has no majority`],
  ],
  [
    'passes after the recycle of one of two voters',
    { all: { quorum: quorum({ leader: 2, voters: [voter(1), voter(2)] }) }, question: { ...two, ...after } },
  ],
  [
    'passes if there are two voters and the node is not one of them',
    { all: { quorum: quorum({ leader: 2, voters: [voter(2), voter(3)] }) } },
  ],
  [
    'fails if a voter is back with an empty disk and without its vote',
    { ...wiped(false), question: after },
    [
      'lasting',
      `${a} (controller 1) is back with another log directory, for example on an empty disk, and has no vote`,
    ],
  ],
  ['ignores the lost vote of the leaving node', wiped(false)],
  [
    'waits for a voter with an empty disk that requests its vote',
    { ...wiped(true), question: after },
    ['block', `${a} (controller 1) is back with another log directory`],
  ],
  [
    'waits for a voter with an empty disk that may request its vote',
    { all: { quorum: oldDirectory, identity: denied }, question: after },
    ['block', `${a} (controller 1) is back with another log directory`],
  ],
  [
    'fails if another voter is back with an empty disk',
    { ...wiped(false), question: { node: b } },
    ['lasting', `${a} (controller 1) is back with another log directory`],
    ['block', `Without ${b}, 1 of 3 controllers are caught up; required: 2`],
  ],
  [
    'passes if the old directory of a voter is still an observer',
    {
      all: {
        quorum: quorum({ voters: [rejoined, voter(2), voter(3)], observers: [observer(1, 'other')] }),
      },
      question: after,
    },
  ],
  [
    'reports a voter as behind if its old directory is still an observer',
    {
      all: {
        quorum: quorum({
          voters: [{ ...rejoined, lastCaughtUp: voter(1, 5000).lastCaughtUp }, voter(2), voter(3)],
          observers: [observer(1, 'other', 100_000)],
        }),
      },
      question: after,
    },
    ['block', `${a} (controller 1) is 5000 ms behind the active controller`],
  ],
  [
    'fails if a controller is back after its vote was removed',
    { ...removed, question: after },
    ['lasting', `${a} (controller 1) has no vote: the voters are 2, 3`],
  ],
  [
    'fails if another controller has no vote and two voters remain',
    { ...removed, question: { node: b } },
    ['lasting', `${a} (controller 1) has no vote: the voters are 2, 3`],
    ['lasting', 'Only two controllers vote (2 and 3)'],
  ],
  [
    'fails if a controller-only node has no vote',
    {
      all: { brokers: [1, 2].map(broker), quorum: quorum({ leader: 4, voters: [4, 5, 6].map((id) => voter(id)) }) },
      controllers: { [c]: controller({ identity: identity(3, { roles: ['controller'] }) }) },
    },
    ['lasting', `${c} (controller 3) has no vote: the voters are 4, 5, 6`],
  ],
  [
    'fails if the roles of a broker without a vote cannot be read',
    { all: { quorum: quorum({ voters: [voter(2), voter(3), voter(4)] }), identity: denied }, question: after },
    ['lasting', `${a} has no vote, and whether it is a controller that lost its vote cannot be read: Cluster auth`],
  ],
  [
    'passes if roles cannot be read and no broker is a controller',
    { all: { quorum: quorum({ leader: 4, voters: [4, 5, 6].map((id) => voter(id)) }), identity: denied } },
  ],
  [
    'passes if roles cannot be read and the voters are static',
    {
      all: {
        quorum: quorum({ isDynamic: false, voters: [voter(2), voter(3), voter(4)] }),
        identity: denied,
      },
      question: after,
    },
  ],
  [
    'fails if a separate controller process of another node is behind',
    {
      all: { quorum: quorum({ leader: 103, voters: [101, 102, 103].map((id) => voter(id, id === 102 ? 9000 : 0)) }) },
      voterIds: { [a]: 101, [b]: 102, [c]: 103 },
    },
    ['block', `${b} (controller 102) is 9000 ms behind`],
    ['block', `Without ${a}, 1 of 3 controllers are caught up; required: 2`],
  ],
  [
    'fails if there are two voters and the other one is behind',
    { all: { quorum: quorum({ leader: 1, voters: [voter(1), voter(2, 5000)] }) }, question: two },
    ['block', `${b} (controller 2) is 5000 ms behind`],
    ['block', `Without ${a}, 0 of 2 controllers are caught up; required: 1`],
  ],
  [
    'uses the report of the latest epoch',
    { views: { [b]: view({ quorum: quorum({ epoch: 6, voters: [voter(1), voter(2, 9000), voter(3)] }) }) } },
  ],
  [
    'fails if the only node is silent',
    { views: { [a]: silence }, question: { nodes: [a], expect: 1 } },
    ['lasting', `${a} is the only listed node, and does not report the controllers`],
  ],
  [
    'fails if the only node, a controller, is silent',
    { controllers: { [a]: silence }, question: { nodes: [a], expect: 1 } },
    ['lasting', `${a} is the only listed node`],
  ],
  ['passes in a cluster with ZooKeeper', voters()],
  ['leaves a missing leader to active-controller', { all: { quorum: quorum({ leader: -1 }) } }],
];
