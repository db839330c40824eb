import { expect, it } from '@jest/globals';
import type { Gap } from '../../kind/gap.ts';
import type { HealthQuestion } from '../../kind/question.ts';
import type { Rule } from '../../kind/rule.ts';
import { findingsOf, questionOf } from '../../test-support/questions.ts';
import { identify } from '../identify.ts';
import type { RedisPeer, RedisSnapshot, RedisView } from '../snapshot.ts';

/** Three masters a, b, c, and their replicas d, e, f. */
export const layout: Record<string, Partial<RedisPeer>> = {
  a: { ranges: ['0-5460'], slots: 5461 },
  b: { ranges: ['5461-10922'], slots: 5462 },
  c: { ranges: ['10923-16383'], slots: 5461 },
  d: { role: 'replica', masterId: 'a' },
  e: { role: 'replica', masterId: 'b' },
  f: { role: 'replica', masterId: 'c' },
};

type Peers = Record<string, Partial<RedisPeer>>;

export const peersOf = (changes: Peers = {}): RedisPeer[] =>
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

export const without = (peers: RedisPeer[], ...ids: string[]) => peers.filter(({ id }) => !ids.includes(id));

export const down: Gap = { why: 'connecting to it: connection refused (ECONNREFUSED)' };

/** What a node reports in addition to the layout; a gap if it does not respond. */
type Nodes = Record<string, Partial<RedisView> | Gap>;

export function snapshotOf(
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

export const after = { phase: 'after' } as const;

export const replica = { node: 'd' } as const;

export const createItFinds = (rules: readonly Rule<RedisSnapshot>[]) => (id: string, cases: Case[]) =>
  it.each(cases.map((each) => ({ name: each[0], each })))(`${id}: $name`, ({ each: [, snapshot, findings, fields] }) =>
    expect(findingsOf(rules, id, snapshot, questionOf({ nodes: [...snapshot.views.keys()], ...fields }))).toEqual(
      findings,
    ),
  );

/** What the other nodes report if `count` of them flag a as failing. */
export const flagged = (count: number, failing: RedisPeer['failing'] = 'fail', peers: Peers = {}): Nodes =>
  Object.fromEntries(
    ['b', 'c', 'e', 'f', 'd'].slice(0, count).map((id) => [id, { peers: peersOf({ ...peers, a: { failing } }) }]),
  );

/** After the failover of a: d is the master in its place. */
export const failedOver = (fields: Partial<RedisPeer> = {}) =>
  peersOf({ a: { ranges: [], slots: 0, ...fields }, d: { ...layout['a'], role: 'master', masterId: undefined } });
