import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import { type AnsibleFailure, describeExit, failedTask, namesOf } from './failed-task.ts';

const event = (name: string, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi: 'ssi-1',
  event_data,
});
const failed = (data: Record<string, unknown>): NumberedEvent =>
  event('runner_on_failed', { task: 'Assess the instance', ignore_errors: false, ...data });
const failure = (data: Record<string, unknown>): AnsibleFailure | undefined => failedTask([failed(data)]);
const rule = (code: string, hint?: string, severity: Finding['severity'] = 'block'): Finding => ({
  code,
  severity,
  subject: 'a',
  message: `${code} is true`,
  hint,
});

describe('failedTask', () => {
  it('has code, message, hint and exit code of the executable', () => {
    const reported = { msg: 'ssi-1 is gone. Find it.', message: 'ssi-1 is gone', code: 'not-active', hint: 'Find it' };
    expect(failure({ ...reported, exit_code: 3, role: 'esg_recycle' })).toEqual({
      state: 'failed',
      code: 'not-active',
      reason: 'ssi-1 is gone',
      hint: 'Find it.',
      exitCode: 3,
      isByRole: true,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a user's task by its name", { msg: 'no such file' }, 'Assess the instance: no such file'],
    ['an assertion by its message alone', { task_action: 'ansible.builtin.assert', msg: 'not so' }, 'not so'],
    ['a task without a message', {}, 'Assess the instance: failed without a message'],
    ['several lines as one', { code: 'failed', message: 'two\n  lines.\n' }, 'two lines'],
    ['the message rather than all of it', { code: 'failed', message: 'short', msg: 'short. Long.' }, 'short'],
    ['msg where there is no message', { code: 'failed', msg: 'all of it.' }, 'all of it'],
  ])('names %s', (_, data, reason) => expect(failure(data)).toMatchObject({ reason }));

  it('adds blocking findings that are not part of the message', () => {
    const findings = [rule('in-sync'), rule('synced'), rule('spare', undefined, 'warn')];
    expect(failure({ code: 'in-sync', message: 'It fails: in-sync is true', findings })).toMatchObject({
      reason: 'It fails: in-sync is true: synced is true',
    });
  });

  it("keeps other findings, such as Spot's log lines", () => {
    const findings = [rule('spot-log', undefined, 'warn')];
    expect(failure({ code: 'recycle-error', message: 'it went to ERROR', findings })).toMatchObject({ findings });
  });

  it('keeps the page of the rule that fails', () => {
    const runbook = 'docs/health-checks/kafka.md#in-sync';
    const findings = [rule('synced'), { ...rule('in-sync'), runbook }];
    expect(failure({ code: 'in-sync', message: 'It fails', findings })).toMatchObject({ runbook });
    expect(failure({ code: 'synced', message: 'It fails', findings })).not.toHaveProperty('runbook');
  });

  it('gives a hint for undecryptable variables, but not for a task of the user', () => {
    const vault = 'Attempt to use undecryptable variable: Attempting to decrypt but no vault secrets found';
    expect(failure({ msg: vault })?.hint).toMatch(/--vault-password-file FILE/);
    expect(failure({ msg: 'cannot decrypt the dump: no YAML' })?.hint).toBeUndefined();
  });

  it('gives each hint once, those of the findings first', () => {
    const findings = [rule('in-sync', 'Wait.'), rule('synced', 'Check it'), rule('spare', 'Add one', 'warn')];
    expect(failure({ code: 'in-sync', message: 'failing', hint: 'Wait', findings })?.hint).toBe('Wait. Check it.');
    expect(failure({ code: 'in-sync', message: 'failing', hint: '' })?.hint).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, number | undefined]>([
    ['2', { code: 'options-invalid', exit_code: 2 }, 2],
    ['4', { code: 'lease-lost', exit_code: 4 }, 4],
    ['5', { code: 'unreachable', exit_code: 5 }, 5],
    ['an unknown one', { code: 'failed', exit_code: 77 }, undefined],
    ['none', { code: 'failed' }, undefined],
    ["that of a user's task, which has no code", { exit_code: 2 }, undefined],
  ])('has the exit code of the executable: %s', (_, data, exitCode) =>
    expect(failure({ message: 'no', ...data })?.exitCode).toBe(exitCode),
  );

  it('has a default code when the task has none', () => {
    expect(failure({ msg: 'no' })).toMatchObject({ code: 'task-failed', isByRole: false });
    expect(failedTask([event('runner_on_unreachable', { msg: 'no route', ignore_errors: false })])).toMatchObject({
      code: 'host-unreachable',
    });
  });

  it('reports a refused argument as settings-invalid, exit code 2', () => {
    const refused = { task: 'Validating arguments', task_action: 'ansible.builtin.validate_argument_spec' };
    expect(failure({ ...refused, role: 'esg_recycle', msg: 'Validation of arguments failed:\nno such kind' })).toEqual({
      state: 'failed',
      code: 'settings-invalid',
      reason: 'Validation of arguments failed: no such kind',
      hint: expect.stringContaining('ansible/roles/esg_recycle/README.md'),
      exitCode: 2,
      isByRole: true,
    });
  });

  it.each(['runner_on_failed', 'runner_on_unreachable'])('ignores %s when Ansible continues', (name) => {
    const ignored = event(name, { task: 'Tolerated', msg: 'no matter', ignore_errors: true });
    expect(failedTask([ignored])).toBeUndefined();
    expect(failedTask([failed({ msg: 'no' }), ignored])).toMatchObject({ reason: 'Assess the instance: no' });
  });

  it('returns the last failure', () =>
    expect(failedTask([failed({ msg: 'first' }), failed({ msg: 'last' })])).toMatchObject({
      reason: 'Assess the instance: last',
    }));

  it('is undefined when nothing failed', () =>
    expect(failedTask([event('runner_on_ok'), event('instance_finished')])).toBeUndefined());
});

describe('a health check that still fails', () => {
  const findings = [rule('in-sync', 'Wait.'), rule('synced', 'Check it.')];
  const message = 'The health check after the recycle of a fails: in-sync: in-sync is true. synced: synced is true';
  const failing = failed({
    task: 'Verify the cluster with it',
    task_action: 'esg_recycler.spotinst.instance_roller',
    role: 'esg_recycle',
    message,
    msg: `${message}. Wait. Check it.`,
    code: 'in-sync',
    hint: 'Wait.',
    findings,
    exit_code: 3,
  });

  it('has a short reason with its rules, and separate hints', () =>
    expect(failedTask([event('gate_waiting', { phase: 'after' }), failing])).toEqual({
      state: 'failed',
      code: 'in-sync',
      reason: message,
      brief: 'the health check after the recycle still fails: in-sync, synced',
      hint: 'Wait. Check it.',
      exitCode: 3,
      isAtGate: true,
      isByRole: true,
    }));

  it('has no short reason without a failing rule', () => {
    const closed = failed({ code: 'port-closed', message: '10.0.0.1:9092 does not respond' });
    const reported = failedTask([event('gate_waiting', { phase: 'before' }), closed]);
    expect(reported).toMatchObject({ isAtGate: true });
    expect(reported).not.toHaveProperty('brief');
  });

  it('is not reported once it has passed', () => {
    const reported = failedTask([event('gate_waiting', { phase: 'before' }), event('gate_passed'), failing]);
    expect(reported).not.toHaveProperty('isAtGate');
    expect(reported).not.toHaveProperty('brief');
  });
});

describe('namesOf', () => {
  it('lists each blocking rule once', () =>
    expect(namesOf([rule('in-sync'), rule('spare', undefined, 'warn'), rule('in-sync'), rule('synced')])).toBe(
      'in-sync, synced',
    ));

  it('is empty without findings', () => expect(namesOf()).toBe(''));
});

describe('describeExit', () => {
  it.each([
    [{ exitCode: 4 }, 'ansible-playbook failed (exit code 4)'],
    [{ signal: 'SIGKILL' }, 'ansible-playbook was killed by SIGKILL'],
    [{ startError: 'spawn EACCES' }, 'ansible-playbook could not be started: spawn EACCES'],
  ])('describes how Ansible ended: %j', (exit, words) => expect(describeExit(exit)).toBe(words));
});
