import type { Group } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { judgeGroup } from './findings.ts';
import { groupOf, snapshotOf } from '../fixtures.ts';

type Strategy = NonNullable<Group['strategy']>;

const withStrategy = (fields: Partial<Strategy>): Group => ({
  ...groupOf(),
  strategy: { ...groupOf().strategy, ...fields },
});
const withHealing = (autoHealing: boolean | null): Group => {
  const group = groupOf();
  const launchSpecification = { ...group.compute?.launchSpecification, autoHealing };
  return { ...group, compute: { ...group.compute, launchSpecification } };
};

describe('launch rules', () => {
  it.each<[string, Group, string[]]>([
    ['fallbackToOd true', withStrategy({ fallbackToOd: true }), []],
    ['fallbackToOd null, so true', withStrategy({ fallbackToOd: null }), []],
    ['fallbackToOd false', withStrategy({ fallbackToOd: false }), ['warn no-od-fallback']],
    ['autoHealing true', withHealing(true), []],
    ['autoHealing null, so true', withHealing(null), []],
    ['autoHealing false', withHealing(false), ['warn auto-healing-off']],
    ['no signals', withStrategy({ signals: null }), []],
    ['signals without a name', withStrategy({ signals: [{ name: null, timeout: null }] }), []],
    ['a signal', withStrategy({ signals: [{ name: 'INSTANCE_READY', timeout: 120 }] }), ['warn awaits-signal']],
  ])('%s', (_, group, expected) => {
    const findings = judgeGroup(snapshotOf({ group }));
    expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(expected);
  });

  it('reports how long Spot waits for signals', () => {
    const signals = [{ name: 'INSTANCE_READY', timeout: null }];
    expect(judgeGroup(snapshotOf({ group: withStrategy({ signals }) }))).toMatchObject([
      { message: 'sig-1 waits for signals from its instances: INSTANCE_READY (1800 s)' },
    ]);
  });
});
