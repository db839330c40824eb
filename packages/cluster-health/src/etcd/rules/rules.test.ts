import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import type { Gap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { identify } from '../identify.ts';
import { etcd } from '../index.ts';
import type { EtcdMember, EtcdNode, EtcdProgress, EtcdSnapshot, EtcdView } from '../snapshot.ts';
import { rules } from './index.ts';

/** IDs are character codes: `a` is 97, hexadecimal `61`. */
const idOf = (name: string) => String(name.charCodeAt(0));
const memberOf = (name: string, fields: Partial<EtcdMember> = {}): EtcdMember => ({
  id: idOf(name),
  name,
  isLearner: false,
  hosts: [name],
  peerUrl: `http://${name}:2380`,
  ...fields,
});
const membersOf = (...names: string[]) => names.map((name) => memberOf(name));

type Fields = Partial<EtcdView>;
/** A healthy member at log entry 5000; c is the leader. */
const view = (fields: Fields = {}): Fields => fields;
const down: Gap = { why: 'the connection was refused (ECONNREFUSED)' };
const leaderless = view({ leader: undefined, unhealthy: '/health reports false: RAFT NO LEADER' });

/** What a node reports; a gap if it does not respond. */
type Nodes = Record<string, Fields | Gap>;
const isDown = (fields: Fields | Gap): fields is Gap => 'why' in fields;

function snapshotOf(nodes: Nodes, members: readonly EtcdMember[] = membersOf(...Object.keys(nodes))): EtcdSnapshot {
  const all = new Map(
    Object.entries(nodes).map(([name, fields]): [string, EtcdNode] => {
      if (isDown(fields)) return [name, { view: fields, isLeaderless: false }];
      const progress: EtcdProgress = { leader: idOf('c'), term: '2', applied: 5000 };
      const reported = {
        ...progress,
        clusterId: '1',
        id: idOf(name),
        isLearner: false,
        committed: 5000,
        alarms: [],
        unhealthy: undefined,
        members,
        ...fields,
      };
      const { leader, term, applied } = reported;
      return [name, { view: { later: { leader, term, applied }, ...reported }, isLeaderless: leader === undefined }];
    }),
  );
  const isListing = [...all.values()].some((node) => !('why' in node.view) && node.view.leader !== undefined);
  const listed = isListing || all.values().some(({ isLeaderless }) => isLeaderless) ? members : [];
  return { nodes: all, members: listed, ids: identify(all, listed, new Map()) };
}

type Case = [
  what: string,
  nodes: Nodes,
  findings: string[],
  fields?: Partial<HealthQuestion>,
  members?: readonly EtcdMember[],
];
const after = { phase: 'after' } as const;
const complete: Nodes = { a: view(), b: view(), c: view() };
const ask = (nodes: Nodes, fields: Partial<HealthQuestion> = {}) =>
  questionOf({ nodes: Object.keys(nodes), ...fields });
const itFinds = (id: string, cases: Case[]) =>
  it.each(cases.map((each) => ({ name: each[0], each })))(
    `${id}: $name`,
    ({ each: [, nodes, findings, fields, members] }) =>
      expect(findingsOf(rules, id, snapshotOf(nodes, members), ask(nodes, fields))).toEqual(findings),
  );

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

describe('one-leader', () => {
  const other = (fields: Fields = {}) => view({ leader: idOf('b'), ...fields });
  itFinds('D2', [
    ['all members report the same leader', complete, []],
    ['the leaving node is partitioned and reports another leader', { ...complete, a: other() }, []],
    [
      'the node reports another leader after the recycle',
      { ...complete, a: other() },
      ['block: The members report different leaders: 62 at term 2, 63 at term 2'],
      after,
    ],
    [
      'another member reports an older term',
      { ...complete, b: view({ term: '1' }) },
      ['block: The members report different leaders: 63 at term 1, 63 at term 2'],
    ],
    [
      'the leader changed during the check',
      { ...complete, b: view({ later: { leader: idOf('b'), term: '3', applied: 5000 } }) },
      ['block: The leader changed during the check: from 63 at term 2 to 62 at term 3'],
    ],
    [
      'the leader was lost during the check',
      { ...complete, b: view({ later: { leader: undefined, term: '3', applied: 5000 } }) },
      ['block: The leader changed during the check: from 63 at term 2 to none at term 3'],
    ],
    [
      'a member stopped responding during the check',
      { ...complete, b: view({ later: down }) },
      [`block: b did not respond when its leader was read again: ${down.why}`],
    ],
    ['a member that is down is reported by another rule', { ...complete, b: down }, []],
    [
      'the leader is unlisted',
      { a: view(), b: view() },
      ['block: The leader 63 is not one of the listed nodes'],
      {},
      membersOf('a', 'b', 'c'),
    ],
    ['no member has a leader', { a: down, b: leaderless }, []],
  ]);
});

describe('caught-up', () => {
  const at = (applied: number) => view({ later: { leader: idOf('c'), term: '2', applied } });
  const behind = (name: string, count: number) =>
    `block: ${name} is ${count} log entries behind the leader (${5000 - count} of 5000 applied); the limit is 1000`;
  itFinds('D3', [
    ['all members are caught up', complete, []],
    [
      'another member was behind and caught up during the check',
      { ...complete, b: view({ applied: 0, later: { leader: idOf('c'), term: '2', applied: 6000 } }) },
      [],
    ],
    ['another member is 1000 entries behind', { ...complete, b: at(4000) }, []],
    ['another member is 1001 entries behind', { ...complete, b: at(3999) }, [behind('b', 1001)]],
    ['the leaving node is far behind', { ...complete, a: at(10) }, []],
    ['the node is still catching up after the recycle', { ...complete, a: at(10) }, [behind('a', 4990)], after],
    [
      'the leaving node is the leader',
      {
        a: view({ leader: idOf('a') }),
        b: view({ leader: idOf('a'), later: { leader: idOf('a'), term: '2', applied: 1 } }),
      },
      [behind('b', 4999)],
    ],
  ]);
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

describe('quorum-remains', () => {
  const lost = (voters: number, needed: number) =>
    `lasting: Without a, ${voters - 1} of ${voters} voting members remain; a quorum needs ${needed}`;
  const unseen = (seen: string, needed: number, who: string) =>
    `Without a, ${seen} voting members are serving; a quorum needs ${needed} (not serving: ${who})`;
  const learner = (name: string) => memberOf(name, { isLearner: true });
  itFinds('D6', [
    ['three members: two remain', complete, []],
    ['three members: the leaving node is down', { ...complete, a: down }, []],
    ['one member', { a: view({ leader: idOf('a') }) }, [lost(1, 1)]],
    ['one member that is down', { a: down }, [lost(1, 1)]],
    ['two members', { a: view(), c: view() }, [lost(2, 2)]],
    ['two members: the leaving node is down', { a: down, b: leaderless }, [lost(2, 2)]],
    ['two voting members and a learner', complete, [lost(2, 2)], {}, [memberOf('a'), learner('b'), memberOf('c')]],
    ['two voting members: the learner leaves', complete, [], {}, [learner('a'), memberOf('b'), memberOf('c')]],
    ['three members: the node was removed', { ...complete, a: down }, [], {}, membersOf('b', 'c')],
    [
      'four members: three remain',
      { ...complete, d: view() },
      ['warn: The cluster has 4 voting members, which tolerate no more failures than 3'],
    ],
    [
      'three members and an unlisted one, which may be dead and not removed',
      complete,
      [`lasting: ${unseen('2 of 4', 3, 'd (64)')}`],
      {},
      membersOf('a', 'b', 'c', 'd'),
    ],
    [
      'three members and one that never started',
      complete,
      [`lasting: ${unseen('2 of 4', 3, '64 (http://d:2380, never started)')}`],
      {},
      [...membersOf('a', 'b', 'c'), memberOf('d', { name: '' })],
    ],
    ['four listed members: another is down', { ...complete, d: down }, [`block: ${unseen('2 of 4', 3, 'd (64)')}`]],
    [
      'the unreachable node may be the unlisted member',
      { ...complete, a: down },
      [`block: ${unseen('2 of 4', 3, 'a (61), d (64)')}`],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c', 'd')],
    ],
    ['five members, one of them unlisted', { ...complete, d: view() }, [], {}, membersOf('a', 'b', 'c', 'd', 'e')],
    [
      'two addresses belong to one member',
      { ...complete, d: view({ id: idOf('c') }) },
      [`lasting: ${unseen('2 of 4', 3, 'd (64)')}`],
      {},
      membersOf('a', 'b', 'c', 'd'),
    ],
    ['a learner among the serving members', complete, [lost(2, 2)], {}, [memberOf('a'), memberOf('b'), learner('c')]],
    ['no member responds', { a: down, b: down, c: down }, []],
    ['two members after the recycle', { a: view(), c: view() }, [], after],
  ]);
});

describe('no-alarm and not-corrupt', () => {
  const alarmed = (type: string, member?: string): Nodes => ({ ...complete, b: view({ alarms: [{ type, member }] }) });
  itFinds('D7', [
    ['no alarm', complete, []],
    ['no space', alarmed('NOSPACE', idOf('c')), ['lasting: The alarm NOSPACE is raised on c']],
    ['no space, without a member', alarmed('NOSPACE'), ['lasting: The alarm NOSPACE is raised on the cluster']],
    [
      'an alarm type that this version does not know',
      alarmed('SLOW'),
      ['lasting: The alarm SLOW is raised on the cluster'],
    ],
    ['corrupt is reported by another rule', alarmed('CORRUPT'), []],
    [
      'several members report the same alarm',
      { ...alarmed('NOSPACE'), c: view({ alarms: [{ type: 'NOSPACE', member: undefined }] }) },
      ['lasting: The alarm NOSPACE is raised on the cluster'],
      after,
    ],
  ]);
  itFinds('D8', [
    ['no space is reported by another rule', alarmed('NOSPACE'), []],
    ['corrupt', alarmed('CORRUPT', idOf('a')), ['lasting: The data of a is corrupt (alarm CORRUPT)']],
  ]);
});

describe('standing', () => {
  it.each<[string, Fields | Gap, object]>([
    ['the leader', view({ leader: idOf('a') }), { isServing: true, role: 'leader' }],
    ['a follower is eligible', view(), { isServing: true, role: 'follower', isEligible: true }],
    ['a learner is not eligible', view({ isLearner: true }), { isServing: true, role: 'follower', isEligible: false }],
    ['a member that is down', down, { isServing: false, role: 'unknown' }],
    ['a member without a leader', leaderless, { isServing: false, role: 'unknown' }],
  ])('%s', (_, a, standing) => expect(etcd.standing(snapshotOf({ ...complete, a }), 'a')).toMatchObject(standing));

  it('recycles a member that is down first and the leader last', () => {
    const nodes = { c: view(), a: view(), b: down };
    const question = ask(nodes, { due: ['c', 'a', 'b'] });
    expect(judge(etcd, snapshotOf(nodes), question, new Map()).yieldTo).toEqual(['b', 'a']);
  });
});

it('names the ID of an unlisted member and never counts it as serving', () => {
  const four = snapshotOf(complete, membersOf('a', 'b', 'c', 'd'));
  const judged = (...overrides: [string, string][]) => judge(etcd, four, ask(complete), new Map(overrides));
  expect(judged().findings.map(({ code, hint }) => [code, hint])).toEqual(
    ['members-known', 'quorum-remains'].map((code) => [code, expect.stringContaining('etcdctl member remove 64')]),
  );
  expect(judged(['members-known', 'gone'])).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
});

it('lets the failed one of two members go once the outage is accepted', () => {
  const nodes = { a: down, b: leaderless };
  const judged = (...overrides: [string, string][]) =>
    judge(etcd, snapshotOf(nodes), ask(nodes, { due: ['a', 'b'] }), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
  expect(judged(['quorum-remains', 'two only'])).toMatchObject({ safe: true, outage: true });
});
