import type { Ledger, LedgerImages, LedgerInstance } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { rollbackImages } from './rollback-images.ts';

const entryOf = (ssi: string, image?: string | null, group = 'sig-1'): LedgerInstance => ({
  ssi,
  group,
  address: null,
  state: image === undefined ? 'pending' : 'recycled',
  ...(image !== undefined && {
    before: { instanceId: `i-${ssi}`, imageId: image, privateIp: null, launchedAt: null, devices: [] },
  }),
});
const ledgerOf = (instances: LedgerInstance[], fields: Partial<Ledger> = {}): Ledger => ({
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1', 'sig-2'],
  target: { 'sig-1': 'ami-new', 'sig-2': 'ami-new' },
  startedAt: '',
  instances,
  ...fields,
});
const continuedOf = (ssi: string, image: string): LedgerInstance => ({
  ...entryOf(ssi, 'ami-new'),
  state: 'failed',
  earlier: { run: 'r0', before: entryOf(ssi, image).before! },
});
const setFrom = (group: string, instances: string[]): Record<string, LedgerImages> => ({
  'sig-1': { group, instances, isSet: true },
});

describe('rollbackImages', () => {
  it.each([
    ['the image of the instances', ledgerOf([entryOf('a', 'ami-old'), entryOf('b')]), { 'sig-1': 'ami-old' }],
    [
      'the image of the instances of each group',
      ledgerOf([entryOf('a', 'ami-1'), entryOf('b', 'ami-2', 'sig-2')]),
      { 'sig-1': 'ami-1', 'sig-2': 'ami-2' },
    ],
    [
      'the image of the instances, even if the group had another one',
      ledgerOf([entryOf('a', 'ami-old')], { before: setFrom('ami-middle', ['ami-old']) }),
      { 'sig-1': 'ami-old' },
    ],
    [
      'the image of the group when no instance was started',
      ledgerOf([entryOf('a')], { before: setFrom('ami-old', []) }),
      { 'sig-1': 'ami-old' },
    ],
    [
      'the image before the run that began the recycle',
      ledgerOf([continuedOf('a', 'ami-old'), entryOf('b')]),
      { 'sig-1': 'ami-old' },
    ],
    [
      'the image that a rollback of a failed recycle replaced',
      ledgerOf([{ ...entryOf('a', 'ami-bad'), earlier: { run: 'r0', before: entryOf('a', 'ami-new').before! } }]),
      { 'sig-1': 'ami-bad' },
    ],
    ['nothing for instances that kept their image', ledgerOf([entryOf('a', 'ami-new')]), {}],
    ['nothing for a run that changed nothing', ledgerOf([entryOf('a')]), {}],
  ])('restores %s', (_, ledger, images) =>
    expect(rollbackImages(ledger)).toEqual({ images, isEmpty: Object.keys(images).length === 0 }),
  );

  it.each([
    ['several images', ledgerOf([entryOf('a', 'ami-1'), entryOf('b', 'ami-2')]), 'rollback-image-unknown'],
    ['an unknown image', ledgerOf([entryOf('a', null)]), 'rollback-image-unknown'],
    ['replaced roots', ledgerOf([entryOf('a', 'ami-old')], { replaceRoot: true }), 'rollback-replaced-root'],
    [
      'replaced roots of the same image',
      ledgerOf([entryOf('a', 'ami-new')], { replaceRoot: true }),
      'rollback-replaced-root',
    ],
  ])('refuses %s', (_, ledger, code) =>
    expect(() => rollbackImages(ledger)).toThrow(expect.objectContaining({ code, exitCode: 3 })),
  );

  it('takes the image of the user only for groups whose image is not known', () => {
    const instances = [entryOf('a', 'ami-1'), entryOf('b', 'ami-2'), entryOf('c', 'ami-3', 'sig-2')];
    expect(rollbackImages(ledgerOf(instances), 'ami-1').images).toEqual({ 'sig-1': 'ami-1', 'sig-2': 'ami-3' });
    expect(rollbackImages(ledgerOf([entryOf('a', null)]), 'ami-1').images).toEqual({ 'sig-1': 'ami-1' });
  });

  it('refuses an image of the user that would have no effect', () => {
    const ledger = ledgerOf([entryOf('a', 'ami-old')]);
    const error = { code: 'rollback-image-known', exitCode: 2, hint: expect.stringContaining('--image ami-1') };
    expect(() => rollbackImages(ledger, 'ami-1')).toThrow(expect.objectContaining(error));
    expect(rollbackImages(ledger, 'ami-old').images).toEqual({ 'sig-1': 'ami-old' });
  });

  it('takes the image of the user where the instances ran several', () =>
    expect(rollbackImages(ledgerOf([entryOf('a', 'ami-1'), entryOf('b', 'ami-2')]), 'ami-1').images).toEqual({
      'sig-1': 'ami-1',
    }));
});
