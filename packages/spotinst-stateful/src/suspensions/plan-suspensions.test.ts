import type { Suspension } from '@esg-recycler/spotinst-client';
import { describe, expect, it } from '@jest/globals';
import type { SuspensionMark } from '../records/suspension-journal.ts';
import { suspensionMinutes, suspendedProcesses, neededUntil, planSuspensions, planLift } from './plan-suspensions.ts';

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
const suspensionJournal = (suspended: Suspension[], marks: SuspensionMark[]) =>
  planSuspensions({ group: 'sig-1', suspended, marks, now }, until);

/** What is read, what is on record, whether it is suspended (again), what is found, what is lifted in the end. */
type Case = [string, Suspension[], SuspensionMark[], 'suspended' | 'left', string[], 'lifted' | 'left' | 'kept'];
const table: Case[] = [
  ['nothing', [], [], 'suspended', [], 'left'],
  ['nothing, where ours was lifted by somebody', [], [mark()], 'suspended', [], 'left'],
  ['ours', [suspension(spotTime(180))], [mark()], 'suspended', [], 'lifted'],
  ['ours, in another form of time', [suspension('2026-03-01T15:00:00Z')], [mark()], 'suspended', [], 'lifted'],
  [
    'ours of an earlier run, beside ours of another',
    [suspension(spotTime(180))],
    [mark({ expiresAt: spotTime(20) }), mark()],
    'suspended',
    [],
    'lifted',
  ],
  ['ours, whose answer was lost', [suspension(spotTime(181))], [unanswered], 'suspended', [], 'lifted'],
  [
    'ours, whose renewal was not accepted',
    [suspension(spotTime(60))],
    [mark({ expiresAt: spotTime(60) }), unanswered],
    'suspended',
    [],
    'lifted',
  ],
  ['what somebody else has suspended for ever', [suspension(null)], [], 'left', [], 'left'],
  ['what somebody else has suspended long enough', [suspension(spotTime(41))], [], 'left', [], 'left'],
  ['what somebody else lets end too early', [suspension(spotTime(39))], [], 'left', ['block fence-expires'], 'left'],
  ['what is suspended, nobody knows until when', [suspension()], [], 'left', ['warn fence-expires'], 'left'],
  ['an end that makes no sense', [suspension('soon')], [], 'left', ['warn fence-expires'], 'left'],
  ['ours, made endless by somebody else', [suspension(null)], [mark()], 'left', [], 'left'],
  ['ours, made longer by somebody else', [suspension(spotTime(190))], [mark()], 'left', [], 'left'],
  [
    'ours, made shorter by somebody else',
    [suspension(spotTime(30))],
    [mark()],
    'left',
    ['block fence-expires'],
    'left',
  ],
  ['another end than that of the answer that was lost', [suspension(spotTime(200))], [unanswered], 'left', [], 'left'],
  ['another process than ours', [suspension(null)], [mark({ name: 'REVERT_PREFERRED' })], 'left', [], 'left'],
  ['perhaps ours, long enough', [suspension()], [mark()], 'left', [], 'kept'],
  ['perhaps ours, too short', [suspension()], [mark({ expiresAt: spotTime(30) })], 'suspended', [], 'kept'],
  [
    'perhaps ours, of which Spot never told the end',
    [suspension()],
    [mark({ expiresAt: null, ttlInMinutes: 60 })],
    'suspended',
    [],
    'kept',
  ],
  [
    'what was ours and has ended since',
    [suspension()],
    [mark({ expiresAt: spotTime(-11) })],
    'left',
    ['warn fence-expires'],
    'left',
  ],
];

describe('planSuspensions', () => {
  it.each(table)('finds %s', (_, suspended, marks, expected, findings) => {
    const plan = suspensionJournal(suspended, marks);
    const outcome = plan.suspend.includes('SCHEDULING') ? 'suspended' : 'left';
    expect([outcome, plan.findings.map(({ severity, code }) => `${severity} ${code}`)]).toEqual([expected, findings]);
    expect(plan.suspend.filter((name) => name !== 'SCHEDULING')).toEqual(others);
  });

  it('never suspends AUTO_HEALING, nor cares who does', () => {
    const healing = { name: 'AUTO_HEALING', expiresAt: spotTime(1) };
    expect(suspensionJournal([healing], [])).toEqual({ suspend: [...suspendedProcesses], findings: [] });
    expect(suspendedProcesses).not.toContain('AUTO_HEALING');
  });

  it('says what ends too early, when, and what to do', () => {
    const [finding] = suspensionJournal([suspension(spotTime(39))], []).findings;
    expect(finding).toMatchObject({
      subject: 'sig-1',
      message: expect.stringContaining(`sig-1: SCHEDULING is suspended, not by us, until ${iso(39)}`),
      hint: expect.stringContaining('Lift that suspension'),
      source: expect.any(String),
    });
  });
});

describe('planLift', () => {
  it.each(table)('finds %s', (_, suspended, marks, _expected, _findings, lifting) => {
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
  ])('of a recycle of up to %d ms is %d minutes: always longer than what is asked of others', (timeoutMs, minutes) => {
    expect(suspensionMinutes(timeoutMs)).toBe(minutes);
    expect(at(suspensionMinutes(timeoutMs))).toBeGreaterThan(neededUntil(now, timeoutMs));
  });
});
