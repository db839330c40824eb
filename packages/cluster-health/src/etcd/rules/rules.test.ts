import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import type { Gap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { identify } from '../identify.ts';
import { etcd } from '../index.ts';
import type { EtcdMember, EtcdNode, EtcdProgress, EtcdSnapshot, EtcdView } from '../snapshot.ts';
import { rules } from './index.ts';

/** Ids are letters' codes; in hexadecimal `a` is 97, `61`. */
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
/** A healthy member at entry 5000 of the log, which c leads. */
const view = (fields: Fields = {}): Fields => fields;
const down: Gap = { why: 'the connection was refused (ECONNREFUSED)' };
const leaderless = view({ leader: undefined, unhealthy: 'its /health is false: RAFT NO LEADER' });

/** What a node says; as a gap: nothing. */
type Nodes = Record<string, Fields | Gap>;
const isDown = (fields: Fields | Gap): fields is Gap => 'why' in fields;

function snapshotOf(nodes: Nodes, members: readonly EtcdMember[] = membersOf(...Object.keys(nodes))): EtcdSnapshot {
  const all = new Map(
    Object.entries(nodes).map(([name, fields]): [string, EtcdNode] => {
      if (isDown(fields)) return [name, { view: fields, isLeaderless: false }];
      const progress: EtcdProgress = { leader: idOf('c'), term: '2', applied: 5000 };
      const said = {
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
      const { leader, term, applied } = said;
      return [name, { view: { later: { leader, term, applied }, ...said }, isLeaderless: leader === undefined }];
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
  const gone = (name: string) => `block: ${name} does not serve: ${down.why}`;
  itFinds('D1', [
    ['all serve', complete, []],
    ['the node itself is down', { ...complete, a: down }, []],
    ['another is down', { ...complete, b: down }, [gone('b')]],
    ['the node is not back', { ...complete, a: down }, [`block: a is not back: ${down.why}`], after],
    [
      'another has no leader',
      { ...complete, b: leaderless },
      ['block: b does not serve: it answers, and knows of no leader'],
    ],
    [
      'another is not healthy',
      { ...complete, b: view({ unhealthy: 'GET /health at b:2379: no answer within 5s' }) },
      ['block: b does not serve: GET /health at b:2379: no answer within 5s'],
    ],
    [
      'another was added, and has never started',
      { ...complete, b: down },
      [`block: b was added to the cluster as 62, and has never started: ${down.why}`],
      {},
      [memberOf('a'), memberOf('b', { name: '' }), memberOf('c')],
    ],
    [
      'a certificate that never fits is reported at once',
      { ...complete, b: { why: 'its certificate is for x', hint: 'Name x', isLasting: true } },
      ['lasting: b does not serve: its certificate is for x'],
    ],
    ['of two, the node is down, and the other has no leader without it', { a: down, b: leaderless }, []],
    ['of two, neither has a leader', { a: leaderless, b: leaderless }, []],
    ['of two, both are down', { a: down, b: down }, [gone('b')]],
    [
      'of two, the node is not back',
      { a: down, b: leaderless },
      [`block: a is not back: ${down.why}`, 'block: b does not serve: it answers, and knows of no leader'],
      after,
    ],
    [
      'of three, two could have a leader without the node',
      { a: down, b: leaderless, c: leaderless },
      ['b', 'c'].map((name) => `block: ${name} does not serve: it answers, and knows of no leader`),
    ],
    [
      'of three, one is not listed',
      { a: down, b: leaderless },
      ['block: b does not serve: it answers, and knows of no leader'],
      {},
      membersOf('a', 'b', 'c'),
    ],
    [
      'one that was not asked',
      { a: view(), b: view() },
      ['block: c does not serve: it was not asked'],
      {
        nodes: ['a', 'b', 'c'],
      },
    ],
  ]);

  it('says how a member that lost its data comes back', () => {
    const found = rules[0]!.judge(snapshotOf({ ...complete, a: down }), ask(complete, after));
    expect(found[0]?.hint).toContain('etcdctl member remove 61 && etcdctl member add a --peer-urls=http://a:2380');
  });
});

describe('one-leader', () => {
  const other = (fields: Fields = {}) => view({ leader: idOf('b'), ...fields });
  itFinds('D2', [
    ['all name the same', complete, []],
    ['the node names another, being cut off', { ...complete, a: other() }, []],
    [
      'it still does so afterwards',
      { ...complete, a: other() },
      ['block: The members do not name the same leader: 62 at term 2, 63 at term 2'],
      after,
    ],
    [
      'another is of an older term',
      { ...complete, b: view({ term: '1' }) },
      ['block: The members do not name the same leader: 63 at term 1, 63 at term 2'],
    ],
    [
      'the leader changed while it was read',
      { ...complete, b: view({ later: { leader: idOf('b'), term: '3', applied: 5000 } }) },
      ['block: The leader changed while it was read: from 63 at term 2 to 62 at term 3'],
    ],
    [
      'the leader was lost while it was read',
      { ...complete, b: view({ later: { leader: undefined, term: '3', applied: 5000 } }) },
      ['block: The leader changed while it was read: from 63 at term 2 to nobody at term 3'],
    ],
    [
      'a member fell silent while it was read',
      { ...complete, b: view({ later: down }) },
      [`block: b did not answer when asked for its leader again: ${down.why}`],
    ],
    ['one that is down is a matter of another rule', { ...complete, b: down }, []],
    [
      'the leader is not listed',
      { a: view(), b: view() },
      ['block: The leader 63 is none of the nodes listed'],
      {},
      membersOf('a', 'b', 'c'),
    ],
    ['nobody has a leader', { a: down, b: leaderless }, []],
  ]);
});

describe('caught-up', () => {
  const at = (applied: number) => view({ later: { leader: idOf('c'), term: '2', applied } });
  const behind = (name: string, count: number) =>
    `block: ${name} is ${count} log entries behind the leader (${5000 - count} of 5000 applied); at most 1000 are taken for caught up`;
  itFinds('D3', [
    ['all are', complete, []],
    [
      'another was behind, and has applied it meanwhile',
      { ...complete, b: view({ applied: 0, later: { leader: idOf('c'), term: '2', applied: 6000 } }) },
      [],
    ],
    ['another is a little behind', { ...complete, b: at(4000) }, []],
    ['another is far behind', { ...complete, b: at(3999) }, [behind('b', 1001)]],
    ['the node is far behind', { ...complete, a: at(10) }, []],
    ['the node is still catching up', { ...complete, a: at(10) }, [behind('a', 4990)], after],
    [
      'the node leads',
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
    ['all are listed', complete, []],
    ['one is not listed', complete, ['lasting: The cluster has members that are not listed: d (64)'], {}, four],
    [
      'one that never started is not listed',
      complete,
      ['lasting: The cluster has members that are not listed: 64 (http://d:2380, never started)'],
      {},
      [...membersOf('a', 'b', 'c'), memberOf('d', { name: '' })],
    ],
    [
      'the one that is silent is the one that is left over',
      { ...complete, a: down },
      [],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c')],
    ],
    [
      'a silent node may be a member that is not listed',
      { ...complete, a: down },
      ['block: Which member a is cannot be told: a (61), d (64) may be there, or elsewhere'],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c', 'd')],
    ],
    [
      'another cluster',
      { ...complete, b: view({ clusterId: '2' }) },
      ['block: The nodes are members of different clusters: b | c'],
    ],
    [
      'other members',
      { ...complete, b: view({ members: four }) },
      ['block: The members do not list the same members: b, c'],
    ],
    ['a learner lists none', { ...complete, b: view({ members: undefined }) }, []],
    ['the node was removed', { ...complete, a: down }, [], {}, membersOf('b', 'c')],
    [
      'the node was removed, and is no member afterwards',
      { ...complete, a: down },
      ['block: a is no member of the cluster'],
      after,
      membersOf('b', 'c'),
    ],
    [
      'another was removed',
      { ...complete, b: down },
      ['block: b is no member of the cluster'],
      {},
      membersOf('a', 'c'),
    ],
    ['nobody lists them', { a: down, b: down }, []],
  ]);
});

describe('no-learner', () => {
  const learning = (name: string) => ['a', 'b', 'c'].map((each) => memberOf(each, { isLearner: each === name }));
  itFinds('D5', [
    ['all vote', complete, []],
    ['another does not', complete, ['lasting: b (62) is a learner, which has no vote yet'], {}, learning('b')],
    ['the node does not', complete, [], {}, learning('a')],
    ['the node does not afterwards', complete, ['block: a is a learner, which has no vote yet'], after, learning('a')],
  ]);
});

describe('quorum-remains', () => {
  const lost = (voters: number, needed: number) =>
    `lasting: Without a, ${voters - 1} of ${voters} members with a vote remain; a quorum needs ${needed}`;
  const unseen = (seen: string, needed: number, who: string) =>
    `Without a, ${seen} members with a vote are seen to serve; a quorum needs ${needed} (not seen: ${who})`;
  const learner = (name: string) => memberOf(name, { isLearner: true });
  itFinds('D6', [
    ['three: two remain', complete, []],
    ['three, the node down', { ...complete, a: down }, []],
    ['one', { a: view({ leader: idOf('a') }) }, [lost(1, 1)]],
    ['one that is down', { a: down }, [lost(1, 1)]],
    ['two', { a: view(), c: view() }, [lost(2, 2)]],
    ['two, the node down', { a: down, b: leaderless }, [lost(2, 2)]],
    ['two and a learner', complete, [lost(2, 2)], {}, [memberOf('a'), learner('b'), memberOf('c')]],
    ['two, and the learner leaves', complete, [], {}, [learner('a'), memberOf('b'), memberOf('c')]],
    ['two of three, and the node was removed', { ...complete, a: down }, [], {}, membersOf('b', 'c')],
    [
      'four: three remain',
      { ...complete, d: view() },
      ['warn: The cluster has 4 members with a vote: it survives the loss of no more of them than 3 would'],
    ],
    [
      'three and one that is not listed, as one that died and was not removed',
      complete,
      [`lasting: ${unseen('2 of 4', 3, 'd (64)')}`],
      {},
      membersOf('a', 'b', 'c', 'd'),
    ],
    [
      'three and one that never started',
      complete,
      [`lasting: ${unseen('2 of 4', 3, '64 (http://d:2380, never started)')}`],
      {},
      [...membersOf('a', 'b', 'c'), memberOf('d', { name: '' })],
    ],
    ['four that are listed, another down', { ...complete, d: down }, [`block: ${unseen('2 of 4', 3, 'd (64)')}`]],
    [
      'the silent node may be the one that is not listed',
      { ...complete, a: down },
      [`block: ${unseen('2 of 4', 3, 'a (61), d (64)')}`],
      {},
      [memberOf('a', { hosts: ['elsewhere'] }), ...membersOf('b', 'c', 'd')],
    ],
    ['five, of which one is not listed', { ...complete, d: view() }, [], {}, membersOf('a', 'b', 'c', 'd', 'e')],
    [
      'two addresses are one member',
      { ...complete, d: view({ id: idOf('c') }) },
      [`lasting: ${unseen('2 of 4', 3, 'd (64)')}`],
      {},
      membersOf('a', 'b', 'c', 'd'),
    ],
    ['a learner among those that serve', complete, [lost(2, 2)], {}, [memberOf('a'), memberOf('b'), learner('c')]],
    ['nobody answers', { a: down, b: down, c: down }, []],
    ['two afterwards', { a: view(), c: view() }, [], after],
  ]);
});

describe('no-alarm and not-corrupt', () => {
  const alarmed = (type: string, member?: string): Nodes => ({ ...complete, b: view({ alarms: [{ type, member }] }) });
  itFinds('D7', [
    ['none', complete, []],
    ['no space', alarmed('NOSPACE', idOf('c')), ['lasting: The alarm NOSPACE is raised by c']],
    ['no space, of nobody by name', alarmed('NOSPACE'), ['lasting: The alarm NOSPACE is raised by the cluster']],
    ['one that is not known yet', alarmed('SLOW'), ['lasting: The alarm SLOW is raised by the cluster']],
    ['corrupt is a matter of another rule', alarmed('CORRUPT'), []],
    [
      'several say so',
      { ...alarmed('NOSPACE'), c: view({ alarms: [{ type: 'NOSPACE', member: undefined }] }) },
      ['lasting: The alarm NOSPACE is raised by the cluster'],
      after,
    ],
  ]);
  itFinds('D8', [
    ['no space is a matter of another rule', alarmed('NOSPACE'), []],
    ['corrupt', alarmed('CORRUPT', idOf('a')), ['lasting: The data of a is corrupt (alarm CORRUPT)']],
  ]);
});

describe('standing', () => {
  it.each<[string, Fields | Gap, object]>([
    ['the leader', view({ leader: idOf('a') }), { isServing: true, role: 'leader' }],
    ['a follower may become leader', view(), { isServing: true, role: 'follower', isEligible: true }],
    ['a learner never', view({ isLearner: true }), { isServing: true, role: 'follower', isEligible: false }],
    ['one that is down', down, { isServing: false, role: 'unknown' }],
    ['one without a leader', leaderless, { isServing: false, role: 'unknown' }],
  ])('%s', (_, a, standing) => expect(etcd.standing(snapshotOf({ ...complete, a }), 'a')).toMatchObject(standing));

  it('takes the one that is down first, the leader last', () => {
    const nodes = { c: view(), a: view(), b: down };
    const question = ask(nodes, { due: ['c', 'a', 'b'] });
    expect(judge(etcd, snapshotOf(nodes), question, new Map()).yieldTo).toEqual(['b', 'a']);
  });
});

it('a member that is not listed is removed by its id, and no override of that counts it as serving', () => {
  const four = snapshotOf(complete, membersOf('a', 'b', 'c', 'd'));
  const judged = (...overrides: [string, string][]) => judge(etcd, four, ask(complete), new Map(overrides));
  expect(judged().findings.map(({ code, hint }) => [code, hint])).toEqual(
    ['members-known', 'quorum-remains'].map((code) => [code, expect.stringContaining('etcdctl member remove 64')]),
  );
  expect(judged(['members-known', 'gone'])).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
});

it('of two members, the one that is down may be brought back once its absence is accepted', () => {
  const nodes = { a: down, b: leaderless };
  const judged = (...overrides: [string, string][]) =>
    judge(etcd, snapshotOf(nodes), ask(nodes, { due: ['a', 'b'] }), new Map(overrides));
  expect(judged()).toMatchObject({ safe: false, unsatisfiable: ['quorum-remains'] });
  expect(judged(['quorum-remains', 'two only'])).toMatchObject({ safe: true, outage: true });
});
