import type { Ledger } from '@esg-recycler/esg-store';
import { describe, expect, it } from '@jest/globals';
import { createImageSetter } from './image-setter.ts';
import type { ImageSetting } from './session.ts';

const changes = ['sig-1', 'sig-2'].map((group) => ({ group, before: 'ami-old', image: 'ami-new' }));
const ledger: Ledger = {
  run: 'r1',
  cluster: 'kafka',
  groups: ['sig-1'],
  target: {},
  before: { 'sig-1': { group: 'ami-old', instances: [] } },
  startedAt: '',
  instances: [],
};

/** A roll whose permission has these values, one for each request. */
function open(...permissions: boolean[]) {
  const saved: unknown[] = [];
  const requested: string[] = [];
  const setImages = async (_: unknown, { checkAgain, emit }: ImageSetting): Promise<void> => {
    for (const { group: esg, image } of changes) {
      await checkAgain();
      requested.push(esg);
      emit('image_requested', { esg }, { before: null, image });
    }
  };
  const setter = createImageSetter({
    session: { setImages },
    changes,
    run: 'r1',
    token: () => 'token',
    emit: () => {},
    signal: new AbortController().signal,
    isPermitted: async () => permissions.shift() ?? true,
  });
  const keep = async ({ before }: Ledger): Promise<void> => void saved.push(before?.['sig-1']?.isSet ?? false);
  return { saved, requested, set: () => setter.setImages(ledger, keep, { recycled: 0 }), setter };
}

describe('createImageSetter', () => {
  it('sets the images once', async () => {
    const { set, setter, requested, saved } = open();
    expect([setter.isBeforeImages(), await set(), setter.isBeforeImages(), await set()]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([requested, saved]).toEqual([['sig-1', 'sig-2'], [true]]);
  });

  it('requests nothing when the run is held by then, and records that', async () => {
    const { set, setter, requested, saved } = open(false);
    expect([await set(), setter.isBeforeImages(), requested, saved]).toEqual([true, true, [], [true, false]]);
    expect([await set(), setter.isBeforeImages(), requested]).toEqual([true, false, ['sig-1', 'sig-2']]);
  });

  it('keeps the record of an image that it has requested before the run is held', async () => {
    const { set, setter, requested, saved } = open(true, false);
    expect([await set(), setter.isBeforeImages(), requested, saved]).toEqual([true, true, ['sig-1'], [true]]);
  });
});
