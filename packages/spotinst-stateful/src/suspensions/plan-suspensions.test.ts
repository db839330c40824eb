import type { Suspension } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import type { SuspensionMark } from '../marks/ends.ts';
import { suspendedProcesses } from '../marks/pattern.ts';
import { suspensionMinutes, neededUntil, planSuspensions, planLift } from './plan-suspensions.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const at = (minutes: number): number => now + minutes * 60_000;
const iso = (minutes: number): string => new Date(at(minutes)).toISOString();
/** As Spot writes the end of a suspension. */
const spotTime = (minutes: number): string => iso(minutes).replace('Z', '+0000');
/** The recycle may take until then. */
const until = at(40);

const suspension = (expiresAt?: string | null): Suspension => ({ name: 'SCHEDULING', expiresAt });
const mark = (fields: Partial<SuspensionMark> = {}): SuspensionMark => ({
  name: 'SCHEDULING',
  requestedAt: iso(-30),
  ttlInMinutes: 210,
  expiresAt: spotTime(180),
  ...fields,
});
const unanswered = mark({ expiresAt: null });
const others = suspendedProcesses.filter((name) => name !== 'SCHEDULING');
const planFor = (suspended: Suspension[], marks: SuspensionMark[]) =>
  planSuspensions({ group: 'sig-1', suspended, marks, now }, until);

/** Suspensions of Spot, our records, whether we suspend (again), the findings, and what we do at the end. */
type Case = [string, Suspension[], SuspensionMark[], 'suspended' | 'left', string[], 'lifted' | 'left' | 'kept'];
const table: Case[] = [
  ['no suspension', [], [], 'suspended', [], 'left'],
  ['no suspension, after somebody removed ours', [], [mark()], 'suspended', [], 'left'],
  ['ours', [suspension(spotTime(180))], [mark()], 'suspended', [], 'lifted'],
  ['ours, in another time format', [suspension('2026-03-01T15:00:00Z')], [mark()], 'suspended', [], 'lifted'],
  [
    'ours of two runs',
    [suspension(spotTime(180))],
    [mark({ expiresAt: spotTime(20) }), mark()],
    'suspended',
    [],
    'lifted',
  ],
  ['ours, with a lost response', [suspension(spotTime(181))], [unanswered], 'suspended', [], 'lifted'],
  [
    'ours, with a failed renewal',
    [suspension(spotTime(60))],
    [mark({ expiresAt: spotTime(60) }), unanswered],
    'suspended',
    [],
    'lifted',
  ],
  ['theirs without an end', [suspension(null)], [], 'left', [], 'left'],
  ['theirs, long enough', [suspension(spotTime(41))], [], 'left', [], 'left'],
  ['theirs, too short', [suspension(spotTime(39))], [], 'left', ['block fence-expires'], 'left'],
  ['theirs with an unknown end', [suspension()], [], 'left', ['warn fence-expires'], 'left'],
  ['an invalid end', [suspension('soon')], [], 'left', ['warn fence-expires'], 'left'],
  ['ours, whose end somebody removed', [suspension(null)], [mark()], 'left', [], 'left'],
  ['ours, extended by somebody', [suspension(spotTime(190))], [mark()], 'left', [], 'left'],
  ['ours, shortened by somebody', [suspension(spotTime(30))], [mark()], 'left', ['block fence-expires'], 'left'],
  ['an end that does not match the lost response', [suspension(spotTime(200))], [unanswered], 'left', [], 'left'],
  [
    'theirs, with ours of another process',
    [suspension(null)],
    [mark({ name: 'REVERT_PREFERRED' })],
    'left',
    [],
    'left',
  ],
  ['possibly ours, long enough', [suspension()], [mark()], 'left', [], 'kept'],
  ['possibly ours, too short', [suspension()], [mark({ expiresAt: spotTime(30) })], 'suspended', [], 'kept'],
  [
    'possibly ours, whose end Spot never reported',
    [suspension()],
    [mark({ expiresAt: null, ttlInMinutes: 60 })],
    'suspended',
    [],
    'kept',
  ],
  [
    'an unknown end, after ours expired',
    [suspension()],
    [mark({ expiresAt: spotTime(-11) })],
    'left',
    ['warn fence-expires'],
    'left',
  ],
];

describe('planSuspensions', () => {
  it.each(table)('handles %s', (_, suspended, marks, expected, findings) => {
    const plan = planFor(suspended, marks);
    const outcome = plan.suspend.includes('SCHEDULING') ? 'suspended' : 'left';
    expect([outcome, plan.findings.map(({ severity, code }) => `${severity} ${code}`)]).toEqual([expected, findings]);
    expect(plan.suspend.filter((name) => name !== 'SCHEDULING')).toEqual(others);
  });

  it('ignores AUTO_HEALING', () => {
    const healing = { name: 'AUTO_HEALING', expiresAt: spotTime(1) };
    expect(planFor([healing], [])).toEqual({ suspend: [...suspendedProcesses], findings: [] });
    expect(suspendedProcesses).not.toContain('AUTO_HEALING');
  });

  it('reports a suspension that ends too early', () => {
    const [finding] = planFor([suspension(spotTime(39))], []).findings;
    expect(finding).toMatchObject({
      subject: 'sig-1',
      message: expect.stringContaining(`sig-1: somebody else suspended SCHEDULING until ${iso(39)}`),
      hint: expect.stringContaining('Extend that suspension'),
      source: expect.any(String),
    });
  });
});

describe('planLift', () => {
  it.each(table)('handles %s', (_, suspended, marks, _expected, _findings, lifting) => {
    const { lift, leave } = planLift({ suspended, marks, now });
    expect({ lift, leave }).toEqual({
      lift: lifting === 'lifted' ? ['SCHEDULING'] : [],
      leave: lifting === 'kept' ? ['SCHEDULING'] : [],
    });
  });
});

describe('the time limit', () => {
  it.each([
    [30 * 60_000, 210],
    [20_000, 181],
    [4 * 3_600_000, 420],
  ])('for a recycle of %d ms is %d minutes, longer than others must last', (timeoutMs, minutes) => {
    expect(suspensionMinutes(timeoutMs)).toBe(minutes);
    expect(at(suspensionMinutes(timeoutMs))).toBeGreaterThan(neededUntil(now, timeoutMs));
  });
});
