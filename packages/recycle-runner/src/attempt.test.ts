import { describe, expect, it } from '@jest/globals';
import { type Attempt, judgeAttempt } from './attempt.ts';
import type { NumberedEvent } from './event-log.ts';

const event = (name: string, event_data: Record<string, unknown> = {}, ssi = 'ssi-1'): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi,
  event_data,
});
const proof = (proved: boolean) => ({
  proved,
  evidence: [],
  findings: proved
    ? []
    : [{ code: 'same-instance', severity: 'block' as const, subject: 'ssi-1', message: 'ssi-1: it still runs on i-1' }],
});
const whole = [event('recycle_requested'), event('gate_passed', { phase: 'after' }), event('instance_finished')];
const attempt = (change: Partial<Attempt>): Attempt => ({
  ssi: 'ssi-1',
  exit: { exitCode: 0 },
  events: whole,
  proof: proof(true),
  isListed: true,
  isDue: false,
  wasPressed: false,
  ...change,
});

describe('judgeAttempt', () => {
  it('counts an instance as recycled with everything that it takes', () => {
    expect(judgeAttempt(attempt({}))).toEqual({ state: 'recycled' });
  });

  it.each<[string, Partial<Attempt>, string]>([
    ['the finish', { events: whole.slice(0, 2) }, 'the role did not finish the instance'],
    [
      'a gate after',
      { events: [whole[0]!, event('gate_passed', { phase: 'before' }), whole[2]!] },
      'no gate was passed',
    ],
    ['its own evidence', { proof: proof(false), isDue: true }, 'it still runs on i-1'],
    ['the instance', { proof: undefined, isListed: false, isDue: undefined }, 'no longer in its group'],
    ['events of its own', { events: whole.map((one) => ({ ...one, ssi: 'ssi-2' })), isDue: true }, 'did not finish'],
  ])('does not without %s', (_, change, reason) => {
    expect(judgeAttempt(attempt(change))).toEqual({
      state: 'failed',
      code: 'not-proved',
      reason: expect.stringContaining(reason),
    });
  });

  it('counts one that only awaited its gate, once that was passed and it is still the same', () => {
    const unproved = { proof: proof(false), events: whole.slice(1) };
    const judge = (change: Partial<Attempt>) => judgeAttempt(attempt({ ...unproved, ...change })).state;
    expect(judge({ gateOnly: { isUnchanged: true } })).toBe('recycled');
    expect(judge({ gateOnly: { isUnchanged: false } })).toBe('failed');
    expect(judge({ gateOnly: { isUnchanged: true }, events: [] })).toBe('failed');
  });

  it('is deferred when it let others go first, whatever it is by then', () => {
    const deferred = { events: [event('instance_deferred', { yieldTo: ['ssi-3', 'ssi-2'] })], proof: proof(false) };
    expect(judgeAttempt(attempt({ ...deferred, isDue: true }))).toEqual({
      state: 'deferred',
      reason: 'lets ssi-3, ssi-2 go first',
      yieldTo: ['ssi-3', 'ssi-2'],
    });
    const requested = { ...deferred, events: [...deferred.events, event('recycle_requested')] };
    expect(judgeAttempt(attempt(requested)).state).toBe('failed');
  });

  it('skips what had become right by itself', () => {
    expect(judgeAttempt(attempt({ events: [], proof: proof(false) }))).toEqual({
      state: 'skipped',
      reason: 'on the target already',
    });
  });

  it('fails with Ansible, in the words of the task that failed', () => {
    const failure = { msg: 'port 9092 is closed', code: 'port-closed', hint: 'Start it.', role: 'esg_recycle' };
    const events = [
      event('runner_on_failed', { task: 'Tolerated', ignore_errors: true, msg: 'no matter' }),
      event('runner_on_failed', { task: 'Gate', ...failure }, ''),
    ];
    expect(judgeAttempt(attempt({ exit: { exitCode: 2 }, events }))).toEqual({
      state: 'failed',
      code: 'port-closed',
      reason: 'Gate: port 9092 is closed',
      hint: 'Start it.',
      isByRole: true,
    });
  });

  it('tells of a gate that stayed shut what its rules found, the hints apart, and no names of roles and tasks', () => {
    const rule = (code: string, hint: string) => ({
      code,
      severity: 'block',
      subject: 'a',
      message: `${code} is true`,
      hint,
    });
    const failure = {
      task: 'esg_recycler.spotinst.esg_recycle : Ask the cluster',
      task_action: 'esg_recycler.spotinst.cluster_health',
      role: 'esg_recycle',
      msg: 'The gate after a is shut: in-sync: in-sync is true. synced: synced is true. Wait. Look into it.',
      code: 'in-sync',
      hint: 'Wait.',
      findings: [rule('in-sync', 'Wait.'), rule('synced', 'Look into it.')],
    };
    const events = [
      ...whole.slice(0, 1),
      event('gate_waiting', { phase: 'after' }),
      event('runner_on_failed', failure),
    ];
    expect(judgeAttempt(attempt({ exit: { exitCode: 2 }, events }))).toEqual({
      state: 'failed',
      code: 'in-sync',
      reason: 'The gate after a is shut: in-sync: in-sync is true. synced: synced is true',
      brief: 'its gate after stayed shut: in-sync, synced',
      hint: 'Wait. Look into it.',
      isAtGate: true,
      isByRole: true,
    });
  });

  it('knows a mistake in the variables, which the role refuses before anything else', () => {
    const failure = {
      task: 'Validating arguments',
      task_action: 'ansible.builtin.validate_argument_spec',
      role: 'esg_recycle',
    };
    const events = [event('runner_on_failed', { ...failure, msg: 'Validation of arguments failed:\nno such kind' })];
    expect(judgeAttempt(attempt({ exit: { exitCode: 2 }, events }))).toMatchObject({
      code: 'settings-invalid',
      reason: 'Validation of arguments failed: no such kind',
    });
  });

  it('lets go of an instance that was gone before anything was requested', () => {
    const vanished = { exit: { exitCode: 1 }, proof: undefined, isListed: false, isDue: undefined };
    expect(judgeAttempt(attempt({ ...vanished, events: [] }))).toEqual({
      state: 'gone',
      reason: 'no longer in its group',
    });
    expect(judgeAttempt(attempt(vanished))).toMatchObject({ state: 'failed' });
  });

  it('fails although the recycle is proved, when Ansible failed', () => {
    expect(judgeAttempt(attempt({ exit: { exitCode: 2 } }))).toMatchObject({ state: 'failed', code: 'ansible-failed' });
  });

  it.each([
    [{ exitCode: 4 }, 'ansible-playbook ended with exit code 4'],
    [{ signal: 'SIGKILL' }, 'ansible-playbook was ended by SIGKILL'],
    [{ startError: 'spawn EACCES' }, 'ansible-playbook could not be started: spawn EACCES'],
  ])('says how Ansible ended when nothing else is known: %j', (exit, reason) => {
    expect(judgeAttempt(attempt({ exit, events: [] }))).toMatchObject({ state: 'failed', reason });
  });

  it('is interrupted when the user ended it, and says whether Spot goes on', () => {
    const pressed = { exit: { exitCode: 99 }, wasPressed: true };
    expect(judgeAttempt(attempt({ ...pressed, events: [] }))).toMatchObject({
      state: 'interrupted',
      reason: 'ended by the user: nothing had been requested',
    });
    expect(judgeAttempt(attempt({ ...pressed, events: whole.slice(0, 1) }))).toMatchObject({
      reason: 'ended by the user: its recycle had been requested, and Spot goes on with it',
    });
  });
});
