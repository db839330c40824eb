import { describe, expect, it } from '@jest/globals';
import { instanceOf, recycledOf } from '../fixtures.ts';
import { isSameInstance } from './observation.ts';

const device = { deviceName: '/dev/xvdx', volumeId: 'vol-1' };

describe('isSameInstance', () => {
  it.each([
    ['itself, read again', instanceOf(), instanceOf(), true],
    [
      'one whose volume has a new snapshot',
      instanceOf(),
      instanceOf({ devices: [{ ...device, snapshotId: 'snap-2' }] }),
      true,
    ],
    ['one in another state', instanceOf(), instanceOf({ state: 'RECYCLE' }), false],
    [
      'one with another volume',
      instanceOf(),
      instanceOf({ devices: [{ ...device, volumeId: 'vol-2', snapshotId: null }] }),
      false,
    ],
    ['itself after its recycle', instanceOf(), recycledOf(), false],
    ['one that is not listed', instanceOf(), undefined, false],
    ['itself, not listed in both reads', undefined, undefined, true],
  ])('compares an instance with %s', (_, one, other, isSame) => {
    expect(isSameInstance(one, other)).toBe(isSame);
    expect(isSameInstance(other, one)).toBe(isSame);
  });
});
