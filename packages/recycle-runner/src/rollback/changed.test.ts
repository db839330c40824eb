import type { Ledger } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { hasChanged } from './changed.ts';

const before = { instanceId: 'i-1', imageId: 'ami-old', privateIp: null, launchedAt: null, devices: [] };
const entry = { ssi: 'ssi-1', group: 'sig-1', address: null, state: 'recycled' as const };
const ledger: Ledger = {
  run: 'r',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: { 'sig-1': 'ami-new' },
  startedAt: '',
  instances: [{ ...entry, before }],
};
const onTarget = { ...before, imageId: 'ami-new' };
const continued = { ...entry, before: onTarget, earlier: { run: 'r0', before } };
const refused = { ...entry, state: 'failed' as const, before, isUnchanged: true as const };
const idle = { instances: [{ ...entry, state: 'pending' as const }] };

describe('hasChanged', () => {
  it.each([
    ['a started instance', {}, true],
    ['only a plan', idle, false],
    ['an instance that kept its image', { instances: [{ ...entry, before: onTarget }] }, false],
    ['an instance that was refused', { instances: [refused] }, false],
    ['a recycle that an earlier run began', { instances: [continued] }, true],
    ['such a recycle before it is continued', { instances: [{ ...continued, before: undefined }] }, false],
    [
      'only another image of a group',
      { ...idle, before: { 'sig-1': { group: 'ami-old', instances: [], isSet: true as const } } },
      true,
    ],
    ['a recorded image', { ...idle, before: { 'sig-1': { group: 'ami-old', instances: [] } } }, false],
  ])('recognizes %s', (_, fields, changed) => expect(hasChanged({ ...ledger, ...fields })).toBe(changed));
});
