import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapAbreast } from './map-abreast.ts';

describe('mapAbreast', () => {
  it('keeps the order, whichever is done first', async () =>
    expect(
      await mapAbreast([3, 2, 1], 3, async (ms) => {
        await sleep(ms);
        return ms * 10;
      }),
    ).toEqual([30, 20, 10]));

  it('starts nothing further after a failure', async () => {
    const started: number[] = [];
    const work = async (item: number) => {
      started.push(item);
      await sleep(1);
      if (item === 1) throw new Error('it broke');
    };
    await expect(mapAbreast([1, 2, 3, 4], 2, work)).rejects.toThrow('it broke');
    await sleep(5);
    expect(started).toEqual([1, 2]);
  });
});
