import { describe } from '@jest/globals';
import type { Gap } from '../../kind/gap.ts';
import {
  peersOf,
  without,
  down,
  snapshotOf,
  after,
  replica,
  createItFinds,
  flagged,
  failedOver,
} from '../test-support/snapshots.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

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
