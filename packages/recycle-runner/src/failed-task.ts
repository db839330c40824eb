import type { Finding } from '@esg-recycler/core';
import type { AnsibleExit } from './ansible-run.ts';
import type { NumberedEvent } from './event-log.ts';
import { sentences, taskName, withoutHints } from './failure-words.ts';
import { isSettingsMistake, settingsHint, settingsInvalid } from './settings-mistake.ts';

/** Why an attempt failed. */
export interface Failure {
  state: 'failed';
  code: string;
  reason: string;
  /** The reason in few words, where the whole of it is long. */
  brief?: string;
  hint?: string;
  /** The role itself refused or gave up; otherwise something around it failed. */
  isByRole?: boolean;
  /** A gate stayed shut: once the cause is gone, the next run asks it again. */
  isAtGate?: boolean;
}

export function describeExit({ exitCode, signal, startError }: AnsibleExit): string {
  if (startError !== undefined) return `ansible-playbook could not be started: ${startError}`;
  return signal === undefined
    ? `ansible-playbook ended with exit code ${exitCode}`
    : `ansible-playbook was ended by ${signal}`;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The rules that keep a gate of the cluster shut; none when it was something else that failed. */
export function shutRules({ task_action: action, findings }: NumberedEvent['event_data']): Finding[] {
  if (!String(action).endsWith('cluster_health') || !Array.isArray(findings)) return [];
  return (findings as Finding[]).filter(({ severity }) => severity === 'block');
}

/** The names of the rules, each once. */
export const namesOf = (rules: readonly Finding[]): string => [...new Set(rules.map(({ code }) => code))].join(', ');

/** What a failure says, in one line, and what to do about it; nothing of that twice. */
export function failureText(data: NumberedEvent['event_data']): { said: string; hint?: string } {
  const hints = [...shutRules(data).map(({ hint }) => hint), data['hint']].flatMap((hint) => textOf(hint) ?? []);
  const told = (textOf(data['msg']) ?? 'failed without a message').replace(/\s*\n\s*/g, ' ');
  return { said: withoutHints(told, hints), hint: hints.length > 0 ? sentences(hints) : undefined };
}

/** Gates and assertions say all of it themselves. */
const speaksForItself = (data: NumberedEvent['event_data']): boolean =>
  shutRules(data).length > 0 || /(^|\.)(assert|validate_argument_spec)$/.test(String(data['task_action']));

/** The gate that was asked last and did not open. */
function shutGate(events: readonly NumberedEvent[]): string | undefined {
  const last = events.findLast(({ event }) => event === 'gate_waiting' || event === 'gate_passed');
  return last?.event === 'gate_waiting' ? `gate ${textOf(last.event_data['phase']) ?? ''}`.trimEnd() : undefined;
}

/** The task that failed, in its own words. */
export function failedTask(events: readonly NumberedEvent[]): Failure | undefined {
  const failure = events.findLast(
    ({ event, event_data }) =>
      (event === 'runner_on_failed' && event_data['ignore_errors'] !== true) || event === 'runner_on_unreachable',
  );
  if (!failure) return undefined;
  const { event_data: data } = failure;
  const { said, hint } = failureText(data);
  if (isSettingsMistake(failure))
    return { state: 'failed', code: settingsInvalid, reason: said, hint: settingsHint, isByRole: true };
  const task = textOf(data['task']);
  const rules = namesOf(shutRules(data));
  const gate = shutGate(events);
  return {
    state: 'failed',
    code: textOf(data['code']) ?? (failure.event === 'runner_on_unreachable' ? 'host-unreachable' : 'task-failed'),
    reason: task === undefined || speaksForItself(data) ? said : `${taskName(task)}: ${said}`,
    ...(gate !== undefined && { isAtGate: true, ...(rules !== '' && { brief: `its ${gate} stayed shut: ${rules}` }) }),
    hint,
    isByRole: data['role'] === 'esg_recycle',
  };
}
