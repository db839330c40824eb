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

const down: Gap = { why: 'connecting to it: connection refused (ECONNREFUSED)' };
/** What a node reports in addition to the layout; a gap if it does not respond. */
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
/** What the other nodes report if `count` of them flag a as failing. */
const flagged = (count: number, failing: RedisPeer['failing'] = 'fail', peers: Peers = {}): Nodes =>
  Object.fromEntries(
    ['b', 'c', 'e', 'f', 'd'].slice(0, count).map((id) => [id, { peers: peersOf({ ...peers, a: { failing } }) }]),
  );
/** After the failover of a: d is the master in its place. */
const failedOver = (fields: Partial<RedisPeer> = {}) =>
  peersOf({ a: { ranges: [], slots: 0, ...fields }, d: { ...layout['a'], role: 'master', masterId: undefined } });

describe('nodes-serve', () => {
  itFinds('S1', [
    ['all nodes serve', snapshotOf(), []],
    ['the leaving node is down', snapshotOf({ a: down }), []],
    [
      'the node is not back after the recycle',
      snapshotOf({ a: down }),
      [`block: a is not back after the recycle: ${down.why}`],
      after,
    ],
    ['another node is down', snapshotOf({ b: down }), [`block: b is not serving: ${down.why}`]],
    [
      'another node is not in cluster mode, which is reported at once',
      snapshotOf({ b: { why: 'it runs in mode standalone, not in cluster mode', isLasting: true } }),
      ['lasting: b is not serving: it runs in mode standalone, not in cluster mode'],
    ],
    ['a node was not queried', snapshotOf(), ['block: g is not serving: it was not queried'], { nodes: ['a', 'g'] }],
  ]);
});

describe('none-failing', () => {
  const seen = (id: string, failing: RedisPeer['failing']) => ({ peers: peersOf({ [id]: { failing } }) });
  itFinds('S2', [
    ['no node is flagged', snapshotOf(), []],
    [
      'two nodes flag another node',
      snapshotOf({ b: seen('f', 'fail'), c: seen('f', 'fail?') }),
      ['block: f is flagged as failing by b (fail), c (fail?)'],
    ],
    ['the leaving node is flagged', snapshotOf({ a: down, b: seen('a', 'fail') }), []],
    [
      'the node is flagged after the recycle',
      snapshotOf({ b: seen('a', 'fail') }),
      ['block: a is flagged as failing by b (fail)'],
      after,
    ],
    ['only the leaving node flags another node', snapshotOf({ a: seen('b', 'fail?') }), []],
  ]);
});

describe('slots-covered', () => {
  const lost = peersOf({ b: { failing: 'fail' } });
  itFinds('S3', [
    ['all slots are served', snapshotOf(), []],
    [
      'slots have no master',
      snapshotOf({ b: { peers: peersOf({ c: { ranges: [], slots: 0 } }) } }),
      ['block: b sees 10923 of 16384 slots served'],
    ],
    [
      'another master is failing',
      snapshotOf({ c: { peers: lost, isOk: false } }),
      ['block: c sees 10922 of 16384 slots served'],
    ],
    [
      'the leaving node is down and its slots are unserved',
      snapshotOf({
        a: down,
        ...Object.fromEntries(
          ['b', 'c', 'd', 'e', 'f'].map((id) => [id, { isOk: false, peers: peersOf({ a: { failing: 'fail' } }) }]),
        ),
      }),
      [],
    ],
    [
      'another node reports the cluster down',
      snapshotOf({ c: { isOk: false } }),
      ['block: c reports that the cluster is down (cluster_state)'],
    ],
    ['the leaving node reports the cluster down', snapshotOf({ a: { isOk: false } }), []],
    [
      'the nodes disagree on the masters',
      snapshotOf({ b: { peers: failedOver() } }),
      ['block: The nodes disagree on which master serves which slots: b, f'],
    ],
  ]);
});

describe('replicas-in-sync', () => {
  const at = (offset: number) => ({ later: { role: 'replica' as const, offset, isLinked: true } });
  const unlinked = { later: { role: 'replica' as const, offset: 0, isLinked: false } };
  itFinds('S4', [
    ['all replicas are in sync', snapshotOf(), []],
    [
      'another replica has no link',
      snapshotOf({ e: unlinked }),
      ['block: e has no link to b, or a full sync is in progress (master_link_status)'],
    ],
    [
      'another replica is far behind',
      snapshotOf({ e: at(1000) }),
      ['block: e is 8999000 bytes behind b; the limit is 1048576'],
    ],
    [
      'another replica was behind and caught up during the check',
      snapshotOf({ e: { offset: 0, ...at(9_500_000) } }),
      [],
    ],
    [
      'another replica stopped responding',
      snapshotOf({ e: { later: down } }),
      [`block: e did not respond when it was read again: ${down.why}`],
    ],
    ['the leaving replica has no link', snapshotOf({ d: unlinked }), [], replica],
    [
      'the replica has no link yet after the recycle',
      snapshotOf({ d: unlinked }),
      ['block: d has no link to a, or a full sync is in progress (master_link_status)'],
      { ...replica, ...after },
    ],
    [
      'most nodes flag the master, and its replica has no link',
      snapshotOf({ ...flagged(3), a: down, d: unlinked }),
      [],
    ],
    [
      'the master does not respond, and few nodes flag it',
      snapshotOf({ ...flagged(2), a: down, d: unlinked }),
      ['block: d has no link to a, or a full sync is in progress (master_link_status)'],
    ],
  ]);
});

describe('replica-elsewhere', () => {
  const alone = without(peersOf(), 'd');
  const nodes = ['a', 'b', 'c', 'e', 'f'];
  const none = 'lasting: a is the master of 5461 slots and has no replica: they are unavailable while it is recycled';
  const held = (failing: number) =>
    `block: a does not respond (${down.why}), but only ${failing} of 5 other nodes flag it as failing. It may still serve its slots and cannot hand them over`;
  itFinds('S5', [
    ['a replica can take over', snapshotOf(), []],
    ['a replica leaves', snapshotOf(), [], replica],
    ['the master has no replica', snapshotOf({}, alone, nodes), [none]],
    ['the master has no replica and is down', snapshotOf({ a: down }, alone, nodes), [none]],
    [
      'its replica is down',
      snapshotOf({ d: down }),
      ['block: No replica of a is in sync, so none can take over its 5461 slots (replicas: d)'],
    ],
    [
      'its replica is far behind',
      snapshotOf({ d: { later: { role: 'replica', offset: 1, isLinked: true } } }),
      ['block: No replica of a is in sync, so none can take over its 5461 slots (replicas: d)'],
    ],
    [
      'most nodes flag the master, and its replica is about to take over',
      snapshotOf({ ...flagged(3), a: down, d: { isLinked: false } }),
      [],
    ],
    ['the master does not respond, and most nodes suspect it', snapshotOf({ ...flagged(3, 'fail?'), a: down }), []],
    [
      'the master does not respond, and few nodes suspect it',
      snapshotOf({ ...flagged(2, 'fail?'), a: down }),
      [held(2)],
    ],
    ['the master does not respond, and no node suspects it', snapshotOf({ a: down }), [held(0)]],
    ['the master lost its nodes.conf and has a new ID', snapshotOf({ a: { id: 'new' }, d: { isLinked: false } }), []],
    ['the leaving replica does not respond', snapshotOf({ d: down }), [], replica],
    ['its replica has taken over', snapshotOf({ a: down }, failedOver({ failing: 'fail' })), []],
    ['the master has no replica after the recycle', snapshotOf({}, alone, nodes), [], after],
  ]);
});

describe('master-majority', () => {
  const few = (count: number, needed: number, masters = 3) =>
    `Without a, ${count} of ${masters} masters are serving; ${needed} are needed to elect a replacement for a failed master`;
  const two = peersOf({
    b: { slots: 10_923 },
    c: { slots: 0, ranges: [], role: 'replica', masterId: 'b' },
    f: { masterId: 'b' },
  });
  itFinds('S6', [
    ['all masters serve', snapshotOf(), []],
    ['the leaving master is down and two remain', snapshotOf({ a: down }), []],
    ['two masters are down', snapshotOf({ a: down, b: down }), [`block: ${few(1, 2)}`]],
    ['another master is down, and the leaving one hands over', snapshotOf({ b: down }), []],
    ['two masters: the leaving one hands over', snapshotOf({}, two), []],
    [
      'two masters: the leaving one has no replica',
      snapshotOf({}, without(two, 'd'), ['a', 'b', 'c', 'e', 'f']),
      [`warn: ${few(1, 2, 2)}`],
    ],
  ]);
});

describe('min-replicas', () => {
  const wants = (minReplicasToWrite: number | Gap) => ({ a: { minReplicasToWrite }, d: { minReplicasToWrite } });
  const lasting = (node: string) =>
    `lasting: Without ${node}, its slots have 0 replicas, but min-replicas-to-write requires 1: writes to them are rejected`;
  itFinds('S7', [
    ['no replica is required', snapshotOf(), []],
    ['one replica is required, and a master leaves', snapshotOf(wants(1)), [lasting('a')]],
    ['one replica is required, and a replica leaves', snapshotOf(wants(1)), [lasting('d')], replica],
    ['one replica of two is required', snapshotOf(wants(1), peersOf({ g: { role: 'replica', masterId: 'a' } })), []],
    ['other masters require a replica', snapshotOf({ b: { minReplicasToWrite: 1 } }), []],
    [
      'the setting cannot be read',
      snapshotOf(wants({ why: 'NOPERM' })),
      ['warn: Cannot determine whether min-replicas-to-write allows writes without a: NOPERM'],
    ],
    ['one replica is required after the recycle', snapshotOf(wants(1)), [], after],
  ]);
});

describe('nodes-known', () => {
  const more = peersOf({ g: { role: 'replica', masterId: 'a' } });
  const elsewhere = peersOf({ a: { hosts: [] }, g: { hosts: [] } });
  itFinds('S8', [
    ['all nodes are listed', snapshotOf(), []],
    ['a node is unlisted', snapshotOf({}, more), ['lasting: The cluster has nodes that are not listed: g (g)']],
    ['the only unreachable node is the only unmatched one', snapshotOf({ a: down }, peersOf({ a: { hosts: [] } })), []],
    [
      'the unreachable node may be either of two',
      snapshotOf({ a: down }, elsewhere),
      [
        'block: Cannot determine which node of the cluster runs at a: it may be any of a node without an address (a), a node without an address (g)',
      ],
    ],
    [
      'the node lost its nodes.conf during the recycle',
      snapshotOf({ a: { id: 'new', role: 'master' } }, failedOver({ hosts: [] })),
      ['lasting: a (new) is not a node of the cluster. The cluster lists it as a, so its nodes.conf was lost'],
      after,
    ],
    [
      'the leaving node lost its nodes.conf before',
      snapshotOf({ a: { id: 'new', role: 'master' } }, failedOver({ hosts: [] })),
      [],
    ],
  ]);
});

describe('no-resharding', () => {
  itFinds('S9', [
    ['no slot is moved', snapshotOf(), []],
    [
      'slots of another node are moved',
      snapshotOf({ b: { openSlots: ['5461 to c', '5462 to c', '5463 to c', '5464 to c'] } }),
      ['block: b has 4 slots in migration: 5461 to c, 5462 to c, 5463 to c, …'],
    ],
    [
      'a slot of the leaving node is moved',
      snapshotOf({ a: { openSlots: ['1 from b'] } }),
      ['block: a has 1 slot in migration: 1 from b'],
    ],
  ]);
});

describe('standing', () => {
  it.each<[string, string, RedisSnapshot, object]>([
    ['a master with slots', 'a', snapshotOf(), { isServing: true, role: 'leader' }],
    ['a replica', 'd', snapshotOf(), { isServing: true, role: 'follower', isEligible: true }],
    [
      'a master without slots',
      'a',
      snapshotOf({}, failedOver()),
      { isServing: true, role: 'follower', isEligible: false },
    ],
    ['a replica without a link', 'd', snapshotOf({ d: { isLinked: false } }), { isServing: false, role: 'unknown' }],
    ['a node that is down', 'a', snapshotOf({ a: down }), { isServing: false, role: 'unknown' }],
    [
      'a node that lost its nodes.conf',
      'a',
      snapshotOf({ a: { id: 'new' } }, failedOver({ hosts: [] })),
      { isServing: false, role: 'unknown' },
    ],
  ])('%s', (_, address, snapshot, standing) => expect(redis.standing(snapshot, address)).toMatchObject(standing));

  it('recycles a node that is down first, then replicas, then masters', () => {
    const question = questionOf({ node: 'b', nodes: Object.keys(layout), due: ['a', 'b', 'd', 'e', 'f'] });
    expect(judge(redis, snapshotOf({ f: down }), question, new Map()).yieldTo).toEqual(['f', 'd', 'e']);
  });
});
