import { persistenceOf } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { groupOf, instanceOf, recycledOf } from '../fixtures.ts';
import { isSameInstance, observe } from '../watch/observation.ts';
import { type InstanceObservation, judgeObservation, timedOut, type Watch } from './verdict.ts';

const watch: Watch = {
  esg: 'sig-1',
  ssi: 'ssi-1',
  before: instanceOf(),
  target: 'ami-new',
  persistence: persistenceOf(groupOf()),
  settleMs: 60,
};
const gone = { instanceId: null, launchedAt: null };
const [recycling, paused] = [instanceOf({ state: 'RECYCLING' }), instanceOf({ state: 'PAUSED', ...gone })];

/** Evaluates one read every 10 ms until there is a result. */
function judgeReads(reads: readonly (ReturnType<typeof instanceOf> | undefined)[]) {
  let observation: InstanceObservation | undefined;
  for (const [index, instance] of reads.entries()) {
    observation = observe(observation, instance, index * 10, isSameInstance);
    const verdict = judgeObservation(observation, watch);
    if (verdict.is !== 'waiting') return { reads: index + 1, ...verdict };
  }
  return { is: 'waiting' };
}
const often = <T>(value: T): T[] => Array.from({ length: 10 }, () => value);

describe('judgeObservation', () => {
  it.each([
    ['is verified after an intermediate state', [instanceOf(), recycling, recycledOf()], 3],
    ['is verified without an intermediate state', [instanceOf(), recycledOf()], 2],
    ['is verified after lag and a PAUSED state', [...often(instanceOf()).slice(5), recycling, paused, recycledOf()], 8],
    ['is verified when details are reported later', [recycledOf({ imageId: null, devices: [] }), recycledOf()], 2],
    ['is verified when one response omitted it', [recycling, undefined, recycledOf()], 3],
  ])('a recycle %s', (_, reads, count) =>
    expect(judgeReads(reads)).toMatchObject({ is: 'verified', reads: count, after: recycledOf() }),
  );

  it.each([
    ['in ERROR', [recycling, instanceOf({ state: 'ERROR', ...gone })], 'recycle-error', 2, false],
    ['DEALLOCATE', [instanceOf({ state: 'DEALLOCATE' })], 'recycle-deallocated', 1, false],
    ['DEALLOCATED', [recycling, instanceOf({ state: 'DEALLOCATED', ...gone })], 'recycle-deallocated', 2, false],
    ['vanished', [recycling, undefined, undefined], 'instance-vanished', 3, false],
    ['PAUSED', [recycling, ...often(paused)], 'recycle-paused', 8, false],
    ['on another image', [recycling, recycledOf({ imageId: 'ami-x' })], 'image-not-target', 2, true],
    ['on the old image', [recycling, recycledOf({ imageId: 'ami-old' })], 'image-not-target', 2, true],
    ['at another address', [recycling, recycledOf({ privateIp: '10.9.9.9' })], 'address-changed', 2, true],
    [
      'on other volumes',
      [recycledOf({ devices: [{ deviceName: '/dev/xvdx', volumeId: 'vol-9', snapshotId: null }] })],
      'volumes-changed',
      1,
      true,
    ],
    ['without an image', often(recycledOf({ imageId: null })), 'recycle-unproved', 7, true],
    [
      'with an old launch time',
      often(recycledOf({ launchedAt: instanceOf().launchedAt })),
      'recycle-unproved',
      7,
      true,
    ],
  ])('a recycle that ends %s fails', (_, reads, code, count, isOver) => {
    const verdict = judgeReads(reads);
    expect(verdict).toMatchObject({ is: 'failed', code, reads: count, isOver });
    expect(verdict).toMatchObject({ message: expect.stringContaining('ssi-1'), hint: expect.any(String) });
  });

  it('has the resume command in the hint', () =>
    expect(judgeReads(often(paused))).toMatchObject({
      hint: expect.stringContaining('spotinst-stateful resume --esg sig-1 --id ssi-1'),
    }));

  it('is unchanged once all reads are equal for the settle time', () =>
    expect(judgeReads(often(instanceOf()))).toEqual({ is: 'unchanged', reads: 7 }));

  it.each([
    ['before the settle time is over', often(instanceOf()).slice(4)],
    ['in a transient state', often(recycling)],
    ['in an unknown state', often(instanceOf({ state: 'REVIVING' }))],
    ['while PAUSED may be transient', [recycling, ...often(paused).slice(4)]],
    ['while ACTIVE without an EC2 instance', often(recycledOf({ instanceId: null }))],
    ['after one response without it', [recycling, undefined]],
  ])('waits %s', (_, reads) => expect(judgeReads(reads)).toEqual({ is: 'waiting' }));
});

describe('timedOut', () => {
  it.each([
    ['never changed', instanceOf(), 'ACTIVE as i-old, unchanged'],
    ['is in a transient state', recycling, 'RECYCLING as i-old'],
  ])('reports an instance that %s', (_, instance, message) =>
    expect(timedOut(observe(undefined, instance, 0, isSameInstance), watch, '30m').message).toContain(message),
  );

  it('reports that Spot could not be read', () =>
    expect(timedOut(undefined, watch, '30m').message).toContain('could not be read'));
});
