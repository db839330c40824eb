import { describe, expect, it } from '@jest/globals';
import { planOf } from '../fixtures.ts';
import { inPlannedOrder } from './plan-order.ts';

const plan = (count: number) =>
  planOf(
    ...Array.from({ length: count }, (_, index) => ({
      ssi: `ssi-${index + 1}`,
      groupName: 'zk',
      address: `10.0.0.${index + 1}`,
      due: index < 9,
    })),
  );
const order = (count: number, yieldTo: Record<string, string[]>): string[] =>
  inPlannedOrder(plan(count), new Map(Object.entries(yieldTo))).map(({ ssi }) => ssi);

describe('inPlannedOrder', () => {
  it('puts each instance after those that it defers to', () =>
    expect(order(3, { 'ssi-1': ['ssi-3', 'ssi-2'], 'ssi-2': ['ssi-3'] })).toEqual(['ssi-3', 'ssi-2', 'ssi-1']));

  it('keeps the order of the plan otherwise', () => expect(order(3, {})).toEqual(['ssi-1', 'ssi-2', 'ssi-3']));

  it('keeps the order of the plan among instances that defer to each other', () =>
    expect(order(3, { 'ssi-1': ['ssi-2'], 'ssi-2': ['ssi-1'], 'ssi-3': ['ssi-9'] })).toEqual([
      'ssi-3',
      'ssi-1',
      'ssi-2',
    ]));

  it('keeps instances that are not due at the end', () =>
    expect(order(10, { 'ssi-1': ['ssi-9'] }).at(-1)).toBe('ssi-10'));
});
