import { describe, expect, it } from '@jest/globals';
import { judgeGroup, judgeInstance, refuseIfBlocked } from './findings.ts';
import { groupOf, instanceOf, snapshotOf } from './fixtures.ts';
import { rules } from './rules/index.ts';

const intent = {
  group: 'sig-1',
  target: 'ami-new',
  requestedAt: '2025-05-12T08:00:00.000Z',
  number: 1,
  instanceId: 'i-old',
  launchedAt: null,
};
const named = (findings: { code: string; severity: string }[]) =>
  findings.map(({ code, severity }) => `${severity} ${code}`);
const withOther = (fields: Parameters<typeof instanceOf>[0], group = groupOf()) =>
  snapshotOf({
    members: [
      { group: groupOf(), instances: [instanceOf(), instanceOf({ id: 'ssi-2' })] },
      { group, instances: [instanceOf({ id: 'ssi-9', ...fields })] },
    ],
  });

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
  ])('finds %s', (_, instance, snapshot, findings) =>
    expect(named(judgeInstance(instance, snapshot))).toEqual(findings),
  );

  it('names the resume command for an instance that has to be brought back', () =>
    expect(judgeInstance(instanceOf(), withOther({ state: 'ERROR' }, groupOf({ id: 'sig-2' })))).toMatchObject([
      { subject: 'ssi-9', hint: expect.stringContaining('spotinst-stateful resume --esg sig-2 --id ssi-9') },
    ]));
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
