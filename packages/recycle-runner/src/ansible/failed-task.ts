import { blocking, type EventOf, type ExitCode, ExitCode as exitCodes, type Finding, isEvent } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import type { AnsibleExit } from './process.ts';
import { hintAboutTask } from './ansible-log.ts';
import { sentences } from './failure-words.ts';

/** Why an attempt failed. */
export interface AnsibleFailure {
  state: 'failed';
  code: string;
  reason: string;
  /** A short form of a long reason. */
  brief?: string;
  hint?: string;
  /** The exit code of the executable behind the task; absent for other tasks. */
  exitCode?: ExitCode;
  /** Whether the role itself failed, rather than another task. */
  isByRole?: boolean;
  /** Whether a health check still fails; the next run repeats it. */
  isAtGate?: boolean;
  /** The findings that do not block, such as Spot's log lines about the instance. The reason has the others. */
  findings?: Finding[];
  /** The page of the rule that fails, where that is not the page of its code. */
  runbook?: string;
}

/** Another instance is or was down, because of Spot or on its own: nothing is wrong with the next instance. */
const elsewhere: ReadonlySet<string> = new Set(['other-not-active', 'other-replaced', 'other-missing']);

const isElsewhere = (code: unknown): boolean => typeof code === 'string' && elsewhere.has(code);

/** The code of a step that a stop ended. */
export const stoppedCode = 'stopped';

/** Whether a failure says nothing against the instance: another one blocks it, or a stop came first. */
export const isBlameless = (code: unknown): boolean => isElsewhere(code) || code === stoppedCode;

export function describeExit({ exitCode, signal, startError }: AnsibleExit): string {
  if (startError !== undefined) return `ansible-playbook could not be started: ${startError}`;
  return signal === undefined
    ? `ansible-playbook failed (exit code ${exitCode})`
    : `ansible-playbook was killed by ${signal}`;
}

type FailurePayload = EventOf<'runner_on_failed'>['event_data'];

/** The codes of the blocking findings, each once. */
export const namesOf = (findings: readonly Finding[] = []): string =>
  [...new Set(blocking(findings).map(({ code }) => code))].join(', ');

const settingsInvalid = 'settings-invalid';
const settingsHint =
  "Fix it in the variables of the hosts, or after --. All variables are listed in ansible/roles/esg_recycle/README.md.";

/** Ansible validates the variables of the role against its argument specification first. */
const isArgumentCheck = ({ task_action: action }: FailurePayload): boolean =>
  /(^|\.)validate_argument_spec$/.test(action ?? '');

/** The reason in one line, without the hint. A task of the user needs its name to be understood. */
function reasonOf({ message, msg, code, findings, task, task_action: action }: FailurePayload): string {
  const text = (message ?? msg ?? 'failed without a message').replace(/\s*\n\s*/g, ' ').replace(/[.\s]+$/, '');
  const isSelfExplanatory = code !== undefined || /(^|\.)assert$/.test(action ?? '');
  if (!isSelfExplanatory && task !== undefined) return `${task}: ${text}`;
  const missing = blocking(findings ?? []).flatMap((finding) =>
    text.includes(finding.message.replace(/[.\s]+$/, '')) ? [] : [finding.message],
  );
  return missing.length > 0 ? `${text}: ${missing.join('. ')}` : text;
}

/** The last health check, if it did not pass. */
function failingGate(events: readonly NumberedEvent[]): string | undefined {
  const last = events.findLast((event) => isEvent(event, 'gate_waiting') || isEvent(event, 'gate_passed'));
  return last && isEvent(last, 'gate_waiting') ? `health check ${last.event_data.phase ?? 'around'} the recycle` : undefined;
}

const exitCodeOf = (exitCode: number | undefined): ExitCode | undefined =>
  Object.values(exitCodes).find((known) => known === exitCode);

/** A failure of Ansible, each part once. */
export function failureOf(data: FailurePayload): Omit<AnsibleFailure, 'state'> {
  const hints = [...blocking(data.findings ?? []).map(({ hint }) => hint), data.hint].flatMap((hint) => hint || []);
  const runbook = data.findings?.find(({ code }) => code === data.code)?.runbook;
  const others = (data.findings ?? []).filter(({ severity }) => severity !== 'block');
  const ownHint = data.code === undefined ? hintAboutTask(data.message ?? data.msg ?? '') : undefined;
  const hint = hints.length > 0 ? sentences(hints) : ownHint;
  if (isArgumentCheck(data)) {
    const reason = (data.msg ?? '').replace(/\s*\n\s*/g, ' ');
    return { code: settingsInvalid, reason, hint: settingsHint, exitCode: exitCodes.usage, isByRole: true };
  }
  return {
    code: data.code ?? 'task-failed',
    reason: reasonOf(data),
    hint,
    ...(data.code !== undefined && { exitCode: exitCodeOf(data.exit_code) }),
    ...(others.length > 0 && { findings: others }),
    ...(runbook !== undefined && { runbook }),
    isByRole: data.role === 'esg_recycle',
  };
}

/** The last failed task that was not ignored. */
export function failedTask(events: readonly NumberedEvent[]): AnsibleFailure | undefined {
  const failure = events.findLast(
    (event) =>
      (isEvent(event, 'runner_on_failed') || isEvent(event, 'runner_on_unreachable')) &&
      !event.event_data.ignore_errors,
  );
  if (!failure) return undefined;
  const data = failure.event_data as unknown as FailurePayload;
  const isUnreachable = isEvent(failure, 'runner_on_unreachable');
  const reported = failureOf(data);
  const rules = namesOf(data.findings);
  const gate = failingGate(events);
  return {
    state: 'failed',
    ...reported,
    ...(isUnreachable && data.code === undefined && { code: 'host-unreachable' }),
    ...(gate !== undefined && { isAtGate: true, ...(rules !== '' && { brief: `the ${gate} still fails: ${rules}` }) }),
  };
}
