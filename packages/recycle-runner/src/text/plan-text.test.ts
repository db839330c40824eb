import type { Finding } from '@esg-recycler/core';
import { describe, expect, it } from '@jest/globals';
import { plannedOf } from '../fixtures.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { unguarded } from '../plan/plan-findings.ts';
import { planText } from './plan-text.ts';

const planned = plannedOf({ groupName: 'kafka prod', address: '10.0.0.1' });
const settled: PlannedInstance = {
  ...planned,
  ssi: 'ssi-22',
  address: null,
  image: 'ami-new',
  action: 'leave',
  code: 'on-target',
  why: 'up to date',
};

describe('planText', () => {
  it('lists the instances in their order, then those that stay as they are', () => {
    expect(planText('kafka', [planned, settled], [])).toBe(
      [
        'Cluster kafka: 1 of 2 instances to recycle, one by one, in this order:',
        'Target image: ami-new',
        '',
        '#  INSTANCE  ADDRESS   STATE   WHY',
        '1  ssi-1     10.0.0.1  ACTIVE  runs ami-old',
        '-  ssi-22    -         ACTIVE  up to date',
      ].join('\n'),
    );
  });

  it('shows a finding once that is the same for several instances', () => {
    const about = {
      code: 'command-succeeds',
      severity: 'block' as const,
      message: 'it cannot be started',
      hint: 'Fix it.',
    };
    const findings = ['ssi-1', 'ssi-2'].map((subject) => ({ ...about, subject }));
    const text = planText('kafka', [planned], [...findings, { ...about, subject: 'ssi-3', message: 'it failed' }]);
    expect(text.match(/^block .*$/gm)).toEqual([
      'block command-succeeds: it cannot be started (ssi-1, ssi-2)',
      'block command-succeeds: it failed',
    ]);
  });

  it('shows groups and their images where there are several', () => {
    const other = { ...planned, ssi: 'ssi-2', group: 'sig-2', groupName: 'kafka b', target: 'ami-b' };
    const lines = planText('kafka', [planned, other], []).split('\n');
    expect(lines[1]).toBe('Target images: ami-new (kafka prod), ami-b (kafka b)');
    expect(lines.slice(3)).toEqual([
      '#  INSTANCE  GROUP       ADDRESS   STATE   WHY',
      '1  ssi-1     kafka prod  10.0.0.1  ACTIVE  runs ami-old',
      '2  ssi-2     kafka b     10.0.0.1  ACTIVE  runs ami-old',
    ]);
  });

  it('shows the images of groups that have the same name', () => {
    const other = { ...planned, ssi: 'ssi-2', group: 'sig-2', target: 'ami-b' };
    const lines = planText('kafka', [{ ...planned, group: 'sig-1' }, other], []).split('\n');
    expect(lines[1]).toBe('Target images: ami-new (kafka prod, sig-1), ami-b (kafka prod, sig-2)');
  });

  it('shows the result of the health checks, and which override is not needed', () => {
    const evaluate = { kind: 'kafka', due: 1, open: ['ssi-1'], failing: [], deferred: [] };
    const overrides = ['min-isr', 'single-replica'].map((rule) => ({ rule, reason: 'a test' }));
    const used = {
      code: 'min-isr',
      severity: 'warn' as const,
      subject: 'orders',
      message: 'below (overridden: a test)',
    };
    expect(planText('kafka', [planned], [used], { evaluate, overrides }).split('\n').slice(5)).toEqual([
      '',
      'health check kafka: passes for ssi-1',
      'Override single-replica (a test) is not needed now.',
      '',
      'warn min-isr: below (overridden: a test)',
      'Codes are explained in docs/runbooks/.',
    ]);
    expect(planText('kafka', [planned], [], { evaluate: { ...evaluate, open: [] }, overrides })).not.toContain(
      'Override',
    );
    expect(planText('kafka', [planned], [], { overrides })).not.toContain('Override');
  });

  it('reports that nothing is to be done', () => {
    expect(planText('kafka', [settled, settled], [])).toContain('nothing to do, none of 2 instances needs a recycle');
  });

  it('shows what was found and what to do, but not what passes', () => {
    const finding = { code: 'root-persisted', subject: 'sig-1', message: 'the image would be ignored' };
    const text = planText(
      'kafka',
      [planned],
      [
        { ...finding, severity: 'block', hint: 'Turn it off.' },
        { ...finding, severity: 'ok', message: 'fine' },
      ],
    );
    expect(text).toMatch(
      /\n\nblock root-persisted: the image would be ignored\n {2}Turn it off\.\n {2}Runbook: docs\/runbooks\/root-persisted\.md$/,
    );
  });
});

describe('planText on a terminal', () => {
  const codes: [code: string, why: string, state: string][] = [
    ['under-way', 'recycle in progress', 'RECYCLING'],
    ['check-awaited', 'recycled, health check pending', 'ACTIVE'],
    ['not-on-target', 'image differs', 'ACTIVE'],
    ['launched-before', 'launched before 2026-06-01T00:00:00.000Z', 'ACTIVE'],
    ['image-unknown', 'image unknown', 'PAUSED'],
    ['not-in-run', 'not in --limit', 'ACTIVE'],
    ['on-target', 'up to date', 'ACTIVE'],
  ];
  const typical = Array.from({ length: 14 }, (_, index): PlannedInstance => {
    const [code, why, state] = codes[index % codes.length]!;
    return plannedOf({
      ssi: `ssi-1a2b3c${10 + index}`,
      group: 'sig-1b656b92',
      groupName: 'search-production-data',
      address: `10.120.113.1${10 + index}`,
      image: 'ami-0123456789abcdef0',
      target: 'ami-0fedcba9876543210',
      state,
      code,
      why,
    });
  });
  const findings: Finding[] = [
    { ...unguarded('sig-1b656b92'), severity: 'warn' },
    {
      code: 'other-not-active',
      severity: 'block',
      subject: 'ssi-1a2b3c99',
      message: 'ssi-1a2b3c99 (10.120.113.199) of search-production-data is PAUSED, and a second one must not leave',
      hint: 'Resume it: spotinst-stateful resume --esg sig-1b656b92 --id ssi-1a2b3c99.',
    },
  ];
  const evaluate = {
    kind: 'elasticsearch',
    due: 14,
    open: typical.slice(0, 5).map(({ ssi }) => ssi),
    failing: typical.slice(5, 8).map(({ ssi }) => ({ ssi, rules: ['cluster-status', 'shards-assigned'] })),
    deferred: [],
  };

  it('prints no line of more than 80 characters', () => {
    const lines = planText('sig-1b656b92', typical, findings, { evaluate, columns: 80 }).split('\n');
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
    // The table fits without a line break, so every instance has one row.
    expect(lines.filter((line) => /^(\d+|-) +ssi-/.test(line))).toHaveLength(14);
    expect(lines.slice(4, 18).every((line) => /^\d+ +ssi-/.test(line))).toBe(true);
  });

  it('indents what is wrapped below its first line', () => {
    const lines = planText('sig-1b656b92', typical, findings, { columns: 80 }).split('\n');
    const block = lines.findIndex((line) => line.startsWith('block '));
    expect(lines.slice(block)).toEqual([
      'block other-not-active: ssi-1a2b3c99 (10.120.113.199) of search-production-data',
      '  is PAUSED, and a second one must not leave',
      '  Resume it: spotinst-stateful resume --esg sig-1b656b92 --id ssi-1a2b3c99.',
      '  Runbook: docs/runbooks/other-not-active.md',
      'Codes are explained in docs/runbooks/.',
    ]);
  });

  it('is not wrapped where the output is no terminal', () =>
    expect(planText('sig-1b656b92', typical, findings)).toContain(
      `\nblock other-not-active: ${findings[1]!.message}\n`,
    ));
});
