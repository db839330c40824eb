import type { Finding } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import { planOf, viewOf } from '../fixtures.ts';
import { mergeFindings, planFindings } from './plan-findings.ts';

const finding = (code: string, subject: string, severity: Finding['severity'] = 'warn'): Finding => ({
  code,
  subject,
  severity,
  message: code,
});
const found: Record<string, Finding> = {
  'ssi-1': finding('other-not-active', 'ssi-9'),
  'ssi-2': finding('other-not-active', 'ssi-9'),
  'ssi-3': finding('launch-unknown', 'ssi-3'),
};
const groups = viewOf(Object.keys(found).map((ssi) => ({ ssi }))).groups.map((group) => ({
  ...group,
  findings: [finding('several-zones', 'sig-1')],
  instances: group.instances.map((instance) => ({ ...instance, findings: [found[instance.stateful.id]!] })),
}));
const codes = (due: (boolean | null)[], ...chosen: string[]): string[] => {
  const planned = planOf(...due.map((each, index) => ({ ssi: `ssi-${index + 1}`, due: each })));
  return planFindings({ groups: [...groups, ...groups] }, new Set(chosen), planned).map(({ code }) => code);
};

describe('planFindings', () => {
  it('names what several have in common once', () =>
    expect(codes([true, true, false], 'sig-1')).toEqual(['several-zones', 'other-not-active']));

  it('names what is found about an instance that cannot be judged', () =>
    expect(codes([false, false, null], 'sig-1')).toEqual(['several-zones', 'launch-unknown']));

  it('leaves out what concerns no instance of the plan', () =>
    expect(codes([false, false, false], 'sig-1')).toEqual(['several-zones']));

  it('leaves out groups that are not chosen', () => expect(codes([true, true, true], 'sig-2')).toEqual([]));
});

describe('mergeFindings', () => {
  it('lets a check replace what the plan found about the same subject', () => {
    const block = finding('address-not-persisted', 'sig-1', 'block');
    const planned = [finding('address-not-persisted', 'sig-1'), finding('address-not-persisted', 'sig-2')];
    expect(mergeFindings(planned, [block])).toEqual([planned[1], block]);
  });

  it('keeps everything that a check finds', () => {
    const checked = [finding('in-sync', 'a'), { ...finding('in-sync', 'a'), message: 'another topic' }];
    expect(mergeFindings([], checked)).toEqual(checked);
  });
});
