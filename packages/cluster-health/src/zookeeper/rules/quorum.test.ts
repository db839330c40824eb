import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import { zookeeper } from '../index.ts';
import {
  createItFinds,
  follower,
  observer,
  leader,
  alone,
  down,
  idle,
  old,
  configured,
  lines,
  three,
  snapshotOf,
  ask,
  after,
  complete,
  type MemberFields,
  type Members,
} from '../test-support/ensembles.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

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
    ['passes if two of three remain', complete, []],
    ['passes if two of three remain and the node is down', { ...complete, a: down }, []],
    ['fails for a single server', { a: alone }, [lost(1, 1)]],
    ['fails for a single server that is down', { a: down }, [lost(1, 1)]],
    ['fails if one of two remains', sized(2, 'a', 'b'), [lost(2, 2)]],
    [
      'warns if three of four remain',
      sized(4, 'a', 'b', 'c', 'd'),
      ['warn: The ensemble has 4 voters: it survives the loss of no more voters than an ensemble of 3'],
    ],
    ['passes if four of five remain', sized(5, 'a', 'b', 'c', 'd', 'e'), []],
    ['passes if an observer leaves two voters', { a: observer({ quorumSize: 2 }), ...sized(2, 'b', 'c') }, []],
    ['passes for an observer that is down', { a: down, ...sized(2, 'b', 'c') }, []],
    [
      'fails for one of two voters with an observer',
      { ...sized(2, 'a', 'b'), c: observer({ quorumSize: 2 }) },
      [lost(2, 2)],
    ],
    [
      'fails for one of two voters before ZooKeeper 3.6',
      { a: follower(old), b: leader(1, old), c: observer(old) },
      [lost(2, 2)],
    ],
    ['fails if one of two is down and took the quorum', { a: down, b: idle }, [lost(2, 2)]],
    ['passes if no member can be queried and one is paused', { a: down, b: down }, [], { expect: 3 }],
    ['passes after the recycle', sized(2, 'a', 'b'), [], after],
    [
      'fails if the node outweighs all others',
      configured(heavy, complete),
      ['lasting: Without a (server.1), a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
    ],
    ['passes if the node does not outweigh the others', configured(heavy, complete, { a: 2, b: 1 }), []],
    [
      'identifies a heavy server that is down by its address',
      addressed(configured(heavy, { ...complete, a: down })),
      ['lasting: Without 10.0.0.1 (server.1), a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
      { node: '10.0.0.1' },
    ],
    [
      'identifies a heavy server that is down by elimination',
      configured(heavy, { ...complete, a: down }),
      ['lasting: Without a (server.1), a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
    ],
    [
      'uses the weights of the remaining members if the leader leaves',
      { ...configured(heavy, { a: leader(2), b: follower(), c: follower() }), ...configured(three, { a: leader(2) }) },
      ['lasting: Without a (server.1), a weight of 2 of 12 in group 1 remains; a quorum needs more than half'],
    ],
    ['passes for a server of weight 0', configured(`${three}\ngroup.1=1:2:3\nweight.1=0\nweight.2=2`, complete), []],
    [
      'fails if only one weighted vote remains',
      configured(`${three}\ngroup.1=1:2:3\nweight.3=0`, complete),
      ['lasting: Without a (server.1), a weight of 1 of 2 in group 1 remains; a quorum needs more than half'],
    ],
    ['passes for three groups of three', configured(groups(3), nine), []],
    ['passes for three groups of three if the third is gone', configured(groups(3), six), []],
    [
      'fails if one of two groups loses its majority',
      configured(`${lines(1, 2, 3, 4)}\ngroup.1=1:2\ngroup.2=3:4`, { ...complete, d: follower() }),
      [
        'lasting: Without a (server.1), 1 of 2 groups keep more than half of their weight (1 of 2 in group 1, 2 of 2 in group 2); a quorum needs 2',
      ],
    ],
    [
      'ignores a group of weight 0',
      configured(`${lines(1, 2, 3, 4)}\ngroup.1=1:2:3\ngroup.2=4\nweight.4=0`, { ...complete, d: follower() }),
      [],
    ],
    [
      'passes for a follower without a vote',
      configured(lines(2, 3), { a: follower(), b: follower(), c: leader(1) }),
      [],
    ],
    [
      'passes for an observer next to two voters',
      configured(`${lines(2, 3)}\nserver.1=a:1:2:observer`, withObserver),
      [],
    ],
  ]);
});

describe('weights-known', () => {
  const unread = (isLasting: boolean): MemberFields => ({ unread: { why: 'refused (code -102)', isLasting } });
  const known = configured(three, complete);
  const cannot = (address: string, why = 'refused (code -102)') =>
    `The ensemble configuration cannot be read from ${address}: ${why}`;
  itFinds('Z8', [
    ['passes if all members report it', known, []],
    ['ignores a leaving node that does not report it', { ...known, a: follower(unread(true)) }, []],
    [
      'fails if the node does not report it after its recycle',
      { ...known, a: follower(unread(true)) },
      [`lasting: ${cannot('a')}`],
      after,
    ],
    ['reports a member that refuses as lasting', { ...known, b: follower(unread(true)) }, [`lasting: ${cannot('b')}`]],
    ['waits for a member that fails for a moment', { ...known, b: follower(unread(false)) }, [`block: ${cannot('b')}`]],
    ['leaves a member that is down to members-serve', { ...known, b: down }, []],
    ['ignores a leader that serves no clients', { ...known, c: leader(2, { leadsOnly: true }) }, []],
    [
      'fails if only such a leader remains',
      { a: follower(), c: leader(1, { leadsOnly: true }) },
      ['lasting: The ensemble configuration cannot be read: only a leader that serves no clients is left'],
    ],
    [
      'waits if only such a leader remains until another is back',
      { a: follower(), b: down, c: leader(1, { leadsOnly: true }) },
      ['block: The ensemble configuration cannot be read: only a leader that serves no clients is left'],
    ],
    ['passes for a single server', { a: alone }, [], after],
    ['passes if one of two is down and the other serves nobody', { a: down, b: idle }, []],
  ]);
});

it('needs an override if weights cannot be read', () => {
  const unread = { why: '/zookeeper/config at port 2181: there is no such node (code -101)', isLasting: true };
  const members = Object.fromEntries(Object.entries(complete).map(([name, each]) => [name, { ...each, unread }]));
  const judged = (...overrides: [string, string][]) =>
    judge(zookeeper, snapshotOf(members), ask(members), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['weights-known'] });
  expect(judged(['weights-known', 'no server has a group or weight line'])).toMatchObject({ safe: true });
});

it('recycles one of two servers that is down with an override', () => {
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
