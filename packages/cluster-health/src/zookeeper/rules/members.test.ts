import { rules } from './index.ts';
import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import { zookeeper } from '../index.ts';
import type { ZookeeperMember } from '../snapshot.ts';
import {
  member,
  follower,
  observer,
  leader,
  alone,
  down,
  needsTls,
  unasked,
  idle,
  forbidden,
  old,
  five,
  configured,
  lines,
  three,
  snapshotOf,
  ask,
  after,
  complete,
  createItFinds,
  type Members,
} from '../test-support/ensembles.ts';

const itFinds = createItFinds(rules);

describe('members-serve', () => {
  const gone = (address: string) => `block: ${address} does not serve: ${down.problem}`;
  itFinds('Z1', [
    ['all serve', complete, []],
    ['the node itself is down', { ...complete, a: down }, []],
    ['the node itself is alone with a wrong configuration', { ...complete, a: alone }, []],
    ['another is down', { ...complete, b: down }, [gone('b')]],
    ['the leader is down', { ...complete, c: down }, [gone('c')]],
    ['the node itself did not come back', { ...complete, a: down }, [gone('a')], after],
    ['an observer serves', { ...complete, d: observer() }, []],
    [
      'another speaks TLS alone, and is asked without',
      { ...complete, b: needsTls },
      [`lasting: b does not serve: ${needsTls.problem}`],
    ],
    [
      'another may not even be asked for its mode',
      { ...complete, b: unasked },
      [`lasting: b does not serve: ${unasked.problem}`],
    ],
    ['the leader serves no clients, and tells the AdminServer', { ...complete, c: leader(2, { leadsOnly: true }) }, []],
    [
      'read-only is cut off',
      { ...complete, b: member('read-only', '') },
      ['block: b does not serve: it says that it is read-only'],
    ],
    [
      'standalone is no member of an ensemble',
      { ...complete, b: alone },
      ['block: b does not serve: it says that it is standalone'],
    ],
    ['a single server is back', { a: alone }, [], after],
    [
      'another serves, and may not be asked how it is',
      { ...complete, b: forbidden },
      ['lasting: b is follower, and does not tell how it is: mntr is not in 4lw.commands.whitelist'],
    ],
    [
      'the node itself may not be asked, which its new image may allow',
      { ...complete, a: forbidden },
      ['warn: a is follower, and does not tell how it is: mntr is not in 4lw.commands.whitelist'],
    ],
    [
      'another leads, as all other voters follow, and serves no clients',
      { a: follower(), b: follower(), c: idle },
      ['lasting: c serves no clients: it leads with leaderServes=no, and cannot be asked how it is'],
    ],
    ['of two, the node itself is down, and the other has no quorum without it', { a: down, b: idle }, []],
    ['of two, neither has a quorum', { a: idle, b: idle }, []],
    ['of two, both are down', { a: down, b: down }, [gone('b')]],
    [
      'of two, the other fell while it was read',
      { a: down, b: { ...follower(), ...idle } },
      [`block: b does not serve: ${idle.problem}`],
    ],
    ['of two, the other is down, and the node has no quorum', { a: idle, b: down }, [gone('b')]],
    [
      'of two, the node itself did not come back',
      { a: down, b: idle },
      [gone('a'), `block: b does not serve: ${idle.problem}`],
      after,
    ],
    [
      'of two, the node serves, so the other is still joining',
      { a: leader(0), b: idle },
      [`block: b does not serve: ${idle.problem}`],
    ],
    [
      'of three, two could have a quorum without the node',
      { a: down, b: idle, c: idle },
      ['b', 'c'].map((address) => `block: ${address} does not serve: ${idle.problem}`),
    ],
    ['of three, one is not listed', { a: down, b: idle }, [`block: b does not serve: ${idle.problem}`], { expect: 3 }],
    [
      'one that was not asked',
      { a: follower(), b: follower() },
      ['block: c does not serve: it was not asked'],
      {
        nodes: ['a', 'b', 'c'],
      },
    ],
  ]);
});

describe('in-broadcast', () => {
  const joining = member('follower', 'following - synchronization');
  itFinds('Z2', [
    ['all are', complete, []],
    [
      'another is joining',
      { ...complete, b: joining },
      ['block: b is not in broadcast yet: following - synchronization'],
    ],
    [
      'the leader is not yet',
      { ...complete, c: leader(0, { peerState: 'leading - discovery' }) },
      ['block: c is not in broadcast yet: leading - discovery'],
    ],
    ['the node itself is joining, and may go', { ...complete, a: joining }, []],
    [
      'the node itself is joining, and is not back',
      { ...complete, a: joining },
      ['block: a is not in broadcast yet: following - synchronization'],
      after,
    ],
    ['members that do not tell it, being older', { ...complete, b: follower(old) }, []],
    ['one that is down is a matter of another rule', { ...complete, b: down }, []],
  ]);
});

describe('followers-synced', () => {
  const short = (synced: number, needed: number) =>
    `block: ${synced} of ${needed} followers are in step with the leader`;
  const unreported = 'block: The leader does not tell how many followers are in step';
  const joining = member('follower', 'following - synchronization');
  itFinds('Z3', [
    ['all are in step', complete, []],
    ['one is not', { ...complete, c: leader(1) }, [short(1, 2)]],
    ['the leader leaves, and all others are in step', { a: leader(2), b: follower(), c: follower() }, []],
    ['the leader leaves, and one is not', { a: leader(1), b: follower(), c: follower() }, [short(1, 2)]],
    ['the node itself is down, and is not missed', { ...complete, a: down, c: leader(1) }, []],
    ['the node itself is joining, and is not missed', { ...complete, a: joining, c: leader(1) }, []],
    ['the node itself is down, and another is out of step', { ...complete, a: down, c: leader(0) }, [short(0, 1)]],
    ['afterwards the node is missed', { ...complete, a: down, c: leader(1) }, [short(1, 2)], after],
    ['afterwards it is in step', complete, [], after],
    [
      'of five, the node is down',
      { a: down, b: leader(3, five), c: follower(five), d: follower(five), e: follower(five) },
      [],
    ],
    [
      'of five, one more is out of step',
      { a: down, b: leader(2, five), c: follower(five), d: follower(five), e: follower(five) },
      [short(2, 3)],
    ],
    [
      'a follower without a vote stands in for nobody',
      { ...complete, c: leader(2, { syncedNonVotingFollowers: 1 }) },
      [short(1, 2)],
    ],
    [
      'before ZooKeeper 3.6, a follower without a vote that the configuration does not list',
      configured(three, { ...complete, d: follower(), c: leader(2) }),
      [short(1, 2)],
    ],
    [
      'a follower without a vote leaves, and all voters are in step',
      configured(lines(2, 3, 4), { ...complete, c: leader(2, { syncedNonVotingFollowers: 1 }), d: follower() }),
      [short(1, 2)],
    ],
    ['observers are not counted', { ...complete, d: observer() }, []],
    [
      'an observer that leaves is no follower less',
      { a: observer(), b: follower(), c: leader(1), d: follower() },
      [short(1, 2)],
    ],
    ['nor one that is down', { a: down, b: follower(), c: leader(1), d: follower() }, [short(1, 2)]],
    [
      'before ZooKeeper 3.6 the nodes are counted',
      { a: follower(old), b: follower(old), c: leader(1, old) },
      [short(1, 2)],
    ],
    [
      'a sync is pending',
      { ...complete, c: leader(2, { pendingSyncs: 2 }) },
      ['block: The leader has 2 syncs pending'],
    ],
    ['the leader does not tell', { ...complete, c: leader(2, { syncedFollowers: undefined }) }, [unreported]],
    [
      'the leader may not be asked, and leaves',
      { a: { ...forbidden, mode: 'leader', modeAfter: 'leader' }, b: follower(), c: follower() },
      [unreported.replace('block', 'lasting')],
    ],
    [
      'the leader may not be asked, and stays: a matter of another rule',
      { ...complete, c: { ...forbidden, mode: 'leader', modeAfter: 'leader' } },
      [],
    ],
    ['nor of syncs', { ...complete, c: leader(2, { pendingSyncs: undefined }) }, [unreported]],
    ['no leader is a matter of another rule', { ...complete, c: down }, []],
  ]);
});

describe('requests-drain', () => {
  const waiting = (outstandingRequests?: number) => follower({ outstandingRequests });
  itFinds('Z7', [
    ['few wait', { ...complete, b: waiting(1000) }, []],
    [
      'too many wait at one',
      { ...complete, b: waiting(1001) },
      ['block: 1001 requests wait in the ensemble, more than 1000'],
    ],
    [
      'too many wait at all',
      { ...complete, b: waiting(600), c: leader(2, { outstandingRequests: 600 }) },
      ['block: 1200 requests wait in the ensemble, more than 1000'],
    ],
    ['they wait at the node itself', { ...complete, a: waiting(5000) }, []],
    [
      'they do so afterwards',
      { ...complete, a: waiting(5000) },
      ['block: 5000 requests wait in the ensemble, more than 1000'],
      after,
    ],
    [
      'a member does not tell',
      { ...complete, b: waiting(undefined) },
      ['block: A member does not tell how many requests wait'],
    ],
    ['one that is down is a matter of another rule', { ...complete, b: down }, []],
    ['one that may not be asked, likewise', { ...complete, b: forbidden }, []],
  ]);
});

describe('standing', () => {
  const others = { b: follower(), c: leader(2) };
  const { a: weightless } = configured(`${three}\ngroup.1=1:2:3\nweight.1=0`, { a: follower() });
  const { a: voteless } = configured(lines(2, 3), { a: follower() });
  it.each<[string, ZookeeperMember | undefined, object, Members]>([
    ['the leader', leader(2), { isServing: true, role: 'leader' }, others],
    ['a follower may become leader', follower(), { isServing: true, role: 'follower', isEligible: true }, others],
    ['an observer never', observer(), { isServing: true, role: 'follower', isEligible: false }, others],
    ['a follower whose vote weighs nothing never', weightless, { role: 'follower', isEligible: false }, others],
    ['a follower without a vote never', voteless, { role: 'follower', isEligible: false }, others],
    ['a leader that serves no clients', leader(2, { leadsOnly: true }), { isServing: true, role: 'leader' }, others],
    ['one that is down', down, { isServing: false, role: 'unknown' }, others],
    ['one that is alone where it must not be', alone, { isServing: false, role: 'unknown' }, others],
    ['one that was not asked', undefined, { isServing: false, role: 'unknown' }, others],
    ['a single server leads itself', alone, { isServing: true, role: 'leader' }, {}],
  ])('%s', (_, a, standing, beside) =>
    expect(zookeeper.standing(snapshotOf(a ? { a, ...beside } : beside), 'a')).toMatchObject(standing),
  );

  it('takes observers first, the leader last', () => {
    const members = { a: leader(2), b: follower(), c: follower(), d: observer() };
    const question = ask(members, { due: ['a', 'b', 'd'] });
    expect(judge(zookeeper, snapshotOf(members), question, new Map()).yieldTo).toEqual(['d', 'b']);
  });
});
