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
    ['nothing in a stateful group', snapshotOf(), []],
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
    [
      'AMI auto-backup with isEnabled null',
      withTask({ taskType: 'backup_ami', isEnabled: null }),
      ['block ami-backup'],
    ],
    ['no AMI auto-backup that is disabled', withTask({ taskType: 'backup_ami', isEnabled: false }), []],
    ['a list of images', withImages([{ id: 'ami-new' }, { id: 'ami-x' }]), ['block images-list']],
    ['an empty list of images', withImages([]), []],
    ['no list of images', withImages(null), []],
  ])('finds %s', (_, snapshot, findings) => expect(named(judgeGroup(snapshot))).toEqual(findings));
});

describe('judgeInstance', () => {
  it.each([
    ['nothing for an ACTIVE instance of an ACTIVE cluster', instanceOf(), snapshotOf(), []],
    ['a PAUSED instance', instanceOf({ state: 'PAUSED' }), snapshotOf(), ['block not-active']],
    ['an instance in ERROR', instanceOf({ state: 'ERROR' }), snapshotOf(), ['block not-active']],
    ['an instance that Spot recycles', instanceOf({ state: 'RECYCLING' }), snapshotOf(), ['block not-active']],
    [
      'an instance whose recycle is in progress',
      instanceOf({ state: 'RECYCLING' }),
      snapshotOf({ intents: [{ ...intent, ssi: 'ssi-1' }] }),
      ['warn not-active', 'warn recycle-pending'],
    ],
    [
      'only one thing for an instance that is PAUSED after its recycle',
      instanceOf({ state: 'PAUSED' }),
      snapshotOf({ intents: [{ ...intent, ssi: 'ssi-1' }] }),
      ['block not-active'],
    ],
    [
      'only one thing for an instance that is in ERROR after its recycle',
      instanceOf({ state: 'ERROR' }),
      snapshotOf({ intents: [{ ...intent, ssi: 'ssi-1' }] }),
      ['block not-active'],
    ],
    [
      'only one thing for another instance that is in ERROR after its recycle',
      instanceOf(),
      { ...withOther({ state: 'ERROR' }), intents: [{ ...intent, ssi: 'ssi-9' }] },
      ['block other-not-active'],
    ],
    ['an unknown image', instanceOf({ imageId: null }), snapshotOf(), ['block image-unknown']],
    ['no unknown image with --since', instanceOf({ imageId: null }), snapshotOf({ since: 1 }), []],
    ['an unknown EC2 instance', instanceOf({ instanceId: null }), snapshotOf(), ['block launch-unknown']],
    ['an unknown launch time', instanceOf({ launchedAt: 'soon' }), snapshotOf(), ['block launch-unknown']],
    ['another instance that is PAUSED', instanceOf(), withOther({ state: 'PAUSED' }), ['block other-not-active']],
    [
      'an instance of another group that is RESUMING',
      instanceOf(),
      withOther({ state: 'RESUMING' }, groupOf({ id: 'sig-2' })),
      ['block other-not-active'],
    ],
    [
      'another instance whose recycle is in progress',
      instanceOf(),
      { ...withOther({ state: 'RECYCLING' }), intents: [{ ...intent, ssi: 'ssi-9' }] },
      ['warn other-not-active', 'warn recycle-pending'],
    ],
    [
      'another instance that was replaced since the lease was taken',
      instanceOf(),
      { ...withOther({ instanceId: 'i-new' }), recorded: [instanceOf({ id: 'ssi-9' })] },
      ['block other-replaced'],
    ],
    [
      'another instance that is no longer listed',
      instanceOf(),
      { ...snapshotOf(), recorded: [instanceOf({ id: 'ssi-9' })] },
      ['block other-missing'],
    ],
    [
      'nothing for an instance that moved to another group of the cluster',
      instanceOf(),
      { ...withOther({}, groupOf({ id: 'sig-2' })), recorded: [instanceOf({ id: 'ssi-9' })] },
      [],
    ],
    [
      'nothing for an instance that was PAUSED when the lease was taken',
      instanceOf(),
      {
        ...withOther({ instanceId: 'i-new' }),
        recorded: [instanceOf({ id: 'ssi-9', state: 'PAUSED', instanceId: null })],
      },
      [],
    ],
    [
      'another instance whose recycle has no recorded result',
      instanceOf(),
      {
        ...withOther({ instanceId: 'i-new' }),
        recorded: [instanceOf({ id: 'ssi-9' })],
        intents: [{ ...intent, ssi: 'ssi-9' }],
      },
      ['warn recycle-pending'],
    ],
    [
      'another instance whose health check is pending',
      instanceOf(),
      { ...withOther({ instanceId: 'i-new' }), gates: [awaited('ssi-9', 'i-new')] },
      ['warn gate-awaited'],
    ],
    [
      'nothing for a pending health check of a replaced EC2 instance',
      instanceOf(),
      { ...withOther({ instanceId: 'i-later' }), gates: [awaited('ssi-9', 'i-new')] },
      [],
    ],
    ['nothing for its own pending health check', recycledOf(), snapshotOf({ gates: [awaited('ssi-1', 'i-new')] }), []],
    ['nothing for its own replacement', recycledOf(), snapshotOf({ recorded: [instanceOf()] }), []],
  ])('finds %s', (_, instance, snapshot, findings) =>
    expect(named(judgeInstance(instance, snapshot))).toEqual(findings),
  );

  it.each([
    ['ERROR', 'Resume it: npx --no-install spotinst-stateful resume --esg sig-2 --id ssi-9'],
    [
      'DEALLOCATED',
      'Somebody is deallocating it. If this is intended, run the same command again once Spot no longer lists it.',
    ],
    ['RESUMING', 'Wait until it is ACTIVE, then run the same command again.'],
  ])('has a hint for another instance that is %s', (state, hint) =>
    expect(judgeInstance(instanceOf(), withOther({ state }, groupOf({ id: 'sig-2' })))).toMatchObject([
      { subject: 'ssi-9', hint },
    ]),
  );
});

describe('rules', () => {
  it('have unique codes and a source', () => {
    const all = [...rules.group, ...rules.instance];
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    for (const { code, source } of all)
      expect([code, source]).toEqual([expect.stringMatching(/^[a-z-]+$/), expect.any(String)]);
  });
});

describe('refuseIfBlocked', () => {
  const finding = { code: 'not-active', subject: 'ssi-1', message: 'ssi-1 is PAUSED', hint: 'resume it' };

  it('ignores warnings', () => expect(() => refuseIfBlocked([{ ...finding, severity: 'warn' }])).not.toThrow());

  it('throws exit code 3 with the code of the first blocking finding', () => {
    const findings = [
      { ...finding, code: 'other', severity: 'warn' as const },
      { ...finding, severity: 'block' as const },
    ];
    expect(() => refuseIfBlocked(findings)).toThrow(
      expect.objectContaining({ code: 'not-active', exitCode: 3, hint: 'resume it', findings }),
    );
  });
});
