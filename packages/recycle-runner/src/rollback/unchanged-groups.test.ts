import type { Ledger, LedgerImages } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { viewOf } from '../fixtures.ts';
import { planRollback } from './plan-rollback.ts';
import { rollbackImages } from './rollback-images.ts';
import { uncertainGroups, withoutUnchanged } from './unchanged-groups.ts';

const recorded: LedgerImages = { group: 'ami-middle', instances: ['ami-old'], isSet: true };
const before = { instanceId: 'i-1', imageId: 'ami-old', privateIp: null, launchedAt: null, devices: [] };
const entryOf = (ssi: string, group: string) => ({ ssi, group, address: null, state: 'pending' as const });

/** Spot set the image of the first group, and refused that of the second one. */
const ledger: Ledger = {
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1', 'sig-2'],
  target: { 'sig-1': 'ami-new', 'sig-2': 'ami-new' },
  startedAt: '',
  before: { 'sig-1': recorded, 'sig-2': recorded },
  instances: [entryOf('a', 'sig-1'), entryOf('b', 'sig-2')],
};
const view = viewOf([
  { ssi: 'a', group: 'sig-1', image: 'ami-old', target: 'ami-new' },
  { ssi: 'b', group: 'sig-2', image: 'ami-old', target: 'ami-middle' },
]);
const { images } = rollbackImages(ledger);

describe('withoutUnchanged', () => {
  it('leaves a group that still has its image alone', () =>
    expect(withoutUnchanged(images, ledger, view.groups)).toEqual({ 'sig-1': 'ami-old' }));

  it('keeps such a group from being reported as changed by somebody else', () =>
    expect(planRollback(ledger, view, withoutUnchanged(images, ledger, view.groups)).findings).toEqual([]));

  it('restores a group of which an instance was moved', () => {
    const moved: Ledger = { ...ledger, instances: [entryOf('a', 'sig-1'), { ...entryOf('b', 'sig-2'), before }] };
    expect(uncertainGroups(moved)).toEqual(['sig-1']);
    expect(withoutUnchanged(images, moved, view.groups)).toEqual(images);
  });

  it('has nothing to decide when no image was requested', () =>
    expect(uncertainGroups({ ...ledger, before: { 'sig-1': { group: 'ami-old', instances: [] } } })).toEqual([]));
});
