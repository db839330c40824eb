import type { Group } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { judgeGroup, judgeInstance, refuseIfBlocked } from './findings.ts';
import { groupOf, instanceOf, recycledOf, snapshotOf } from '../fixtures.ts';
import { rules } from './index.ts';

const intent = {
  group: 'sig-1',
  target: 'ami-new',
  requestedAt: '2025-05-12T08:00:00.000Z',
  number: 1,
  instanceId: 'i-old',
  launchedAt: null,
};
const awaited = (ssi: string, instanceId: string) => ({
  kind: 'gate-after' as const,
  group: 'sig-1',
  ssi,
  data: { instanceId, target: 'ami-new' },
  openedAt: '2025-05-12T08:00:00.000Z',
});
const named = (findings: { code: string; severity: string }[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`);
const withOther = (fields: Parameters<typeof instanceOf>[0], group = groupOf()) =>
  snapshotOf({
    members: [
      { group: groupOf(), instances: [instanceOf(), instanceOf({ id: 'ssi-2' })], rolls: [] },
      { group, instances: [instanceOf({ id: 'ssi-9', ...fields })], rolls: [] },
    ],
  });
type Task = NonNullable<Group['scheduling']>['tasks'][number];
const withTask = (task: Partial<Task>) => snapshotOf({ group: { ...groupOf(), scheduling: { tasks: [task] } } });
const withImages = (images: { id: string }[] | null) =>
  snapshotOf({ group: { ...groupOf(), compute: { launchSpecification: { imageId: 'ami-new', images } } } });

describe('judgeGroup', () => {
  it.each([
    ['nothing against a stateful group', snapshotOf(), []],
    [
      'a group that persists nothing',
      snapshotOf({
        group: groupOf({ persistence: { shouldPersistPrivateIp: false, shouldPersistBlockDevices: false } }),
      }),
      ['block group-not-stateful'],
    ],
    [
      'a persisted root volume',
      snapshotOf({ group: groupOf({ persistence: { shouldPersistRootDevice: true } }) }),
      ['block root-persisted'],
    ],
    [
      'a group without an image',
      snapshotOf({ group: groupOf({ imageId: null }), target: null }),
      ['block target-unknown'],
    ],
    ['a target that the group does not launch', snapshotOf({ target: 'ami-x' }), ['block target-changed']],
    ['AMI auto-backup', withTask({ taskType: 'backup_ami', frequency: 'daily' }), ['block ami-backup']],
    ['AMI auto-backup that says no more', withTask({ taskType: 'backup_ami', isEnabled: null }), ['block ami-backup']],
    ['AMI auto-backup that is off', withTask({ taskType: 'backup_ami', isEnabled: false }), []],
    ['a list of images', withImages([{ id: 'ami-new' }, { id: 'ami-x' }]), ['block images-list']],
    ['an empty list of images', withImages([]), []],
    ['no list of images', withImages(null), []],
  ])('finds %s', (_, snapshot, findings) => expect(named(judgeGroup(snapshot))).toEqual(findings));
});

describe('judgeInstance', () => {
  it.each([
    ['nothing against an ACTIVE one among ACTIVE ones', instanceOf(), snapshotOf(), []],
    ['that it is PAUSED', instanceOf({ state: 'PAUSED' }), snapshotOf(), ['block not-active']],
    ['that it is in ERROR', instanceOf({ state: 'ERROR' }), snapshotOf(), ['block not-active']],
    ['that Spot recycles it', instanceOf({ state: 'RECYCLING' }), snapshotOf(), ['block not-active']],
    [
      'that its recycle is under way',
      instanceOf({ state: 'RECYCLING' }),
      snapshotOf({ intents: [{ ...intent, ssi: 'ssi-1' }] }),
      ['warn not-active', 'warn recycle-pending'],
    ],
    [
      'that its recycle has ended PAUSED',
      instanceOf({ state: 'PAUSED' }),
      snapshotOf({ intents: [{ ...intent, ssi: 'ssi-1' }] }),
      ['block not-active', 'warn recycle-pending'],
    ],
    ['that its image is unknown', instanceOf({ imageId: null }), snapshotOf(), ['block image-unknown']],
    ['no unknown image with --since', instanceOf({ imageId: null }), snapshotOf({ since: 1 }), []],
    ['that its instance is unknown', instanceOf({ instanceId: null }), snapshotOf(), ['block launch-unknown']],
    ['that its launch is unknown', instanceOf({ launchedAt: 'soon' }), snapshotOf(), ['block launch-unknown']],
    ['another that is out', instanceOf(), withOther({ state: 'PAUSED' }), ['block other-not-active']],
    [
      'another of another group of the cluster that is out',
      instanceOf(),
      withOther({ state: 'RESUMING' }, groupOf({ id: 'sig-2' })),
      ['block other-not-active'],
    ],
    [
      'another whose recycle is under way',
      instanceOf(),
      { ...withOther({ state: 'RECYCLING' }), intents: [{ ...intent, ssi: 'ssi-9' }] },
      ['warn other-not-active', 'warn recycle-pending'],
    ],
    [
      'another that was replaced by itself since the lease was taken',
      instanceOf(),
      { ...withOther({ instanceId: 'i-new' }), known: [instanceOf({ id: 'ssi-9' })] },
      ['block other-replaced'],
    ],
    [
      'another that was listed when the lease was taken, and is not listed now',
      instanceOf(),
      { ...snapshotOf(), known: [instanceOf({ id: 'ssi-9' })] },
      ['block other-missing'],
    ],
    [
      'nothing missing where it is listed in another group of the cluster',
      instanceOf(),
      { ...withOther({}, groupOf({ id: 'sig-2' })), known: [instanceOf({ id: 'ssi-9' })] },
      [],
    ],
    [
      'nothing against one that came back from before the lease was taken',
      instanceOf(),
      {
        ...withOther({ instanceId: 'i-new' }),
        known: [instanceOf({ id: 'ssi-9', state: 'PAUSED', instanceId: null })],
      },
      [],
    ],
    [
      'another whose recycle has ended, and is on record without its end',
      instanceOf(),
      {
        ...withOther({ instanceId: 'i-new' }),
        known: [instanceOf({ id: 'ssi-9' })],
        intents: [{ ...intent, ssi: 'ssi-9' }],
      },
      ['warn recycle-pending'],
    ],
    [
      'another that was recycled, and not seen well since',
      instanceOf(),
      { ...withOther({ instanceId: 'i-new' }), gates: [awaited('ssi-9', 'i-new')] },
      ['warn gate-awaited'],
    ],
    [
      'nothing against what another was recycled to once it is another again',
      instanceOf(),
      { ...withOther({ instanceId: 'i-later' }), gates: [awaited('ssi-9', 'i-new')] },
      [],
    ],
    ['nothing against awaiting a gate itself', recycledOf(), snapshotOf({ gates: [awaited('ssi-1', 'i-new')] }), []],
    ['nothing against having been replaced itself', recycledOf(), snapshotOf({ known: [instanceOf()] }), []],
  ])('finds %s', (_, instance, snapshot, findings) =>
    expect(named(judgeInstance(instance, snapshot))).toEqual(findings),
  );

  it.each([
    ['ERROR', 'Bring it back with: npx spotinst-stateful resume --esg sig-2 --id ssi-9'],
    [
      'DEALLOCATED',
      'Somebody deallocates it. If that is meant, run the same command again once Spot no longer lists it.',
    ],
    ['RESUMING', 'Wait until it is ACTIVE again.'],
  ])('says what to do about another that is %s', (state, hint) =>
    expect(judgeInstance(instanceOf(), withOther({ state }, groupOf({ id: 'sig-2' })))).toMatchObject([
      { subject: 'ssi-9', hint },
    ]),
  );
});

describe('rules', () => {
  it('each have a name of their own and a source', () => {
    const all = [...rules.group, ...rules.instance];
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    for (const { code, source } of all)
      expect([code, source]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.any(String)]);
  });
});

describe('refuseIfBlocked', () => {
  const finding = { code: 'not-active', subject: 'ssi-1', message: 'ssi-1 is PAUSED', hint: 'resume it' };

  it('lets warnings pass', () => expect(() => refuseIfBlocked([{ ...finding, severity: 'warn' }])).not.toThrow());

  it('throws exit code 3, named after the first that blocks, with all of them', () => {
    const findings = [
      { ...finding, code: 'other', severity: 'warn' as const },
      { ...finding, severity: 'block' as const },
    ];
    expect(() => refuseIfBlocked(findings)).toThrow(
      expect.objectContaining({ code: 'not-active', exitCode: 3, hint: 'resume it', findings }),
    );
  });
});
