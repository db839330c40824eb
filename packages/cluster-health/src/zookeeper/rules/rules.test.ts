import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { zookeeper } from '../index.ts';
import { rules } from './index.ts';
import type { ZookeeperMember, ZookeeperSnapshot } from '../snapshot.ts';

type Fields = Partial<ZookeeperMember>;
const member = (mode: string, peerState: string, fields: Fields = {}): ZookeeperMember => ({
  mode,
  modeAfter: mode,
  peerState,
  quorumSize: 3,
  outstandingRequests: 0,
  ...fields,
});
const follower = (fields?: Fields) => member('follower', 'following - broadcast', fields);
const observer = (fields?: Fields) => member('observer', 'observing - broadcast', fields);
const leader = (syncedFollowers: number, fields: Fields = {}) =>
  member('leader', 'leading - broadcast', { syncedFollowers, pendingSyncs: 0, ...fields });
const alone = member('standalone', '', { peerState: undefined, quorumSize: undefined });
const down: ZookeeperMember = { problem: 'srvr at port 2181: connect ECONNREFUSED' };
const idle: ZookeeperMember = { problem: 'it answers, but serves no requests', servesNobody: true };
const forbidden: ZookeeperMember = {
  mode: 'follower',
  modeAfter: 'follower',
  unmonitored: 'mntr is not in 4lw.commands.whitelist',
};
/** As ZooKeeper before 3.6 tells it. */
const old = { peerState: undefined, quorumSize: undefined };
const five = { quorumSize: 5 };

/** Members by name; a is the node that is recycled. */
type Members = Record<string, ZookeeperMember>;
const snapshotOf = (members: Members, maxOutstandingRequests = 1000): ZookeeperSnapshot => ({
  members: new Map(Object.entries(members)),
  maxOutstandingRequests,
});
const ask = (members: Members, fields: Partial<HealthQuestion> = {}) =>
  questionOf({ nodes: Object.keys(members), ...fields });

type Case = [what: string, members: Members, findings: string[], fields?: Partial<HealthQuestion>];
const after = { phase: 'after' } as const;
const whole = { a: follower(), b: follower(), c: leader(2) };
const itFinds = (id: string, cases: Case[]) =>
  it.each(cases.map((each) => ({ name: each[0], each })))(`${id}: $name`, ({ each: [, members, findings, fields] }) =>
    expect(findingsOf(rules, id, snapshotOf(members), ask(members, fields))).toEqual(findings),
  );

describe('members-serve', () => {
  const gone = (address: string) => `block: ${address} does not serve: ${down.problem}`;
  itFinds('Z1', [
    ['all serve', whole, []],
    ['the node itself is down', { ...whole, a: down }, []],
    ['the node itself is alone with a wrong configuration', { ...whole, a: alone }, []],
    ['another is down', { ...whole, b: down }, [gone('b')]],
    ['the leader is down', { ...whole, c: down }, [gone('c')]],
    ['the node itself did not come back', { ...whole, a: down }, [gone('a')], after],
    ['an observer serves', { ...whole, d: observer() }, []],
    [
      'read-only is cut off',
      { ...whole, b: member('read-only', '') },
      ['block: b does not serve: it says that it is read-only'],
    ],
    [
      'standalone is no member of an ensemble',
      { ...whole, b: alone },
      ['block: b does not serve: it says that it is standalone'],
    ],
    ['a single server is back', { a: alone }, [], after],
    [
      'another serves, and may not be asked how it is',
      { ...whole, b: forbidden },
      ['lasting: b is follower, and does not tell how it is: mntr is not in 4lw.commands.whitelist'],
    ],
    [
      'the node itself may not be asked, which its new image may allow',
      { ...whole, a: forbidden },
      ['warn: a is follower, and does not tell how it is: mntr is not in 4lw.commands.whitelist'],
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
    ['all are', whole, []],
    ['another is joining', { ...whole, b: joining }, ['block: b is not in broadcast yet: following - synchronization']],
    [
      'the leader is not yet',
      { ...whole, c: leader(0, { peerState: 'leading - discovery' }) },
      ['block: c is not in broadcast yet: leading - discovery'],
    ],
    ['the node itself is joining, and may go', { ...whole, a: joining }, []],
    [
      'the node itself is joining, and is not back',
      { ...whole, a: joining },
      ['block: a is not in broadcast yet: following - synchronization'],
      after,
    ],
    ['members that do not tell it, being older', { ...whole, b: follower(old) }, []],
    ['one that is down is a matter of another rule', { ...whole, b: down }, []],
  ]);
});

describe('followers-synced', () => {
  const short = (synced: number, needed: number) =>
    `block: ${synced} of ${needed} followers are in step with the leader`;
  const untold = 'block: The leader does not tell how many followers are in step';
  const joining = member('follower', 'following - synchronization');
  itFinds('Z3', [
    ['all are in step', whole, []],
    ['one is not', { ...whole, c: leader(1) }, [short(1, 2)]],
    ['the leader leaves, and all others are in step', { a: leader(2), b: follower(), c: follower() }, []],
    ['the leader leaves, and one is not', { a: leader(1), b: follower(), c: follower() }, [short(1, 2)]],
    ['the node itself is down, and is not missed', { ...whole, a: down, c: leader(1) }, []],
    ['the node itself is joining, and is not missed', { ...whole, a: joining, c: leader(1) }, []],
    ['the node itself is down, and another is out of step', { ...whole, a: down, c: leader(0) }, [short(0, 1)]],
    ['afterwards the node is missed', { ...whole, a: down, c: leader(1) }, [short(1, 2)], after],
    ['afterwards it is in step', whole, [], after],
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
      { ...whole, c: leader(2, { syncedNonVotingFollowers: 1 }) },
      [short(1, 2)],
    ],
    ['observers are not counted', { ...whole, d: observer() }, []],
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
    ['a sync is pending', { ...whole, c: leader(2, { pendingSyncs: 2 }) }, ['block: The leader has 2 syncs pending']],
    ['the leader does not tell', { ...whole, c: leader(2, { syncedFollowers: undefined }) }, [untold]],
    ['nor of syncs', { ...whole, c: leader(2, { pendingSyncs: undefined }) }, [untold]],
    ['no leader is a matter of another rule', { ...whole, c: down }, []],
  ]);
});

describe('ensemble-size', () => {
  const { a, b } = whole;
  itFinds('Z4', [
    ['as many voters as listed', whole, []],
    ['the dead one counts among the voters', { ...whole, a: down }, []],
    ['an observer is listed, and has no vote', { ...whole, d: observer() }, []],
    ['an observer that is down', { ...whole, a: down, d: follower() }, []],
    ['a paused member that is expected', { b, c: whole.c }, [], { expect: 3 }],
    [
      'a member is not listed',
      { a, c: whole.c },
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed'],
    ],
    [
      'a member is not listed, an observer is',
      { a, c: whole.c, d: observer() },
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed'],
    ],
    [
      'more voters than the ensemble has',
      { ...whole, d: follower(), e: follower() },
      ['block: The ensemble has 3 voters, and 4 of the members listed say that they vote'],
    ],
    [
      'members that do not agree',
      { ...whole, b: follower(five) },
      ['block: The members do not agree on the number of voters: 5, 3'],
    ],
    ['the node itself does not agree, and may go', { ...whole, a: follower(five) }, []],
    [
      'the node came back with another configuration',
      { ...whole, a: follower(five) },
      ['block: The members do not agree on the number of voters: 5, 3'],
      after,
    ],
    ['members that do not tell it, being older', { a: follower(old), b: follower(old), c: leader(2, old) }, []],
  ]);
});

describe('one-leader', () => {
  itFinds('Z5', [
    ['one leads', whole, []],
    ['the node itself leads', { a: leader(2), b: follower(), c: follower() }, []],
    ['the node itself is down', { ...whole, a: down }, []],
    [
      'nobody leads',
      { a: down, b: follower(), c: follower() },
      ['block: No member says that it leads the ensemble; not known of a'],
    ],
    [
      'the leader cannot be asked',
      { ...whole, c: down },
      ['block: No member says that it leads the ensemble; not known of c'],
    ],
    ['two say that they lead', { ...whole, b: leader(1) }, ['block: More than one member says that it leads: b, c']],
    ['so says the node itself', { ...whole, a: leader(1) }, ['block: More than one member says that it leads: a, c']],
    [
      'leadership moved',
      { ...whole, b: follower({ modeAfter: 'leader' }), c: leader(2, { modeAfter: 'follower' }) },
      ['block: Leadership moved while it was read: from c to b'],
    ],
    [
      'the leader fell',
      { ...whole, c: leader(2, { modeAfter: 'follower' }) },
      ['block: Leadership moved while it was read: from c to nobody'],
    ],
    [
      'another rose beside it',
      { ...whole, b: follower({ modeAfter: 'leader' }) },
      ['block: Leadership moved while it was read: from c to b, c'],
    ],
    ['a single server elects nobody', { a: alone }, [], after],
    ['of two, nobody is elected without the node', { a: down, b: idle }, []],
    [
      'of two, nobody can be asked',
      { a: down, b: down },
      ['block: No member says that it leads the ensemble; not known of a, b'],
    ],
    [
      'of two, nobody is elected with it',
      { a: down, b: idle },
      ['block: No member says that it leads the ensemble; not known of a, b'],
      after,
    ],
    [
      'of three, two elect nobody',
      { a: down, b: idle, c: idle },
      ['block: No member says that it leads the ensemble; not known of a, b, c'],
    ],
  ]);

  it('says what to do where the leader is not listed', () => {
    const members = { a: follower(), b: follower() };
    const found = rules.find(({ id }) => id === 'Z5')!.judge(snapshotOf(members), ask(members));
    expect(found).toMatchObject([{ hint: expect.stringContaining('only while a listed server leads') }]);
  });
});

describe('quorum-remains', () => {
  const sized = (quorumSize: number, ...names: string[]): Members =>
    Object.fromEntries(
      names.map((name, index) => [name, index ? follower({ quorumSize }) : leader(1, { quorumSize })]),
    );
  const lost = (voters: number, needed: number) =>
    `lasting: Without a, ${voters - 1} of ${voters} voters remain; a quorum needs ${needed}`;
  itFinds('Z6', [
    ['three: two remain', whole, []],
    ['three, the node down', { ...whole, a: down }, []],
    ['a single server', { a: alone }, [lost(1, 1)]],
    ['a single server that is down', { a: down }, [lost(1, 1)]],
    ['two: one is no quorum', sized(2, 'a', 'b'), [lost(2, 2)]],
    [
      'four: three remain, and none more may go',
      sized(4, 'a', 'b', 'c', 'd'),
      ['warn: The ensemble has 4 voters: it survives the loss of no more of them than 3 would'],
    ],
    ['five', sized(5, 'a', 'b', 'c', 'd', 'e'), []],
    ['an observer leaves two voters', { a: observer({ quorumSize: 2 }), ...sized(2, 'b', 'c') }, []],
    ['an observer that is down', { a: down, ...sized(2, 'b', 'c') }, []],
    ['two voters and an observer', { ...sized(2, 'a', 'b'), c: observer({ quorumSize: 2 }) }, [lost(2, 2)]],
    [
      'before ZooKeeper 3.6, two voters and an observer',
      { a: follower(old), b: leader(1, old), c: observer(old) },
      [lost(2, 2)],
    ],
    ['two, the node down, so that the other has none already', { a: down, b: idle }, [lost(2, 2)]],
    ['nobody can be asked, one is paused', { a: down, b: down }, [], { expect: 3 }],
    ['afterwards it has been', sized(2, 'a', 'b'), [], after],
  ]);
});

describe('requests-drain', () => {
  const waiting = (outstandingRequests?: number) => follower({ outstandingRequests });
  itFinds('Z7', [
    ['few wait', { ...whole, b: waiting(1000) }, []],
    [
      'too many wait at one',
      { ...whole, b: waiting(1001) },
      ['block: 1001 requests wait in the ensemble, more than 1000'],
    ],
    [
      'too many wait at all',
      { ...whole, b: waiting(600), c: leader(2, { outstandingRequests: 600 }) },
      ['block: 1200 requests wait in the ensemble, more than 1000'],
    ],
    ['they wait at the node itself', { ...whole, a: waiting(5000) }, []],
    [
      'they do so afterwards',
      { ...whole, a: waiting(5000) },
      ['block: 5000 requests wait in the ensemble, more than 1000'],
      after,
    ],
    [
      'a member does not tell',
      { ...whole, b: waiting(undefined) },
      ['block: A member does not tell how many requests wait'],
    ],
    ['one that is down is a matter of another rule', { ...whole, b: down }, []],
  ]);
});

describe('standing', () => {
  const others = { b: follower(), c: leader(2) };
  it.each<[string, ZookeeperMember | undefined, object, Members]>([
    ['the leader', leader(2), { isServing: true, role: 'leader' }, others],
    ['a follower may become leader', follower(), { isServing: true, role: 'follower', isEligible: true }, others],
    ['an observer never', observer(), { isServing: true, role: 'follower', isEligible: false }, others],
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

it('of two servers, the one that is down may be brought back once its absence is spoken for', () => {
  const members = { a: down, b: idle };
  const judged = (...overrides: [string, string][]) =>
    judge(zookeeper, snapshotOf(members), ask(members, { due: ['a', 'b'] }), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
  expect(judged(['quorum-remains', 'two only'])).toMatchObject({
    safe: true,
    outage: true,
    findings: expect.arrayContaining([expect.objectContaining({ code: 'quorum-remains', severity: 'warn' })]),
  });
});
