import { describe, expect, it } from '@jest/globals';
import { type Candidate, planRoll, resolveLimit } from './plan.ts';

const candidate = (ssi: string, change: Partial<Candidate> = {}): Candidate => ({
  ssi,
  group: 'sig-1',
  groupName: 'kafka',
  address: '10.0.0.1',
  state: 'ACTIVE',
  image: 'ami-old',
  target: 'ami-new',
  launchedAt: '2026-01-01T00:00:00.000Z',
  due: true,
  isUnderWay: false,
  awaitsGate: false,
  ...change,
});
const order = (candidates: Candidate[]): string[] => planRoll(candidates).map(({ ssi }) => ssi);

describe('planRoll', () => {
  it.each([
    ['not on the target', {}, 'recycle', 'not on the target'],
    ['on the target', { image: 'ami-new', due: false }, 'leave', 'on the target already'],
    ['of unknown image', { image: null, due: null }, 'unclear', 'its image is unknown'],
    [
      'older than --since',
      { image: 'ami-new' },
      'recycle',
      'launched 2026-01-01T00:00:00.000Z, before 2026-06-01T00:00:00.000Z',
    ],
    [
      'requested before',
      { due: false, isUnderWay: true },
      'recycle',
      'its recycle was requested, and is not proved yet',
    ],
    [
      'recycled, whose gate was never passed',
      { image: 'ami-new', due: false, awaitsGate: true },
      'recycle',
      'recycled; its gate after has not passed yet',
    ],
  ] as const)('an instance %s', (_, change, action, why) => {
    const [planned] = planRoll([candidate('ssi-1', change)], { since: '2026-06-01T00:00:00.000Z' });
    expect(planned).toMatchObject({ action, why });
  });

  it('goes by address as numbers, then by id, whatever the order it was read in', () => {
    const [first, second, third, fourth] = [
      candidate('ssi-d', { address: '10.0.0.9' }),
      candidate('ssi-b', { address: '10.0.0.10' }),
      candidate('ssi-c', { address: '10.0.0.10' }),
      candidate('ssi-a', { address: '10.0.1.2' }),
    ] as const;
    expect(order([fourth, third, second, first])).toEqual(['ssi-d', 'ssi-b', 'ssi-c', 'ssi-a']);
    expect(order([second, fourth, first, third])).toEqual(['ssi-d', 'ssi-b', 'ssi-c', 'ssi-a']);
  });

  it('takes first what is half done, then what is not well, and lists last what is left alone', () => {
    expect(
      order([
        candidate('ssi-done', { due: false, address: '10.0.0.1' }),
        candidate('ssi-well', { address: '10.0.0.2' }),
        candidate('ssi-error', { state: 'ERROR', address: '10.0.0.3' }),
        candidate('ssi-requested', { isUnderWay: true, address: '10.0.0.4' }),
      ]),
    ).toEqual(['ssi-requested', 'ssi-error', 'ssi-well', 'ssi-done']);
  });

  it('limits to ids and addresses', () => {
    const candidates = ['1', '2', '3'].map((n) => candidate(`ssi-${n}`, { address: `10.0.0.${n}` }));
    const planned = planRoll(candidates, { limit: resolveLimit(candidates, ['ssi-3', '10.0.0.2']) });
    expect(planned.map(({ ssi, action }) => [ssi, action])).toEqual([
      ['ssi-2', 'recycle'],
      ['ssi-3', 'recycle'],
      ['ssi-1', 'leave'],
    ]);
  });

  it('refuses a limit that names nothing', () => {
    expect(() => resolveLimit([candidate('ssi-1')], ['ssi-7'])).toThrow(
      expect.objectContaining({ code: 'limit-unknown', exitCode: 2, hint: 'Name one of: ssi-1 (10.0.0.1)' }),
    );
  });
});
