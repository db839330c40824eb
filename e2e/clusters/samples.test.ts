import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { secondsWhere, startSampler, together } from './samples.ts';

describe('what was sampled', () => {
  it('counts each sample until the next', () => {
    const samples = [
      { at: 0, value: 'red' },
      { at: 1500, value: 'green' },
      { at: 2000, value: 'red' },
      { at: 2250, value: 'red' },
      { at: 2500, value: 'green' },
    ];
    expect(secondsWhere(samples, (value) => value === 'red')).toBe(2);
    expect(secondsWhere(samples, (value) => value === 'blue')).toBe(0);
  });

  it('puts together what several saw', () => {
    const a = [
      { at: 0, value: 'a0' },
      { at: 30, value: 'a30' },
    ];
    const b = [
      { at: 10, value: 'b10' },
      { at: 20, value: 'b20' },
    ];
    expect(together([a, b])).toEqual([
      { at: 10, value: ['a0', 'b10'] },
      { at: 20, value: ['a0', 'b20'] },
      { at: 30, value: ['a30', 'b20'] },
    ]);
  });

  it('ends with a last sample', async () => {
    let checks = 0;
    const sampler = startSampler(() => Promise.resolve((checks += 1)), 1);
    while (sampler.samples.length < 3) await delay(1);
    const samples = await sampler.stop();
    expect(samples.at(-1)?.value).toBe(checks);
    expect(samples.length).toBe(checks);
  });
});
