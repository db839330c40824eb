import { persistenceOf } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { verifyRecycle } from './evidence.ts';
import { groupOf, instanceOf, recycledOf } from '../fixtures.ts';

const expectation = (persistence: Record<string, unknown> = {}) => ({
  target: 'ami-new',
  persistence: persistenceOf(groupOf({ persistence })),
});
const volumes = (...pairs: [string, string | null][]) =>
  pairs.map(([deviceName, volumeId]) => ({ deviceName, volumeId, snapshotId: null }));

describe('verifyRecycle', () => {
  it('verifies a later instance on the target that kept address and volumes', () => {
    const { verified, evidence, findings } = verifyRecycle(instanceOf(), recycledOf(), expectation());
    expect(verified).toBe(true);
    expect(findings).toEqual([]);
    expect(evidence.map(({ check }) => check)).toEqual([
      'active',
      'new-instance',
      'later-launch',
      'on-target',
      'same-address',
      'same-volumes',
    ]);
  });

  it.each([
    ['the old EC2 instance', { instanceId: 'i-old' }, 'same-instance', false],
    ['no EC2 instance yet', { instanceId: null }, 'same-instance', null],
    ['not ACTIVE', { state: 'RECYCLING' }, 'not-active', false],
    ['an unchanged launch time', { launchedAt: instanceOf().launchedAt }, 'launch-not-later', null],
    ['no launch time', { launchedAt: null }, 'launch-not-later', null],
    ['another image', { imageId: 'ami-other' }, 'image-not-target', false],
    ['no image', { imageId: null }, 'image-not-target', null],
    ['another address', { privateIp: '10.0.0.9' }, 'address-changed', false],
    ['no address', { privateIp: null }, 'address-changed', null],
    ['another volume', { devices: volumes(['/dev/xvdx', 'vol-9']) }, 'volumes-changed', false],
    ['a missing volume', { devices: [] }, 'volumes-changed', null],
  ])('does not verify %s', (_, fields, code, holds) => {
    const { verified, evidence, findings } = verifyRecycle(instanceOf(), recycledOf(fields), expectation());
    expect(verified).toBe(false);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(evidence.filter((item) => item.holds !== true)).toMatchObject([{ holds }]);
  });

  it.each([
    ['a new address that is not persisted', { privateIp: '10.0.0.9' }, { shouldPersistPrivateIp: false }],
    ['volumes from snapshots', { devices: volumes(['/dev/xvdx', 'vol-9']) }, { blockDevicesMode: 'onLaunch' }],
    ['volumes not persisted', { devices: [] }, { shouldPersistBlockDevices: false }],
  ])('accepts %s', (_, fields, persistence) =>
    expect(verifyRecycle(instanceOf(), recycledOf(fields), expectation(persistence)).verified).toBe(true),
  );

  it('accepts a new root volume unless it is persisted', () => {
    const before = instanceOf({ devices: volumes(['/dev/xvda', 'vol-0'], ['/dev/xvdx', 'vol-1']) });
    const after = recycledOf({ devices: volumes(['/dev/xvdx', 'vol-1'], ['/dev/xvda', 'vol-9']) });
    expect(verifyRecycle(before, after, expectation()).verified).toBe(true);
    expect(verifyRecycle(before, after, expectation({ shouldPersistRootDevice: true })).verified).toBe(false);
  });

  it.each([
    ['accepts a new root volume', [['/dev/xvda', 'vol-9']], true],
    ['accepts a list without the root volume', [], true],
    ['rejects the old root volume', [['/dev/xvda', 'vol-0']], false],
  ] as const)('with a replaced root volume, %s', (_, root, verified) => {
    const before = instanceOf({ devices: volumes(['/dev/xvda', 'vol-0'], ['/dev/xvdx', 'vol-1']) });
    const after = recycledOf({
      devices: volumes(['/dev/xvdx', 'vol-1'], ...root.map(([name, id]) => [name, id] as [string, string])),
    });
    for (const shouldPersistRootDevice of [true, false]) {
      const replacing = { ...expectation({ shouldPersistRootDevice }), replacesRoot: true };
      const verification = verifyRecycle(before, after, replacing);
      expect(verification.verified).toBe(verified);
      expect(verification.findings.map(({ code }) => code)).toEqual(verified ? [] : ['root-not-replaced']);
      expect(verification.evidence.map(({ check }) => check)).toContain('new-root');
    }
  });

  it('skips the image when Spot reports none before and after', () => {
    const { verified, evidence } = verifyRecycle(
      instanceOf({ imageId: null }),
      recycledOf({ imageId: null }),
      expectation(),
    );
    expect(verified).toBe(true);
    expect(evidence.map(({ check }) => check)).not.toContain('on-target');
  });
});
