import { describe, expect, it } from '@jest/globals';
import { candidateOf } from './fixtures.ts';
import type { NumberedEvent } from './event-log.ts';
import { judgeGates } from './gate-findings.ts';
import { planRoll } from './plan.ts';

const due = planRoll(['ssi-1', 'ssi-2'].map((ssi) => candidateOf({ ssi })));
const event = (name: string, ssi: string, event_data: Record<string, unknown> = {}): NumberedEvent => ({
  uuid: 'u',
  created: '2026-11-23T07:05:54.000Z',
  counter: 1,
  event: name,
  ssi,
  event_data,
});
const block = (code: string) => ({ code, severity: 'block', subject: 'orders-1', message: `${code} is true` });
const judge = (...events: NumberedEvent[]) => judgeGates(due, [{ exit: { exitCode: 2 }, events }]);
const codes = (...events: NumberedEvent[]) =>
  judge(...events).findings.map(({ severity, code }) => `${severity} ${code}`);
const shut = (ssi: string, data: Record<string, unknown> = {}) =>
  event('instance_failed', ssi, { msg: 'shut', code: 'in-sync', findings: [block('in-sync')], ...data });
const passed = (ssi: string, data: Record<string, unknown> = {}) =>
  event('gate_passed', ssi, { kind: 'kafka', ...data });
const deferred = (ssi: string) => event('instance_deferred', ssi, { kind: 'kafka', yieldTo: ['ssi-2'] });

describe('judgeGates', () => {
  it('knows the kind of the gate, and what was overridden', () => {
    const warning = { ...block('min-isr'), severity: 'warn' };
    expect(judge(passed('ssi-1', { findings: [warning] }), passed('ssi-2'))).toMatchObject({
      kind: 'kafka',
      findings: [warning],
    });
  });

  it.each<[string, NumberedEvent[], string[]]>([
    ['the gate of the first', [shut('ssi-1'), passed('ssi-2')], ['block in-sync']],
    ['that of the first that lets nobody go before it', [deferred('ssi-1'), shut('ssi-2')], ['block in-sync']],
    [
      'of a later one what waiting cannot heal',
      [passed('ssi-1'), shut('ssi-2', { findings: [block('in-sync'), block('min-isr')], unsatisfiable: ['min-isr'] })],
      ['block min-isr'],
    ],
    ['a failure without rules, once', [shut('ssi-1', { code: 'port-closed', findings: [] })], ['block port-closed']],
  ])('blocks by %s', (_, events, expected) => expect(codes(...events)).toEqual(expected));

  it('lets a later gate be shut that may still open', () => expect(codes(passed('ssi-1'), shut('ssi-2'))).toEqual([]));

  it('blocks when Ansible did not come to look, and says why', () => {
    const events = [event('runner_on_failed', '', { task: 'Find the group', msg: 'no such group' })];
    expect(judge(...events).findings).toEqual([
      expect.objectContaining({ severity: 'block', message: expect.stringContaining('Find the group: no such group') }),
    ]);
    expect(codes()).toEqual(['block gates-unread']);
  });

  it('is an error, with its exit code and its hint once, when the options of the gate are wrong', () => {
    const hint = 'Did you mean "in-sync"?';
    const failure = { code: 'override-invalid', exit_code: 2, msg: `No such rule. ${hint}.`, hint, findings: [] };
    expect(() => judge(shut('ssi-1', failure))).toThrow(
      expect.objectContaining({
        code: 'override-invalid',
        exitCode: 2,
        message: `No such rule. ${hint}`,
        hint: undefined,
      }),
    );
  });

  it.each([
    ['ansible.builtin.validate_argument_spec', 'Validating arguments against arg spec main'],
    ['ansible.builtin.assert', 'esg_recycler.spotinst.esg_recycle : Refuse settings that nobody reads'],
  ])('is an error of its own when the role refuses its variables by %s', (task_action, task) => {
    const failure = { task, task_action, role: 'esg_recycle', msg: 'Not well:\nno such variable', code: undefined };
    expect(() =>
      judge(event('runner_on_failed', 'ssi-1', failure), shut('ssi-1', { ...failure, findings: [] })),
    ).toThrow(
      expect.objectContaining({ code: 'settings-invalid', exitCode: 2, message: 'Not well: no such variable' }),
    );
  });

  it('says the same of several instances once', () => {
    const findings = [{ ...block('single-replica'), severity: 'warn' }];
    expect(codes(passed('ssi-1', { findings }), passed('ssi-2', { findings }))).toEqual(['warn single-replica']);
  });

  it('still tells of an instance that nobody looked at, when what failed before it counts for nothing', () => {
    const three = [...due, { ...due[1]!, ssi: 'ssi-3' }];
    const results = [{ exit: { exitCode: 2 }, events: [passed('ssi-1'), shut('ssi-2')] }];
    expect(judgeGates(three, results).findings).toEqual([
      expect.objectContaining({ code: 'gates-unread', subject: 'ssi-3' }),
    ]);
  });
});
