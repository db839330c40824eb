import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import { zookeeper } from '../index.ts';
import { rules } from './index.ts';
import {
  follower,
  observer,
  leader,
  alone,
  down,
  needsTls,
  unasked,
  idle,
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
  type MemberFields,
  type Members,
} from '../test-support/ensembles.ts';

const itFinds = createItFinds(rules);

describe('ensemble-size', () => {
  const { a, b } = complete;
  const withObserver = { ...complete, d: observer() };
  const noVote = 'follows without a vote: the configuration of the ensemble does not list it as a participant';
  itFinds('Z4', [
    ['as many voters as listed', complete, []],
    ['the dead one counts among the voters', { ...complete, a: down }, []],
    ['an observer is listed, and has no vote', { ...complete, d: observer() }, []],
    ['an observer that is down', { ...complete, a: down, d: follower() }, []],
    ['a paused member that is expected', { b, c: complete.c }, [], { expect: 3 }],
    [
      'a member is not listed',
      { a, c: complete.c },
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed'],
    ],
    [
      'a member is not listed, an observer is',
      { a, c: complete.c, d: observer() },
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed'],
    ],
    [
      'more voters than the ensemble has',
      { ...complete, d: follower(), e: follower() },
      ['block: The ensemble has 3 voters, and 4 of the members listed say that they vote'],
    ],
    [
      'members that do not agree',
      { ...complete, b: follower(five) },
      ['block: The members do not agree on the number of voters: 5, 3'],
    ],
    ['the node itself does not agree, and may go', { ...complete, a: follower(five) }, []],
    [
      'the node came back with another configuration',
      { ...complete, a: follower(five) },
      ['block: The members do not agree on the number of voters: 5, 3'],
      after,
    ],
    ['members that do not tell it, being older', { a: follower(old), b: follower(old), c: leader(2, old) }, []],
    [
      'a follower without a vote, which the leader tells',
      { ...complete, d: follower(), c: leader(3, { syncedNonVotingFollowers: 1 }) },
      [],
    ],
    ['every server of the configuration is listed', configured(three, complete), []],
    ['the node itself is down', configured(three, { ...complete, a: down }), []],
    ['an observer of the configuration', configured(`${three}\nserver.4=d:2888:3888:observer`, withObserver), []],
    [
      'a server of the configuration is not listed',
      configured(three, { a, c: complete.c }, { c: 3 }),
      ['lasting: The ensemble has 3 voters, of which at most 2 are listed: server.2 (10.0.0.2) is not'],
    ],
    [
      'two are not, and one that is listed is down',
      configured(lines(1, 2, 3, 4, 5), { ...complete, a: down }),
      [
        'lasting: The ensemble has 5 voters, of which at most 3 are listed: not all of server.1 (10.0.0.1), server.4 (10.0.0.4), server.5 (10.0.0.5) are',
      ],
    ],
    [
      'the node came back as another server, and follows without a vote',
      configured(three, complete, { a: 4 }),
      [
        'lasting: The ensemble has 3 voters, of which at most 2 are listed: server.1 (10.0.0.1) is not',
        `warn: a (server.4) ${noVote}`,
      ],
      after,
    ],
    [
      'a server follows without a vote',
      configured(three, { ...complete, d: follower() }),
      [`warn: d (server.4) ${noVote}`],
    ],
    [
      'one server is listed by two addresses',
      configured(three, { ...complete, d: follower() }, { d: 2 }),
      ['lasting: b and d are the same server: server.2'],
    ],
    [
      'one member has other weights in its file',
      { ...configured(three, complete), ...configured(`${three}\ngroup.1=1:2:3\nweight.2=5`, { a, b }, { b: 2 }) },
      [
        'lasting: The members do not agree on the configuration: ' +
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
        'block: The members do not agree on the configuration: b: server.1, server.2, server.3; ' +
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

describe('one-leader', () => {
  const leadsSilently =
    'leads, as all other voters follow, and serves no clients (leaderServes=no): it cannot be asked how it is';
  itFinds('Z5', [
    ['one leads', complete, []],
    ['the node itself leads', { a: leader(2), b: follower(), c: follower() }, []],
    ['the node itself is down', { ...complete, a: down }, []],
    [
      'nobody leads',
      { a: down, b: follower(), c: follower() },
      ['block: No member says that it leads the ensemble; not known of a'],
    ],
    [
      'the leader cannot be asked',
      { ...complete, c: down },
      ['block: No member says that it leads the ensemble; not known of c'],
    ],
    ['two say that they lead', { ...complete, b: leader(1) }, ['block: More than one member says that it leads: b, c']],
    [
      'so says the node itself',
      { ...complete, a: leader(1) },
      ['block: More than one member says that it leads: a, c'],
    ],
    [
      'leadership moved',
      { ...complete, b: follower({ modeAfter: 'leader' }), c: leader(2, { modeAfter: 'follower' }) },
      ['block: Leadership moved while it was read: from c to b'],
    ],
    [
      'the leader fell',
      { ...complete, c: leader(2, { modeAfter: 'follower' }) },
      ['block: Leadership moved while it was read: from c to nobody'],
    ],
    [
      'another rose beside it',
      { ...complete, b: follower({ modeAfter: 'leader' }) },
      ['block: Leadership moved while it was read: from c to b, c'],
    ],
    [
      'all other voters follow one that serves no requests',
      { a: follower(), b: follower(), c: idle },
      [`lasting: c ${leadsSilently}`],
    ],
    [
      'the node itself is the one that serves no requests',
      { a: idle, b: follower(), c: follower() },
      [`lasting: a ${leadsSilently}`],
    ],
    [
      'one of them says no more that it follows',
      { a: follower(), b: follower({ modeAfter: undefined }), c: idle },
      ['block: No member says that it leads the ensemble; not known of c'],
    ],
    [
      'a voter is missing, which might lead',
      configured(lines(1, 2, 3, 4, 5), { a: follower(), b: follower(), c: idle, d: follower() }),
      ['block: No member says that it leads the ensemble; not known of c'],
    ],
    ['the leader serves no clients, and tells the AdminServer', { ...complete, c: leader(2, { leadsOnly: true }) }, []],
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

  it.each([
    ['nobody can be asked', { a: needsTls, b: needsTls }],
    ['one cannot be asked', { a: follower(), b: follower(), c: unasked }],
  ])('does not take the leader for one that is not listed where %s', (_, members: Members) => {
    const [found] = rules.find(({ id }) => id === 'Z5')!.judge(snapshotOf(members), ask(members));
    expect(found!.hint).toMatch(/^One that cannot be asked may lead\./);
  });

  it('says what to do where the leader is not listed', () => {
    const members = { a: follower(), b: follower() };
    const found = rules.find(({ id }) => id === 'Z5')!.judge(snapshotOf(members), ask(members));
    expect(found).toMatchObject([{ hint: expect.stringContaining('only while a listed server leads') }]);
  });
});

describe('quorum-remains', () => {
  const heavy = `${three}\ngroup.1=1:2:3\nweight.1=10\nweight.2=1\nweight.3=1`;
  const withObserver = { a: observer(), b: follower(), c: leader(1) };
  const groups = (count: number) =>
    `${lines(1, 2, 3, 4, 5, 6, 7, 8, 9)}\n` +
    Array.from({ length: count }, (_, i) => `group.${i + 1}=${3 * i + 1}:${3 * i + 2}:${3 * i + 3}`).join('\n');
  const six = { ...complete, d: follower(), e: follower(), f: follower() };
  const nine = { ...six, g: follower(), h: follower(), i: follower() };
  const addressed = (members: Members): Members =>
    Object.fromEntries(Object.values(members).map((each, index) => [`10.0.0.${index + 1}`, each]));
  const sized = (quorumSize: number, ...names: string[]): Members =>
    Object.fromEntries(
      names.map((name, index) => [name, index ? follower({ quorumSize }) : leader(1, { quorumSize })]),
    );
  const lost = (voters: number, needed: number) =>
    `lasting: Without a, ${voters - 1} of ${voters} voters remain; a quorum needs ${needed}`;
  itFinds('Z6', [
    ['three: two remain', complete, []],
    ['three, the node down', { ...complete, a: down }, []],
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
    [
      'a weighs more than all others',
      configured(heavy, complete),
      ['lasting: Without a (server.1) a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
    ],
    ['a does not weigh more than the rest', configured(heavy, complete, { a: 2, b: 1 }), []],
    [
      'the one that weighs more is down, and known by its address',
      addressed(configured(heavy, { ...complete, a: down })),
      ['lasting: Without 10.0.0.1 (server.1) a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
      { node: '10.0.0.1' },
    ],
    [
      'one is down of which only its absence among the others tells who it is',
      configured(heavy, { ...complete, a: down }),
      ['lasting: Without a (server.1) a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
    ],
    [
      'the leader leaves, and the file of those that stay has other weights',
      { ...configured(heavy, { a: leader(2), b: follower(), c: follower() }), ...configured(three, { a: leader(2) }) },
      ['lasting: Without a (server.1) a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
    ],
    ['a vote that weighs nothing', configured(`${three}\ngroup.1=1:2:3\nweight.1=0\nweight.2=2`, complete), []],
    [
      'two votes, and one that weighs nothing',
      configured(`${three}\ngroup.1=1:2:3\nweight.3=0`, complete),
      ['lasting: Without a (server.1) a weight of 1 of 2 in group 1 remains; a quorum needs more than half'],
    ],
    ['three groups of three', configured(groups(3), nine), []],
    ['three groups of three, the third gone for good', configured(groups(3), six), []],
    [
      'two groups, of which one loses its majority',
      configured(`${lines(1, 2, 3, 4)}\ngroup.1=1:2\ngroup.2=3:4`, { ...complete, d: follower() }),
      [
        'lasting: Without a (server.1) 1 of 2 groups keep more than half of their weight (1 of 2 in group 1, 2 of 2 in group 2); a quorum needs 2',
      ],
    ],
    [
      'a group whose weight is nothing counts for nothing',
      configured(`${lines(1, 2, 3, 4)}\ngroup.1=1:2:3\ngroup.2=4\nweight.4=0`, { ...complete, d: follower() }),
      [],
    ],
    [
      'a follower without a vote, of which two voters are left',
      configured(lines(2, 3), { a: follower(), b: follower(), c: leader(1) }),
      [],
    ],
    ['an observer beside two voters', configured(`${lines(2, 3)}\nserver.1=a:1:2:observer`, withObserver), []],
  ]);
});

describe('weights-known', () => {
  const unread = (isLasting: boolean): MemberFields => ({ unread: { why: 'refused (code -102)', isLasting } });
  const known = configured(three, complete);
  const cannot = (address: string, why = 'refused (code -102)') =>
    `The configuration of the ensemble cannot be read from ${address}: ${why}`;
  itFinds('Z8', [
    ['all tell', known, []],
    ['the node itself does not, and may go', { ...known, a: follower(unread(true)) }, []],
    [
      'the node itself does not, and is back',
      { ...known, a: follower(unread(true)) },
      [`lasting: ${cannot('a')}`],
      after,
    ],
    ['another does not', { ...known, b: follower(unread(true)) }, [`lasting: ${cannot('b')}`]],
    ['another does not for a moment', { ...known, b: follower(unread(false)) }, [`block: ${cannot('b')}`]],
    ['one that is down is a matter of another rule', { ...known, b: down }, []],
    ['a leader that serves no clients is not asked', { ...known, c: leader(2, { leadsOnly: true }) }, []],
    [
      'nobody but such a leader is left',
      { a: follower(), c: leader(1, { leadsOnly: true }) },
      ['lasting: The configuration of the ensemble cannot be read: only a leader that serves no clients is left'],
    ],
    [
      'nobody but such a leader is left until another is back',
      { a: follower(), b: down, c: leader(1, { leadsOnly: true }) },
      ['block: The configuration of the ensemble cannot be read: only a leader that serves no clients is left'],
    ],
    ['a single server elects nobody', { a: alone }, [], after],
    ['of two, the node itself is down, and the other serves nobody', { a: down, b: idle }, []],
  ]);
});

it('needs an override where weights cannot be read', () => {
  const unread = { why: '/zookeeper/config at port 2181: there is no such node (code -101)', isLasting: true };
  const members = Object.fromEntries(Object.entries(complete).map(([name, each]) => [name, { ...each, unread }]));
  const judged = (...overrides: [string, string][]) =>
    judge(zookeeper, snapshotOf(members), ask(members), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['weights-known'] });
  expect(judged(['weights-known', 'no server has a group or weight line'])).toMatchObject({ safe: true });
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
