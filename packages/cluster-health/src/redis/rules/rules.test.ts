import { describe, expect, it } from '@jest/globals';
import { judge } from '../../judging/judgement.ts';
import type { Gap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { identify } from '../identify.ts';
import { redis } from '../index.ts';
import type { RedisPeer, RedisSnapshot, RedisView } from '../snapshot.ts';
import { rules } from './index.ts';

/** Three masters a, b, c, and their replicas d, e, f. */
const layout: Record<string, Partial<RedisPeer>> = {
  a: { ranges: ['0-5460'], slots: 5461 },
  b: { ranges: ['5461-10922'], slots: 5462 },
  c: { ranges: ['10923-16383'], slots: 5461 },
  d: { role: 'replica', masterId: 'a' },
  e: { role: 'replica', masterId: 'b' },
  f: { role: 'replica', masterId: 'c' },
};
type Peers = Record<string, Partial<RedisPeer>>;
const peersOf = (changes: Peers = {}): RedisPeer[] =>
  Object.keys({ ...layout, ...changes }).map((id) => ({
    id,
    hosts: [id],
    role: 'master',
    masterId: undefined,
    failing: undefined,
    ranges: [],
    slots: 0,
    ...layout[id],
    ...changes[id],
  }));
const without = (peers: RedisPeer[], ...ids: string[]) => peers.filter(({ id }) => !ids.includes(id));

const down: Gap = { why: 'connecting to it: the connection was refused (ECONNREFUSED)' };
/** What a node says besides what the layout has; as a gap: nothing. */
type Nodes = Record<string, Partial<RedisView> | Gap>;

function snapshotOf(
  changes: Nodes = {},
  peers: readonly RedisPeer[] = peersOf(),
  nodes = Object.keys(layout),
): RedisSnapshot {
  const views = new Map(
    nodes.map((address): [string, RedisView | Gap] => {
      const change = changes[address] ?? {};
      if ('why' in change) return [address, change];
      const { role = 'master' } = peers.find(({ id }) => id === address) ?? {};
      const replication = { role, offset: 9_000_000, isLinked: true };
      const view = {
        ...replication,
        id: address,
        isOk: true,
        epoch: 6,
        peers,
        openSlots: [],
        minReplicasToWrite: 0,
        ...change,
      };
      return [address, { later: { role: view.role, offset: view.offset, isLinked: view.isLinked }, ...view }];
    }),
  );
  return { views, peers, ids: identify(views, peers, new Map()) };
}
type Case = [what: string, snapshot: RedisSnapshot, findings: string[], fields?: Partial<HealthQuestion>];
const after = { phase: 'after' } as const;
const replica = { node: 'd' } as const;
const itFinds = (id: string, cases: Case[]) =>
  it.each(cases.map((each) => ({ name: each[0], each })))(`${id}: $name`, ({ each: [, snapshot, findings, fields] }) =>
    expect(findingsOf(rules, id, snapshot, questionOf({ nodes: [...snapshot.views.keys()], ...fields }))).toEqual(
      findings,
    ),
  );
/** What the others say where `count` of them take a for failing. */
const flagged = (count: number, failing: RedisPeer['failing'] = 'fail', peers: Peers = {}): Nodes =>
  Object.fromEntries(
    ['b', 'c', 'e', 'f', 'd'].slice(0, count).map((id) => [id, { peers: peersOf({ ...peers, a: { failing } }) }]),
  );
/** After a failed over: d leads in its place. */
const failedOver = (fields: Partial<RedisPeer> = {}) =>
  peersOf({ a: { ranges: [], slots: 0, ...fields }, d: { ...layout['a'], role: 'master', masterId: undefined } });

describe('nodes-serve', () => {
  itFinds('S1', [
    ['all serve', snapshotOf(), []],
    ['the node itself is down', snapshotOf({ a: down }), []],
    ['the node is not back', snapshotOf({ a: down }), [`block: a is not back: ${down.why}`], after],
    ['another is down', snapshotOf({ b: down }), [`block: b does not serve: ${down.why}`]],
    [
      'another is none of a cluster, which waiting does not heal',
      snapshotOf({ b: { why: 'it is no node of a cluster, but standalone', isLasting: true } }),
      ['lasting: b does not serve: it is no node of a cluster, but standalone'],
    ],
    ['one was not asked', snapshotOf(), ['block: g does not serve: it was not asked'], { nodes: ['a', 'g'] }],
  ]);
});

describe('none-failing', () => {
  const seen = (id: string, failing: RedisPeer['failing']) => ({ peers: peersOf({ [id]: { failing } }) });
  itFinds('S2', [
    ['nobody fails', snapshotOf(), []],
    [
      'two take another for failing',
      snapshotOf({ b: seen('f', 'fail'), c: seen('f', 'fail?') }),
      ['block: f is taken for failing by b (fail), c (fail?)'],
    ],
    ['the node is taken for failing', snapshotOf({ a: down, b: seen('a', 'fail') }), []],
    [
      'it still is afterwards',
      snapshotOf({ b: seen('a', 'fail') }),
      ['block: a is taken for failing by b (fail)'],
      after,
    ],
    ['only the node takes another for failing', snapshotOf({ a: seen('b', 'fail?') }), []],
  ]);
});

describe('slots-covered', () => {
  const lost = peersOf({ b: { failing: 'fail' } });
  itFinds('S3', [
    ['all are', snapshotOf(), []],
    [
      'slots have nobody',
      snapshotOf({ b: { peers: peersOf({ c: { ranges: [], slots: 0 } }) } }),
      ['block: b sees 10923 of 16384 slots served'],
    ],
    [
      'another master fails',
      snapshotOf({ c: { peers: lost, isOk: false } }),
      ['block: c sees 10922 of 16384 slots served'],
    ],
    [
      'the node is down, its slots served by nobody',
      snapshotOf({
        a: down,
        ...Object.fromEntries(
          ['b', 'c', 'd', 'e', 'f'].map((id) => [id, { isOk: false, peers: peersOf({ a: { failing: 'fail' } }) }]),
        ),
      }),
      [],
    ],
    [
      'another says that the cluster fails',
      snapshotOf({ c: { isOk: false } }),
      ['block: c says that the cluster fails (cluster_state)'],
    ],
    ['the node says so', snapshotOf({ a: { isOk: false } }), []],
    [
      'they do not agree',
      snapshotOf({ b: { peers: failedOver() } }),
      ['block: The nodes do not agree on who serves which slots: b, f'],
    ],
  ]);
});

describe('replicas-in-sync', () => {
  const at = (offset: number) => ({ later: { role: 'replica' as const, offset, isLinked: true } });
  const unlinked = { later: { role: 'replica' as const, offset: 0, isLinked: false } };
  itFinds('S4', [
    ['all are', snapshotOf(), []],
    [
      'another has no link',
      snapshotOf({ e: unlinked }),
      ['block: e has no link to b, or a full sync under way (master_link_status)'],
    ],
    [
      'another is far behind',
      snapshotOf({ e: at(1000) }),
      ['block: e is 8999000 bytes behind b; at most 1048576 are taken for in sync'],
    ],
    ['another was behind, and has caught up', snapshotOf({ e: { offset: 0, ...at(9_500_000) } }), []],
    [
      'another fell silent',
      snapshotOf({ e: { later: down } }),
      [`block: e did not answer when asked again: ${down.why}`],
    ],
    ['the node has no link', snapshotOf({ d: unlinked }), [], replica],
    [
      'the node has none yet',
      snapshotOf({ d: unlinked }),
      ['block: d has no link to a, or a full sync under way (master_link_status)'],
      { ...replica, ...after },
    ],
    [
      'the node is down by most others, and its replica follows nobody',
      snapshotOf({ ...flagged(3), a: down, d: unlinked }),
      [],
    ],
    [
      'the node is silent, and few take it for failing',
      snapshotOf({ ...flagged(2), a: down, d: unlinked }),
      ['block: d has no link to a, or a full sync under way (master_link_status)'],
    ],
  ]);
});

describe('replica-elsewhere', () => {
  const alone = without(peersOf(), 'd');
  const nodes = ['a', 'b', 'c', 'e', 'f'];
  const none = 'lasting: a is the master of 5461 slots, and has no replica: while it is away, nobody serves them';
  const held = (failing: number) =>
    `block: a does not answer (${down.why}), but only ${failing} of 5 other nodes take it for failing: it may still serve its slots, and cannot hand them over`;
  itFinds('S5', [
    ['a replica can take over', snapshotOf(), []],
    ['a replica leaves', snapshotOf(), [], replica],
    ['there is none', snapshotOf({}, alone, nodes), [none]],
    ['there is none, and the master is down', snapshotOf({ a: down }, alone, nodes), [none]],
    ['it is down', snapshotOf({ d: down }), ['block: No replica of a is in sync to take over its 5461 slots: d']],
    [
      'it is far behind',
      snapshotOf({ d: { later: { role: 'replica', offset: 1, isLinked: true } } }),
      ['block: No replica of a is in sync to take over its 5461 slots: d'],
    ],
    [
      'the master is down by most others, and its replica is about to take over',
      snapshotOf({ ...flagged(3), a: down, d: { isLinked: false } }),
      [],
    ],
    ['most suspect the master, which is silent', snapshotOf({ ...flagged(3, 'fail?'), a: down }), []],
    ['the master is silent, and few take it for failing', snapshotOf({ ...flagged(2, 'fail?'), a: down }), [held(2)]],
    ['the master is silent, and nobody takes it for failing', snapshotOf({ a: down }), [held(0)]],
    [
      'the master lost its nodes.conf, which another node in its place shows',
      snapshotOf({ a: { id: 'new' }, d: { isLinked: false } }),
      [],
    ],
    ['a replica is silent', snapshotOf({ d: down }), [], replica],
    ['it has taken over', snapshotOf({ a: down }, failedOver({ failing: 'fail' })), []],
    ['afterwards it does not matter', snapshotOf({}, alone, nodes), [], after],
  ]);
});

describe('master-majority', () => {
  const few = (count: number, needed: number, masters = 3) =>
    `Without a, ${count} of ${masters} masters serve; ${needed} must, or none can be elected in place of one that fails`;
  const two = peersOf({
    b: { slots: 10_923 },
    c: { slots: 0, ranges: [], role: 'replica', masterId: 'b' },
    f: { masterId: 'b' },
  });
  itFinds('S6', [
    ['all serve', snapshotOf(), []],
    ['the node is down, two remain', snapshotOf({ a: down }), []],
    ['two are down', snapshotOf({ a: down, b: down }), [`block: ${few(1, 2)}`]],
    ['another is down, and the node hands over', snapshotOf({ b: down }), []],
    ['of two, the node hands over', snapshotOf({}, two), []],
    [
      'of two, the node has nobody to hand over to',
      snapshotOf({}, without(two, 'd'), ['a', 'b', 'c', 'e', 'f']),
      [`warn: ${few(1, 2, 2)}`],
    ],
  ]);
});

describe('min-replicas', () => {
  const wants = (minReplicasToWrite: number | Gap) => ({ a: { minReplicasToWrite }, d: { minReplicasToWrite } });
  const lasting = (node: string) =>
    `lasting: Without ${node}, its slots have 0 replicas; min-replicas-to-write wants 1, so nothing can be written to them`;
  itFinds('S7', [
    ['none are wanted', snapshotOf(), []],
    ['one is wanted, and a master leaves', snapshotOf(wants(1)), [lasting('a')]],
    ['one is wanted, and a replica leaves', snapshotOf(wants(1)), [lasting('d')], replica],
    ['one is wanted of two', snapshotOf(wants(1), peersOf({ g: { role: 'replica', masterId: 'a' } })), []],
    ['other masters want one', snapshotOf({ b: { minReplicasToWrite: 1 } }), []],
    [
      'it may not be asked for',
      snapshotOf(wants({ why: 'NOPERM' })),
      ['warn: Whether min-replicas-to-write lets clients write without a cannot be told: NOPERM'],
    ],
    ['afterwards it does not matter', snapshotOf(wants(1)), [], after],
  ]);
});

describe('nodes-known', () => {
  const more = peersOf({ g: { role: 'replica', masterId: 'a' } });
  const elsewhere = peersOf({ a: { hosts: [] }, g: { hosts: [] } });
  itFinds('S8', [
    ['all are', snapshotOf(), []],
    ['one is not listed', snapshotOf({}, more), ['lasting: The cluster has nodes that are not listed: g (g)']],
    ['the one that is silent is the one that is left over', snapshotOf({ a: down }, peersOf({ a: { hosts: [] } })), []],
    [
      'the one that is silent may be either',
      snapshotOf({ a: down }, elsewhere),
      [
        'block: Which node of the cluster a is cannot be told: a node without an address (a), a node without an address (g) may be there, or elsewhere',
      ],
    ],
    [
      'the node lost its nodes.conf',
      snapshotOf({ a: { id: 'new', role: 'master' } }, failedOver({ hosts: [] })),
      ['lasting: a (new) is no node of the cluster of the others, which knew it as a: its nodes.conf was lost'],
      after,
    ],
    ['it lost it before', snapshotOf({ a: { id: 'new', role: 'master' } }, failedOver({ hosts: [] })), []],
  ]);
});

describe('no-resharding', () => {
  itFinds('S9', [
    ['none', snapshotOf(), []],
    [
      'of another',
      snapshotOf({ b: { openSlots: ['5461 to c', '5462 to c', '5463 to c', '5464 to c'] } }),
      ['block: b has 4 slots on the move: 5461 to c, 5462 to c, 5463 to c, …'],
    ],
    ['of the node', snapshotOf({ a: { openSlots: ['1 from b'] } }), ['block: a has 1 slots on the move: 1 from b']],
  ]);
});

describe('standing', () => {
  it.each<[string, string, RedisSnapshot, object]>([
    ['a master of slots', 'a', snapshotOf(), { isServing: true, role: 'leader' }],
    ['a replica', 'd', snapshotOf(), { isServing: true, role: 'follower', isEligible: true }],
    [
      'a master without slots',
      'a',
      snapshotOf({}, failedOver()),
      { isServing: true, role: 'follower', isEligible: false },
    ],
    ['a replica without a link', 'd', snapshotOf({ d: { isLinked: false } }), { isServing: false, role: 'unknown' }],
    ['one that is down', 'a', snapshotOf({ a: down }), { isServing: false, role: 'unknown' }],
    [
      'one that lost its nodes.conf',
      'a',
      snapshotOf({ a: { id: 'new' } }, failedOver({ hosts: [] })),
      { isServing: false, role: 'unknown' },
    ],
  ])('%s', (_, address, snapshot, standing) => expect(redis.standing(snapshot, address)).toMatchObject(standing));

  it('takes the one that is down first, then replicas, masters last', () => {
    const question = questionOf({ node: 'b', nodes: Object.keys(layout), due: ['a', 'b', 'd', 'e', 'f'] });
    expect(judge(redis, snapshotOf({ f: down }), question, new Map()).yieldTo).toEqual(['f', 'd', 'e']);
  });
});
