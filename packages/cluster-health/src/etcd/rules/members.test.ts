import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import { etcd } from '../index.ts';
import { rules } from './index.ts';
import {
  memberOf,
  membersOf,
  view,
  down,
  leaderless,
  snapshotOf,
  after,
  complete,
  ask,
  createItFinds,
} from '../test-support/snapshots.ts';

const itFinds = createItFinds(rules);

describe('members-serve', () => {
  const gone = (name: string) => `block: ${name} is not serving: ${down.why}`;
  itFinds('D1', [
    ['all members serve', complete, []],
    ['the leaving node is down', { ...complete, a: down }, []],
    ['another member is down', { ...complete, b: down }, [gone('b')]],
    [
      'the node is not back after the recycle',
      { ...complete, a: down },
      [`block: a is not back after the recycle: ${down.why}`],
      after,
    ],
    [
      'another member has no leader',
      { ...complete, b: leaderless },
      ['block: b is not serving: it responds, but has no leader'],
    ],
    [
      'another member is unhealthy',
      { ...complete, b: view({ unhealthy: 'GET /health at b:2379: no response within 5s' }) },
      ['block: b is not serving: GET /health at b:2379: no response within 5s'],
    ],
    [
      'another member was added and has never started',
      { ...complete, b: down },
      [`block: b was added to the cluster as 62, but has never started: ${down.why}`],
      {},
      [memberOf('a'), memberOf('b', { name: '' }), memberOf('c')],
    ],
    [
      'a certificate that does not match is reported at once',
      { ...complete, b: { why: 'its certificate is for x', hint: 'Name x', isLasting: true } },
      ['lasting: b is not serving: its certificate is for x'],
    ],
    ['two members: the node is down, and the other has no leader without it', { a: down, b: leaderless }, []],
    ['two members: neither has a leader', { a: leaderless, b: leaderless }, []],
    ['two members: both are down', { a: down, b: down }, [gone('b')]],
    [
      'two members: the node is not back after the recycle',
      { a: down, b: leaderless },
      [
        `block: a is not back after the recycle: ${down.why}`,
        'block: b is not serving: it responds, but has no leader',
      ],
      after,
    ],
    [
      'three members: two could elect a leader without the node',
      { a: down, b: leaderless, c: leaderless },
      ['b', 'c'].map((name) => `block: ${name} is not serving: it responds, but has no leader`),
    ],
    [
      'three members: one is unlisted',
      { a: down, b: leaderless },
      ['block: b is not serving: it responds, but has no leader'],
      {},
      membersOf('a', 'b', 'c'),
    ],
    [
      'a member was not queried',
      { a: view(), b: view() },
      ['block: c is not serving: it was not queried'],
      {
        nodes: ['a', 'b', 'c'],
      },
    ],
  ]);

  it('hints at the commands that restore a member without its data', () => {
    const found = rules[0]!.judge(snapshotOf({ ...complete, a: down }), ask(complete, after));
    expect(found[0]?.hint).toContain('etcdctl member remove 61 && etcdctl member add a --peer-urls=http://a:2380');
  });
});

describe('members-known', () => {
  const four = membersOf('a', 'b', 'c', 'd');
  itFinds('D4', [
    ['all members are listed', complete, []],
    ['a member is unlisted', complete, ['lasting: The cluster has members that are not listed: d (64)'], {}, four],
    [
      'a member that never started is unlisted',
      complete,
      ['lasting: The cluster has members that are not listed: 64 (http://d:2380, never started)'],
      {},
      [...membersOf('a', 'b', 'c'), memberOf('d', { name: '' })],
    ],
    [
      'the only unreachable node is the only unmatched member',
      { ...complete, a: down },
      [],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c')],
    ],
    [
      'an unreachable node may be an unlisted member',
      { ...complete, a: down },
      ['block: Cannot determine which member runs at a: it may be any of a (61), d (64)'],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c', 'd')],
    ],
    [
      'a node is a member of another cluster',
      { ...complete, b: view({ clusterId: '2' }) },
      ['block: The nodes are members of different clusters: b | c'],
    ],
    [
      'the member lists differ',
      { ...complete, b: view({ members: four }) },
      ['block: The members report different member lists: b, c'],
    ],
    ['a learner does not list the members', { ...complete, b: view({ members: undefined }) }, []],
    ['the node was removed', { ...complete, a: down }, [], {}, membersOf('b', 'c')],
    [
      'the node was removed and is not a member after the recycle',
      { ...complete, a: down },
      ['block: a is not a member of the cluster'],
      after,
      membersOf('b', 'c'),
    ],
    [
      'another node was removed',
      { ...complete, b: down },
      ['block: b is not a member of the cluster'],
      {},
      membersOf('a', 'c'),
    ],
    ['no node lists the members', { a: down, b: down }, []],
  ]);
});

describe('no-learner', () => {
  const learning = (name: string) => ['a', 'b', 'c'].map((each) => memberOf(each, { isLearner: each === name }));
  itFinds('D5', [
    ['no member is a learner', complete, []],
    ['another member is a learner', complete, ['lasting: b (62) is a learner and has no vote yet'], {}, learning('b')],
    ['the leaving node is a learner', complete, [], {}, learning('a')],
    [
      'the node is a learner after the recycle',
      complete,
      ['block: a is a learner and has no vote yet'],
      after,
      learning('a'),
    ],
  ]);
});

it('names the ID of an unlisted member and never counts it as serving', () => {
  const four = snapshotOf(complete, membersOf('a', 'b', 'c', 'd'));
  const judged = (...overrides: [string, string][]) => judge(etcd, four, ask(complete), new Map(overrides));
  expect(judged().findings.map(({ code, hint }) => [code, hint])).toEqual(
    ['members-known', 'quorum-remains'].map((code) => [code, expect.stringContaining('etcdctl member remove 64')]),
  );
  expect(judged(['members-known', 'gone'])).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
});
