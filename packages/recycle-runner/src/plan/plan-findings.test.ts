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
  it('lists a finding once that several instances share', () =>
    expect(codes([true, true, false], 'sig-1')).toEqual(['several-zones', 'other-not-active']));

  it('lists the findings of an instance that cannot be evaluated', () =>
    expect(codes([false, false, null], 'sig-1')).toEqual(['several-zones', 'launch-unknown']));

  it('leaves out findings of instances that stay as they are', () =>
    expect(codes([false, false, false], 'sig-1')).toEqual(['several-zones']));

  it('warns about every instance that is down when nothing is left to recycle', () => {
    const [own, other] = viewOf([{ ssi: 'ssi-1' }, { ssi: 'ssi-2', group: 'sig-2', state: 'PAUSED' }]).groups;
    const [down] = other!.instances;
    const notActive: Finding = { ...finding('not-active', 'ssi-2', 'block'), hint: 'Resume it' };
    const view = { groups: [own!, { ...other!, instances: [{ ...down!, findings: [notActive] }] }] };
    const about = (due: boolean) =>
      planFindings(view, new Set(['sig-1']), planOf({ due })).filter(({ subject }) => subject === 'ssi-2');
    expect(about(false)).toEqual([
      {
        code: 'other-not-active',
        severity: 'warn',
        subject: 'ssi-2',
        message: 'ssi-2 of sig-2 is PAUSED: no instance needs a recycle, but the cluster is not complete',
        hint: 'Resume it',
      },
    ]);
    // The rules about the next instance report it then.
    expect(about(true)).toEqual([]);
  });

  it('leaves out the findings of other groups', () => expect(codes([true, true, true], 'sig-2')).toEqual([]));
});

describe('mergeFindings', () => {
  it('replaces a finding of the plan by that of the check for the same subject', () => {
    const block = finding('address-not-persisted', 'sig-1', 'block');
    const planned = [finding('address-not-persisted', 'sig-1'), finding('address-not-persisted', 'sig-2')];
    expect(mergeFindings(planned, [block])).toEqual([planned[1], block]);
  });

  it('keeps all findings of the check', () => {
    const checked = [finding('in-sync', 'a'), { ...finding('in-sync', 'a'), message: 'another topic' }];
    expect(mergeFindings([], checked)).toEqual(checked);
  });
});
