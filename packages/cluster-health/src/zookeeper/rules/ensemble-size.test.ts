import { describe } from '@jest/globals';
import {
  createItFinds,
  follower,
  observer,
  leader,
  down,
  old,
  five,
  configured,
  lines,
  three,
  after,
  complete,
} from '../test-support/ensembles.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

describe('ensemble-size', () => {
  const { a, b } = complete;
  const withObserver = { ...complete, d: observer() };
  const noVote = 'follows without a vote: the ensemble configuration does not list it as a participant';
  itFinds('Z4', [
    ['passes if as many voters as members are listed', complete, []],
    ['counts a dead member among the voters', { ...complete, a: down }, []],
    ['does not count an observer', { ...complete, d: observer() }, []],
    ['passes if an observer is down', { ...complete, a: down, d: follower() }, []],
    ['counts a paused member that is expected', { b, c: complete.c }, [], { expect: 3 }],
    [
      'fails if a member is not listed',
      { a, c: complete.c },
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed'],
    ],
    [
      'fails if an observer is listed instead of a member',
      { a, c: complete.c, d: observer() },
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed'],
    ],
    [
      'fails if more members vote than the ensemble has voters',
      { ...complete, d: follower(), e: follower() },
      ['block: The ensemble has 3 voters, and 4 of the listed members report that they vote'],
    ],
    [
      'fails if members disagree on the number of voters',
      { ...complete, b: follower(five) },
      ['block: The members disagree on the number of voters: 5, 3'],
    ],
    ['ignores a different number of the leaving node', { ...complete, a: follower(five) }, []],
    [
      'fails if the node is back with a different number',
      { ...complete, a: follower(five) },
      ['block: The members disagree on the number of voters: 5, 3'],
      after,
    ],
    ['passes if older members do not report the number', { a: follower(old), b: follower(old), c: leader(2, old) }, []],
    [
      'does not count a follower without a vote that the leader reports',
      { ...complete, d: follower(), c: leader(3, { syncedNonVotingFollowers: 1 }) },
      [],
    ],
    ['passes if every server of the configuration is listed', configured(three, complete), []],
    ['passes if the leaving node is down', configured(three, { ...complete, a: down }), []],
    [
      'does not require an observer of the configuration',
      configured(`${three}\nserver.4=d:2888:3888:observer`, withObserver),
      [],
    ],
    [
      'fails if a server of the configuration is not listed',
      configured(three, { a, c: complete.c }, { c: 3 }),
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed: server.2 (10.0.0.2) is not'],
    ],
    [
      'fails if two servers are not listed and a listed one is down',
      configured(lines(1, 2, 3, 4, 5), { ...complete, a: down }),
      [
        'lasting: The ensemble has 5 voters, of which at most 3 are listed: not all of server.1 (10.0.0.1), server.4 (10.0.0.4), server.5 (10.0.0.5) are',
      ],
    ],
    [
      'fails if the node is back as another server without a vote',
      configured(three, complete, { a: 4 }),
      [
        'lasting: The ensemble has 3 voters, of which at most 2 are listed: server.1 (10.0.0.1) is not',
        `warn: a (server.4) ${noVote}`,
      ],
      after,
    ],
    [
      'warns about a follower without a vote',
      configured(three, { ...complete, d: follower() }),
      [`warn: d (server.4) ${noVote}`],
    ],
    [
      'fails if one server is listed by two addresses',
      configured(three, { ...complete, d: follower() }, { d: 2 }),
      ['lasting: b and d are the same server: server.2'],
    ],
    [
      'one member has other weights in its file',
      { ...configured(three, complete), ...configured(`${three}\ngroup.1=1:2:3\nweight.2=5`, { a, b }, { b: 2 }) },
      [
        'lasting: The members disagree on the configuration: ' +
          'b: server.1 (group 1, weight 1), server.2 (group 1, weight 5), server.3 (group 1, weight 1); ' +
          'c: server.1, server.2, server.3',
      ],
    ],
    [
      'one member has not heard of a reconfiguration yet',
      {
        ...configured(`${lines(1, 2, 3, 4)}\nversion=100000002`, { ...complete, d: follower() }),
        ...configured(`${three}\nversion=0`, { a, b }),
      },
      [
        'block: The members disagree on the configuration: b: server.1, server.2, server.3; ' +
          'c, d: server.1, server.2, server.3, server.4',
      ],
    ],
    [
      'members that write their own address otherwise agree',
      { ...configured(three, complete), ...configured(three.replace('10.0.0.1', '0.0.0.0'), { a }) },
      [],
    ],
  ]);
});
