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
    ['passes if all members serve', complete, []],
    ['ignores a leaving node that is down', { ...complete, a: down }, []],
    ['ignores a leaving node that is standalone', { ...complete, a: alone }, []],
    ['fails if another member is down', { ...complete, b: down }, [gone('b')]],
    ['fails if the leader is down', { ...complete, c: down }, [gone('c')]],
    ['fails if the node is not back', { ...complete, a: down }, [gone('a')], after],
    ['passes if an observer serves', { ...complete, d: observer() }, []],
    [
      'reports a port that expects TLS as lasting',
      { ...complete, b: needsTls },
      [`lasting: b does not serve: ${needsTls.problem}`],
    ],
    [
      'reports a member that does not allow srvr as lasting',
      { ...complete, b: unasked },
      [`lasting: b does not serve: ${unasked.problem}`],
    ],
    [
      'passes if the AdminServer reports a leader that serves no clients',
      { ...complete, c: leader(2, { leadsOnly: true }) },
      [],
    ],
    [
      'fails if a member is read-only',
      { ...complete, b: member('read-only', '') },
      ['block: b does not serve: it reports that it is read-only'],
    ],
    [
      'fails if a member of an ensemble is standalone',
      { ...complete, b: alone },
      ['block: b does not serve: it reports that it is standalone'],
    ],
    ['passes for a standalone single server', { a: alone }, [], after],
    [
      'reports a member that does not allow mntr as lasting',
      { ...complete, b: forbidden },
      ['lasting: b is follower, but does not report its state: mntr is not in 4lw.commands.whitelist'],
    ],
    [
      'warns if the leaving node does not allow mntr',
      { ...complete, a: forbidden },
      ['warn: a is follower, but does not report its state: mntr is not in 4lw.commands.whitelist'],
    ],
    [
      'reports a leader that serves no clients as lasting',
      { a: follower(), b: follower(), c: idle },
      ['lasting: c serves no clients: it leads with leaderServes=no, and its state cannot be read'],
    ],
    ['passes if one of two is down and the other has no quorum', { a: down, b: idle }, []],
    ['passes if neither of two has a quorum', { a: idle, b: idle }, []],
    ['fails if both of two are down', { a: down, b: down }, [gone('b')]],
    [
      'fails if the other of two is lost during the check',
      { a: down, b: { ...follower(), ...idle } },
      [`block: b does not serve: ${idle.problem}`],
    ],
    ['fails if the other of two is down', { a: idle, b: down }, [gone('b')]],
    [
      'fails if one of two is not back',
      { a: down, b: idle },
      [gone('a'), `block: b does not serve: ${idle.problem}`],
      after,
    ],
    [
      'fails if the other of two is still joining',
      { a: leader(0), b: idle },
      [`block: b does not serve: ${idle.problem}`],
    ],
    [
      'fails if two of three have no quorum',
      { a: down, b: idle, c: idle },
      ['b', 'c'].map((address) => `block: ${address} does not serve: ${idle.problem}`),
    ],
    [
      'fails if one of three is not listed',
      { a: down, b: idle },
      [`block: b does not serve: ${idle.problem}`],
      { expect: 3 },
    ],
    [
      'fails if a member was not queried',
      { a: follower(), b: follower() },
      ['block: c does not serve: it was not queried'],
      {
        nodes: ['a', 'b', 'c'],
      },
    ],
  ]);
});

describe('in-broadcast', () => {
  const joining = member('follower', 'following - synchronization');
  itFinds('Z2', [
    ['passes if all members are in broadcast', complete, []],
    [
      'fails if another member is joining',
      { ...complete, b: joining },
      ['block: b is not in broadcast yet: following - synchronization'],
    ],
    [
      'fails if the leader is in discovery',
      { ...complete, c: leader(0, { peerState: 'leading - discovery' }) },
      ['block: c is not in broadcast yet: leading - discovery'],
    ],
    ['ignores a leaving node that is joining', { ...complete, a: joining }, []],
    [
      'fails if the node is joining after its recycle',
      { ...complete, a: joining },
      ['block: a is not in broadcast yet: following - synchronization'],
      after,
    ],
    ['passes if an older member does not report it', { ...complete, b: follower(old) }, []],
    ['leaves a member that is down to members-serve', { ...complete, b: down }, []],
  ]);
});

describe('followers-synced', () => {
  const short = (synced: number, needed: number) =>
    `block: ${synced} of ${needed} followers are synced with the leader`;
  const unreported = 'block: The leader does not report how many followers are synced';
  const joining = member('follower', 'following - synchronization');
  itFinds('Z3', [
    ['passes if all followers are synced', complete, []],
    ['fails if a follower is not synced', { ...complete, c: leader(1) }, [short(1, 2)]],
    ['passes if the leader leaves and all others are synced', { a: leader(2), b: follower(), c: follower() }, []],
    [
      'fails if the leader leaves and a follower is not synced',
      { a: leader(1), b: follower(), c: follower() },
      [short(1, 2)],
    ],
    ['does not count a leaving node that is down', { ...complete, a: down, c: leader(1) }, []],
    ['does not count a leaving node that is joining', { ...complete, a: joining, c: leader(1) }, []],
    [
      'fails if another follower than the leaving node is not synced',
      { ...complete, a: down, c: leader(0) },
      [short(0, 1)],
    ],
    ['fails if the node is not synced after its recycle', { ...complete, a: down, c: leader(1) }, [short(1, 2)], after],
    ['passes if the node is synced after its recycle', complete, [], after],
    [
      'passes if one of five is down and is recycled',
      { a: down, b: leader(3, five), c: follower(five), d: follower(five), e: follower(five) },
      [],
    ],
    [
      'fails if another one of five is not synced',
      { a: down, b: leader(2, five), c: follower(five), d: follower(five), e: follower(five) },
      [short(2, 3)],
    ],
    [
      'does not count a synced follower without a vote',
      { ...complete, c: leader(2, { syncedNonVotingFollowers: 1 }) },
      [short(1, 2)],
    ],
    [
      'does not count an unlisted follower before ZooKeeper 3.6',
      configured(three, { ...complete, d: follower(), c: leader(2) }),
      [short(1, 2)],
    ],
    [
      'does not count a follower without a vote that leaves',
      configured(lines(2, 3, 4), { ...complete, c: leader(2, { syncedNonVotingFollowers: 1 }), d: follower() }),
      [short(1, 2)],
    ],
    ['does not count observers', { ...complete, d: observer() }, []],
    [
      'expects all followers if an observer leaves',
      { a: observer(), b: follower(), c: leader(1), d: follower() },
      [short(1, 2)],
    ],
    [
      'expects all followers if an observer that is down leaves',
      { a: down, b: follower(), c: leader(1), d: follower() },
      [short(1, 2)],
    ],
    ['counts the nodes before ZooKeeper 3.6', { a: follower(old), b: follower(old), c: leader(1, old) }, [short(1, 2)]],
    [
      'fails if syncs are pending',
      { ...complete, c: leader(2, { pendingSyncs: 2 }) },
      ['block: The leader has 2 pending syncs'],
    ],
    [
      'fails if the leader does not report its followers',
      { ...complete, c: leader(2, { syncedFollowers: undefined }) },
      [unreported],
    ],
    [
      'reports a leaving leader that does not allow mntr as lasting',
      { a: { ...forbidden, mode: 'leader', modeAfter: 'leader' }, b: follower(), c: follower() },
      [unreported.replace('block', 'lasting')],
    ],
    [
      'leaves a leader that does not allow mntr to members-serve',
      { ...complete, c: { ...forbidden, mode: 'leader', modeAfter: 'leader' } },
      [],
    ],
    [
      'fails if the leader does not report pending syncs',
      { ...complete, c: leader(2, { pendingSyncs: undefined }) },
      [unreported],
    ],
    ['leaves a missing leader to one-leader', { ...complete, c: down }, []],
  ]);
});

describe('requests-drain', () => {
  const waiting = (outstandingRequests?: number) => follower({ outstandingRequests });
  itFinds('Z7', [
    ['passes if few requests are outstanding', { ...complete, b: waiting(1000) }, []],
    [
      'fails if too many are outstanding at one member',
      { ...complete, b: waiting(1001) },
      ['block: 1001 requests are outstanding in the ensemble, more than 1000'],
    ],
    [
      'fails if too many are outstanding in total',
      { ...complete, b: waiting(600), c: leader(2, { outstandingRequests: 600 }) },
      ['block: 1200 requests are outstanding in the ensemble, more than 1000'],
    ],
    ['ignores requests at the leaving node', { ...complete, a: waiting(5000) }, []],
    [
      'fails if too many are outstanding at the node after its recycle',
      { ...complete, a: waiting(5000) },
      ['block: 5000 requests are outstanding in the ensemble, more than 1000'],
      after,
    ],
    [
      'fails if a member does not report the number',
      { ...complete, b: waiting(undefined) },
      ['block: A member does not report its outstanding requests'],
    ],
    ['leaves a member that is down to members-serve', { ...complete, b: down }, []],
    ['leaves a member that does not allow mntr to members-serve', { ...complete, b: forbidden }, []],
  ]);
});

describe('standing', () => {
  const others = { b: follower(), c: leader(2) };
  const { a: weightless } = configured(`${three}\ngroup.1=1:2:3\nweight.1=0`, { a: follower() });
  const { a: voteless } = configured(lines(2, 3), { a: follower() });
  it.each<[string, ZookeeperMember | undefined, object, Members]>([
    ['is leader for the leader', leader(2), { isServing: true, role: 'leader' }, others],
    ['is eligible for a follower', follower(), { isServing: true, role: 'follower', isEligible: true }, others],
    ['is not eligible for an observer', observer(), { isServing: true, role: 'follower', isEligible: false }, others],
    ['is not eligible for a follower of weight 0', weightless, { role: 'follower', isEligible: false }, others],
    ['is not eligible for a follower without a vote', voteless, { role: 'follower', isEligible: false }, others],
    [
      'is leader for a leader that serves no clients',
      leader(2, { leadsOnly: true }),
      { isServing: true, role: 'leader' },
      others,
    ],
    ['is not serving for a member that is down', down, { isServing: false, role: 'unknown' }, others],
    ['is not serving for a standalone member of an ensemble', alone, { isServing: false, role: 'unknown' }, others],
    ['is not serving for a member that was not queried', undefined, { isServing: false, role: 'unknown' }, others],
    ['is leader for a single server', alone, { isServing: true, role: 'leader' }, {}],
  ])('%s', (_, a, standing, beside) =>
    expect(zookeeper.standing(snapshotOf(a ? { a, ...beside } : beside), 'a')).toMatchObject(standing),
  );

  it('takes observers first and the leader last', () => {
    const members = { a: leader(2), b: follower(), c: follower(), d: observer() };
    const question = ask(members, { due: ['a', 'b', 'd'] });
    expect(judge(zookeeper, snapshotOf(members), question, new Map()).yieldTo).toEqual(['d', 'b']);
  });
});
