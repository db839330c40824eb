import { describe, expect, it } from '@jest/globals';
import type { PersistedParts } from './group-document.ts';
import type { Instance } from './model.ts';
import { Names } from './names.ts';
import { defaultRecycling, type Recycling } from './recycling.ts';
import { replacementOf } from './replacement.ts';

const before: Instance = {
  id: 'ssi-1',
  state: 'RECYCLING',
  instanceId: 'i-old',
  privateIp: '10.1.2.3',
  imageId: 'ami-old',
  bootImage: 'ami-old',
  devices: [{ deviceName: '/dev/xvdx', volumeId: 'vol-old', snapshotId: 'snap-old' }],
  launchedAt: 1000,
  createdAt: 10,
  availabilityZone: 'us-east-1a',
  running: null,
  recycling: {},
  shown: null,
};
const everything: PersistedParts = { address: true, root: false, volumes: 'reattach' };

const after = (persistence: Partial<PersistedParts> = {}, recycling: Partial<Recycling> = {}, now = 2000) =>
  replacementOf(before, {
    image: 'ami-group',
    persistence: { ...everything, ...persistence },
    recycling: { ...defaultRecycling, ...recycling },
    names: new Names(),
    now,
  });

describe('replacementOf', () => {
  it('keeps address and reattached volumes, with the image of the group', () =>
    expect(after()).toEqual({
      launchedAt: 2000,
      privateIp: '10.1.2.3',
      imageId: 'ami-group',
      bootImage: 'ami-group',
      devices: before.devices,
      dataSurvives: true,
    }));

  it('is always launched later, even within a millisecond', () => expect(after({}, {}, 1000).launchedAt).toBe(1001));

  it('gets a new address when none is persisted', () =>
    expect(after({ address: false }).privateIp).toBe('10.201.0.11'));

  it('gets an automatic image of its old root when that is persisted', () =>
    expect(after({ root: true })).toMatchObject({ imageId: 'ami-00000000000000001', bootImage: 'ami-old' }));

  it('gets new volumes from snapshots on launch, with its data', () =>
    expect(after({ volumes: 'onLaunch' })).toMatchObject({
      devices: [{ volumeId: 'vol-00000000000000001', snapshotId: 'snap-00000000000000001' }],
      dataSurvives: true,
    }));

  it('gets empty volumes when none are persisted', () =>
    expect(after({ volumes: 'none' })).toMatchObject({
      devices: [{ volumeId: 'vol-00000000000000001' }],
      dataSurvives: false,
    }));

  it('gets a new root volume, whatever is persisted', () => {
    const devices = [{ deviceName: '/dev/xvda', volumeId: 'vol-root' }, ...before.devices];
    const context = { image: 'ami-group', recycling: defaultRecycling, names: new Names(), now: 2000 };
    const persistence = { ...everything, root: true };
    expect(replacementOf({ ...before, devices }, { ...context, persistence }).devices).toEqual([
      { deviceName: '/dev/xvda', volumeId: 'vol-00000000000000001' },
      ...before.devices,
    ]);
  });

  it.each<[Partial<Recycling>, object]>([
    [{ imageAfter: 'ami-wrong' }, { imageId: 'ami-wrong', bootImage: 'ami-wrong' }],
    [{ changesAddress: true }, { privateIp: '10.201.0.11' }],
    [{ changesVolumes: true }, { devices: [{ volumeId: 'vol-00000000000000001' }] }],
    [{ emptiesData: true }, { devices: before.devices, dataSurvives: false }],
  ])('follows the settings: %j', (recycling, expected) => expect(after({}, recycling)).toMatchObject(expected));
});
