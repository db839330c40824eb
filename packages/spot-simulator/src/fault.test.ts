import { describe, expect, it } from '@jest/globals';
import { type FaultInput, FaultPlan, faultSchema } from './fault.ts';

const planOf = (...faults: FaultInput[]) => new FaultPlan(faults.map((fault) => faultSchema.parse(fault)));
const list = { method: 'GET', route: '/aws/ec2/group', path: '/aws/ec2/group' };
const group = { method: 'GET', route: '/aws/ec2/group/{groupId}', path: '/aws/ec2/group/sig-2' };

describe('FaultPlan', () => {
  it('hits the nth matching call, as often as set', () => {
    const plan = planOf({ kind: 'hang', nth: 2, times: 2 });
    expect([1, 2, 3, 4].map(() => plan.next(list)?.kind)).toEqual([undefined, 'hang', 'hang', undefined]);
  });

  it.each<[string, Partial<FaultInput>]>([
    ['method', { method: 'PUT' }],
    ['route', { route: '/aws/ec2/group/{groupId}' }],
    ['path', { path: 'sig-1' }],
  ])('ignores calls with another %s, and does not count them', (_, only) => {
    const plan = planOf({ kind: 'reset', ...only });
    expect(plan.next(list)).toBeNull();
    expect(plan.next({ method: 'PUT', route: '/aws/ec2/group/{groupId}', path: '/aws/ec2/group/sig-1' })?.kind).toBe(
      'reset',
    );
  });

  it('counts every call for every fault, and uses the first hit', () => {
    const plan = planOf({ kind: 'html', nth: 2 }, { kind: 'cut', path: 'sig-2', nth: 2 });
    expect([list, group, group].map((call) => plan.next(call)?.kind)).toEqual([undefined, 'html', 'cut']);
  });
});
