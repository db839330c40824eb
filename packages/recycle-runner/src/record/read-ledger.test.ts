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
