import { describe, expect, it } from '@jest/globals';
import { readLedger } from './read-ledger.ts';

const oldest = {
  run: '20261123T070554Z-ab12',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: { 'sig-1': 'ami-new' },
  startedAt: '2026-11-23T07:05:54.000Z',
  instances: [{ ssi: 'ssi-1', group: 'sig-1', address: null, state: 'recycled' }],
};

describe('readLedger', () => {
  it('reads a ledger of an older version as it is', () => expect(readLedger(oldest)).toEqual(oldest));

  it('reads everything that a rollback needs', () => {
    const ledger = {
      ...oldest,
      before: { 'sig-1': { group: 'ami-old', instances: ['ami-old'], isSet: true } },
      canary: { count: 1, bakeMs: 600_000, done: ['ssi-1'], bakingSince: '2026-11-23T07:10:00.000Z' },
      replaceRoot: true,
      rollbackOf: '20261122T070554Z-ab12',
      unlocked: { by: 'bob@host', at: '2026-11-23T08:00:00.000Z' },
      instances: [{ ...oldest.instances[0], state: 'skipped', skippedBy: 'bob@host' }],
    };
    expect(readLedger(ledger)).toEqual(ledger);
  });

  it('keeps what it can read of a ledger of a newer version', () => {
    const newer = {
      ...oldest,
      outcome: 'paused',
      origin: 'somebody',
      instances: [{ ...oldest.instances[0], state: 'sleeping', phases: [{ name: 'x' }] }],
    };
    expect(readLedger(newer)).toEqual({
      ...oldest,
      outcome: 'paused',
      instances: [{ ...oldest.instances[0], state: 'pending' }],
    });
  });

  it.each([null, 'text', [], {}, { run: 'r1' }])('is undefined for %j', (value) =>
    expect(readLedger(value)).toBeUndefined(),
  );
});
