import { describe, expect, it } from '@jest/globals';
import { plannedOf } from '../fixtures.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { planText } from './plan-text.ts';

const planned = plannedOf({ groupName: 'kafka prod', address: '10.0.0.1' });
const settled: PlannedInstance = {
  ...planned,
  ssi: 'ssi-22',
  address: null,
  image: 'ami-new',
  action: 'leave',
  code: 'on-target',
  why: 'on the target already',
};

describe('planText', () => {
  it('lists the order, then what is left alone', () => {
    expect(planText('kafka', [planned, settled], [])).toBe(
      [
        'Cluster kafka: 1 of 2 instances to recycle, one by one, in this order:',
        '',
        '  #  INSTANCE  GROUP       ADDRESS   STATE   IMAGE               WHY',
        '  1  ssi-1     kafka prod  10.0.0.1  ACTIVE  ami-old -> ami-new  not on the target',
        '  -  ssi-22    kafka prod  -         ACTIVE  ami-new             on the target already',
      ].join('\n'),
    );
  });

  it('shows below the order what the gates found, and which override is not needed', () => {
    const evaluate = { kind: 'kafka', due: 1, open: ['ssi-1'], failing: [], deferred: [] };
    const overrides = ['min-isr', 'single-replica'].map((rule) => ({ rule, reason: 'a test' }));
    const used = {
      code: 'min-isr',
      severity: 'warn' as const,
      subject: 'orders',
      message: 'below (overridden: a test)',
    };
    expect(planText('kafka', [planned], [used], { evaluate, overrides }).split('\n').slice(4)).toEqual([
      '',
      'gate kafka: looked at, open for each of them',
      'Overrides: single-replica (a test): nothing to speak for now',
      '',
      'warn min-isr: below (overridden: a test)',
    ]);
    expect(planText('kafka', [planned], [], { evaluate: { ...evaluate, open: [] }, overrides })).not.toContain(
      'Overrides',
    );
    expect(planText('kafka', [planned], [], { overrides })).not.toContain('Overrides');
  });

  it('says so when nothing is due', () => {
    expect(planText('kafka', [settled], [])).toContain('nothing to do, none of 1 instances is due');
  });

  it('shows what was found, with what to do, but not what is in order', () => {
    const finding = { code: 'root-persisted', subject: 'sig-1', message: 'the image would be ignored' };
    const text = planText(
      'kafka',
      [planned],
      [
        { ...finding, severity: 'block', hint: 'Turn it off.' },
        { ...finding, severity: 'ok', message: 'fine' },
      ],
    );
    expect(text).toMatch(/\n\nblock root-persisted: the image would be ignored\n {2}Turn it off\.$/);
  });
});
