import { describe } from '@jest/globals';
import type { RedisPeer } from '../snapshot.ts';
import { peersOf, down, snapshotOf, after, createItFinds, failedOver } from '../test-support/snapshots.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

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
