import { describe } from '@jest/globals';
import { peersOf, down, snapshotOf, createItFinds, failedOver } from '../test-support/snapshots.ts';
import { rules } from './index.ts';

const itFinds = createItFinds(rules);

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
