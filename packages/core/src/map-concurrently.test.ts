import { describe, expect, it } from '@jest/globals';
import { mapConcurrently } from './map-concurrently.ts';

describe('mapConcurrently', () => {
  it('keeps the order and never exceeds its width', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (value) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < value; turn += 1) await Promise.resolve();
      running -= 1;
      return value * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('starts nothing after a failure', async () => {
    const started: number[] = [];
    const run = mapConcurrently([1, 2, 3, 4, 5, 6], 2, async (value) => {
      started.push(value);
      await Promise.resolve();
      if (value === 2) throw new Error('refused');
    });
    await expect(run).rejects.toThrow('refused');
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual([1, 2, 3]);
  });

  it('returns an empty list for no items', async () => {
    await expect(mapConcurrently([], 4, async () => 1)).resolves.toEqual([]);
  });
});
