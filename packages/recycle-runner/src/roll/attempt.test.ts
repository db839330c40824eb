import { describe, expect, it } from '@jest/globals';
import type { ExitCode } from '@esg-recycler/core';
import { type Attempt, type AttemptVerdict, endedBeforeRequest, judgeAttempt } from './attempt.ts';
import type { NumberedEvent } from '../events/event-log.ts';

const event = (name: string, event_data: Record<string, unknown> = {}, ssi = 'ssi-1'): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi,
  event_data,
});
const verification = (verified: boolean) => ({
  verified,
  evidence: [],
  findings: verified
    ? []
    : [{ code: 'same-instance', severity: 'block' as const, subject: 'ssi-1', message: 'ssi-1 still runs on i-1' }],
});
const complete = [event('recycle_requested'), event('gate_passed', { phase: 'after' }), event('instance_finished')];
const attempt = (change: Partial<Attempt>): Attempt => ({
  ssi: 'ssi-1',
  exit: { exitCode: 0 },
  events: complete,
  verification: verification(true),
  isListed: true,
  isDone: true,
  wasPressed: false,
  ...change,
});

const failed = (exitCode: ExitCode | undefined): AttemptVerdict => ({
  state: 'failed',
  code: 'c',
  reason: '',
  exitCode,
});

describe('judgeAttempt', () => {
  it('counts an instance as recycled when everything is complete', () => {
    expect(judgeAttempt(attempt({}))).toEqual({ state: 'recycled' });
  });

  it.each<[string, Partial<Attempt>, string]>([
    ['its finish', { events: complete.slice(0, 2) }, 'the role did not finish the instance'],
    [
      'a health check after it',
      { events: [complete[0]!, event('gate_passed', { phase: 'before' }), complete[2]!] },
      'no health check passed',
    ],
    ['its verification', { verification: verification(false), isDone: false }, 'still runs on i-1'],
    ['its listing', { verification: undefined, isListed: false, isDone: false }, 'no longer in its group'],
    ['its own events', { events: complete.map((one) => ({ ...one, ssi: 'ssi-2' })), isDone: false }, 'did not finish'],
  ])('does not count it as recycled without %s', (_, change, reason) => {
    expect(judgeAttempt(attempt(change))).toEqual({
      state: 'failed',
      code: 'not-proved',
      reason: expect.stringContaining(reason),
    });
  });

  it('counts the same machine as recycled once its health check passes', () => {
    const unverified = { verification: verification(false), events: complete.slice(1) };
    const judge = (change: Partial<Attempt>) => judgeAttempt(attempt({ ...unverified, ...change })).state;
    expect(judge({ gateOnly: { isUnchanged: true } })).toBe('recycled');
    expect(judge({ gateOnly: { isUnchanged: false } })).toBe('failed');
    expect(judge({ gateOnly: { isUnchanged: true }, events: [] })).toBe('failed');
  });

  it('is deferred when others go first, whatever its state is by then', () => {
    const deferred = {
      events: [event('instance_deferred', { yieldTo: ['ssi-3', 'ssi-2'] })],
      verification: verification(false),
    };
    expect(judgeAttempt(attempt({ ...deferred, isDone: false }))).toEqual({
      state: 'deferred',
      reason: 'ssi-3, ssi-2 go first',
      yieldTo: ['ssi-3', 'ssi-2'],
    });
    const requested = { ...deferred, events: [...deferred.events, event('recycle_requested')] };
    expect(judgeAttempt(attempt(requested)).state).toBe('failed');
  });

  it('skips an instance that is up to date by then', () => {
    expect(judgeAttempt(attempt({ events: [], verification: verification(false) }))).toEqual({
      state: 'skipped',
      reason: 'up to date',
    });
  });

  it('fails with the reason of the failed task', () => {
    const failure = { code: 'port-closed', message: 'port 9092 is closed', hint: 'Start it.', role: 'esg_recycle' };
    const events = [event('runner_on_failed', { task: 'Gate', ...failure }, '')];
    expect(judgeAttempt(attempt({ exit: { exitCode: 2 }, events }))).toEqual({
      state: 'failed',
      code: 'port-closed',
      reason: 'port 9092 is closed',
      hint: 'Start it.',
      isByRole: true,
    });
  });

  it('skips an instance that was gone before a request', () => {
    const vanished = { exit: { exitCode: 1 }, verification: undefined, isListed: false, isDone: false };
    expect(judgeAttempt(attempt({ ...vanished, events: [] }))).toEqual({
      state: 'gone',
      reason: 'no longer in its group',
    });
    expect(judgeAttempt(attempt(vanished))).toMatchObject({ state: 'failed' });
  });

  it('fails when Ansible failed, although the recycle is verified', () => {
    expect(judgeAttempt(attempt({ exit: { exitCode: 2 } }))).toMatchObject({ state: 'failed', code: 'ansible-failed' });
  });

  it.each([
    [{ exitCode: 4 }, 'ansible-playbook failed (exit code 4)'],
    [{ signal: 'SIGKILL' }, 'ansible-playbook was killed by SIGKILL'],
    [{ startError: 'spawn EACCES' }, 'ansible-playbook could not be started: spawn EACCES'],
  ])('reports how Ansible ended when nothing else is known: %j', (exit, reason) => {
    expect(judgeAttempt(attempt({ exit, events: [] }))).toMatchObject({ state: 'failed', reason });
  });

  it('is interrupted by the user, and reports whether Spot continues', () => {
    const pressed = { exit: { exitCode: 99 }, wasPressed: true };
    expect(judgeAttempt(attempt({ ...pressed, events: [] }))).toMatchObject({
      state: 'interrupted',
      reason: 'interrupted by the user: no recycle was requested',
    });
    expect(judgeAttempt(attempt({ ...pressed, events: complete.slice(0, 1) }))).toMatchObject({
      reason: 'interrupted by the user: its recycle continues in Spot',
    });
  });
});

describe('endedBeforeRequest', () => {
  it.each<[string, AttemptVerdict, NumberedEvent[], boolean]>([
    ['a refusal', failed(3), [], true],
    ['a wrong setting', failed(2), [], true],
    ['a lost lease', failed(4), [], true],
    ['an outage', failed(5), [], true],
    ['a refusal after a request', failed(3), complete, false],
    ['a failure', failed(1), [], false],
    ['a failure without an exit code', failed(undefined), [], false],
    ['an interruption', { state: 'interrupted', reason: '' }, [], false],
    ['a deferred instance', { state: 'deferred', reason: '', yieldTo: [] }, [], true],
    ['a recycled one', { state: 'recycled' }, [], false],
  ])('recognizes %s', (_, verdict, events, expected) => expect(endedBeforeRequest(verdict, events)).toBe(expected));
});
