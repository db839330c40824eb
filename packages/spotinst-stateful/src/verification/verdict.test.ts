import { persistenceOf } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import { groupOf, instanceOf, recycledOf } from '../fixtures.ts';
import { isSameInstance, sight } from '../watch/sighting.ts';
import { type InstanceSighting, judgeSighting, timedOut, type Watch } from './verdict.ts';

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

/** One read every 10 ms, judged until decided. */
function judgeReads(reads: readonly (ReturnType<typeof instanceOf> | undefined)[]) {
  let sighting: InstanceSighting | undefined;
  for (const [index, instance] of reads.entries()) {
    sighting = sight(sighting, instance, index * 10, isSameInstance);
    const verdict = judgeSighting(sighting, watch);
    if (verdict.is !== 'waiting') return { reads: index + 1, ...verdict };
  }
  return { is: 'waiting' };
}
const often = <T>(value: T): T[] => Array.from({ length: 10 }, () => value);

describe('judgeSighting', () => {
  it.each([
    ['is proved, however it got there', [instanceOf(), recycling, recycledOf()], 3],
    ['is proved without having seen anything in between', [instanceOf(), recycledOf()], 2],
    [
      'is proved after lag, and a pause on the way',
      [...often(instanceOf()).slice(5), recycling, paused, recycledOf()],
      8,
    ],
    ['is proved when details come later', [recycledOf({ imageId: null, devices: [] }), recycledOf()], 2],
    ['is proved when one answer lacked it', [recycling, undefined, recycledOf()], 3],
  ])('a recycle %s', (_, reads, count) =>
    expect(judgeReads(reads)).toMatchObject({ is: 'verified', reads: count, after: recycledOf() }),
  );

  it.each([
    ['in ERROR', [recycling, instanceOf({ state: 'ERROR', ...gone })], 'recycle-error', 2, false],
    ['DEALLOCATE', [instanceOf({ state: 'DEALLOCATE' })], 'recycle-deallocated', 1, false],
    ['DEALLOCATED', [recycling, instanceOf({ state: 'DEALLOCATED', ...gone })], 'recycle-deallocated', 2, false],
    ['vanished', [recycling, undefined, undefined], 'instance-vanished', 3, false],
    ['PAUSED for good', [recycling, ...often(paused)], 'recycle-paused', 8, false],
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
    ['without an image for good', often(recycledOf({ imageId: null })), 'recycle-unproved', 7, true],
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

  it('names the resume command where it helps', () =>
    expect(judgeReads(often(paused))).toMatchObject({
      hint: expect.stringContaining('spotinst-stateful resume --esg sig-1 --id ssi-1'),
    }));

  it('believes that nothing happened once it has read the same for the settle time', () =>
    expect(judgeReads(often(instanceOf()))).toEqual({ is: 'unchanged', reads: 7 }));

  it.each([
    ['before the settle time is over', often(instanceOf()).slice(4)],
    ['while it is in between', often(recycling)],
    ['in a state that nobody knows', often(instanceOf({ state: 'REVIVING' }))],
    ['as long as PAUSED may pass', [recycling, ...often(paused).slice(4)]],
    ['when ACTIVE comes without an instance', often(recycledOf({ instanceId: null }))],
    ['after one answer without it', [recycling, undefined]],
  ])('waits %s', (_, reads) => expect(judgeReads(reads)).toEqual({ is: 'waiting' }));
});

describe('timedOut', () => {
  it.each([
    ['never changed', instanceOf(), 'ACTIVE as i-old, unchanged'],
    ['is still on its way', recycling, 'RECYCLING as i-old'],
  ])('tells that it %s', (_, instance, message) =>
    expect(timedOut(sight(undefined, instance, 0, isSameInstance), watch, '30m').message).toContain(message),
  );

  it('tells when Spot was never readable', () =>
    expect(timedOut(undefined, watch, '30m').message).toContain('could not be read'));
});
