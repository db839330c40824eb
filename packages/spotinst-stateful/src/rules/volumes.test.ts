import type { Group } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { judgeGroup } from './findings.ts';
import { groupOf, snapshotOf } from '../fixtures.ts';

const zones = (...names: (string | null)[]) => ({ availabilityZones: names.map((name) => ({ name })) });
const spread = (compute: Partial<NonNullable<Group['compute']>>, persistence: object = {}): Group => {
  const group = groupOf({ persistence: { ...persistence } });
  return { ...group, compute: { ...group.compute, ...compute } };
};
const across = (...names: (string | null)[]) => spread(zones(...names));

describe('data volumes', () => {
  it.each<[string, Group, string[]]>([
    ['reattached, without zones', groupOf(), []],
    ['reattached, zones null', spread({ availabilityZones: null, subnetIds: null }), []],
    ['reattached, in one zone', across('us-east-1a'), []],
    ['reattached, in two subnets of one zone', across('us-east-1a', 'us-east-1a'), []],
    ['reattached, in zones without names', across(null, null), []],
    ['reattached, in several zones', across('us-east-1a', 'us-east-1b'), ['warn several-zones']],
    ['reattached, in several subnets', spread({ subnetIds: ['subnet-1', 'subnet-2'] }), ['warn several-zones']],
    [
      'from snapshots, in several zones',
      spread(zones('us-east-1a', 'us-east-1b'), { blockDevicesMode: 'onLaunch' }),
      ['warn volumes-from-snapshots'],
    ],
    [
      'from snapshots, mode null',
      groupOf({ persistence: { blockDevicesMode: null } }),
      ['warn volumes-from-snapshots'],
    ],
    [
      'not persisted, in several zones',
      spread(zones('us-east-1a', 'us-east-1b'), { shouldPersistBlockDevices: null }),
      ['warn volumes-not-persisted'],
    ],
  ])('%s', (_, group, expected) => {
    const findings = judgeGroup(snapshotOf({ group }));
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });

  it('names the zones', () =>
    expect(judgeGroup(snapshotOf({ group: across('us-east-1a', 'us-east-1b') }))).toMatchObject([
      { subject: 'sig-1', message: expect.stringContaining('us-east-1a, us-east-1b') },
    ]));
});
