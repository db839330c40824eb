import { blocking, type EventOf, type ExitCode, ExitCode as exitCodes, type Finding, isEvent } from '@esg-recycler/core';
import type { NumberedEvent } from '../events/event-log.ts';
import type { AnsibleExit } from './process.ts';
import { hintAboutTask } from './ansible-log.ts';
import { sentences, taskName } from './failure-words.ts';

/** Why an attempt failed. */
export interface AnsibleFailure {
  state: 'failed';
  code: string;
  reason: string;
  /** The reason in few words, where the whole of it is long. */
  brief?: string;
  hint?: string;
  /** What the executable behind the task ended with; absent where the task is none of ours. */
  exitCode?: ExitCode;
  /** The role itself refused or gave up; otherwise something around it failed. */
  isByRole?: boolean;
  /** A gate stayed shut: once the cause is gone, the next run asks it again. */
  isAtGate?: boolean;
  /** What was found beside what blocks, which the reason tells: Spot's own log lines about the instance. */
  findings?: Finding[];
}

/** Another instance is out, or was, for a reason of Spot's or of its own: nothing is wrong with the one whose turn it is. */
const elsewhere: ReadonlySet<string> = new Set(['other-not-active', 'other-replaced', 'other-missing']);

export const isElsewhere = (code: unknown): boolean => typeof code === 'string' && elsewhere.has(code);

export function describeExit({ exitCode, signal, startError }: AnsibleExit): string {
  if (startError !== undefined) return `ansible-playbook could not be started: ${startError}`;
  return signal === undefined
    ? `ansible-playbook ended with exit code ${exitCode}`
    : `ansible-playbook was ended by ${signal}`;
}

type FailurePayload = EventOf<'runner_on_failed'>['event_data'];

/** The codes of what blocks, each once. */
export const namesOf = (findings: readonly Finding[] = []): string =>
  [...new Set(blocking(findings).map(({ code }) => code))].join(', ');

const settingsInvalid = 'settings-invalid';
const settingsHint =
  "Correct it in the hosts' variables, or behind --: ansible/roles/esg_recycle/README.md lists them all.";

/** Ansible itself checks the variables of the role first, by its argument specification. */
const isArgumentCheck = ({ task_action: action }: FailurePayload): boolean =>
  /(^|\.)validate_argument_spec$/.test(action ?? '');

/** What happened, in one line, without what to do about it. A task of a user needs its title to be understood. */
function reasonOf({ message, msg, code, findings, task, task_action: action }: FailurePayload): string {
  const text = (message ?? msg ?? 'failed without a message').replace(/\s*\n\s*/g, ' ').replace(/[.\s]+$/, '');
  const isSelfExplanatory = code !== undefined || /(^|\.)assert$/.test(action ?? '');
  if (!isSelfExplanatory && task !== undefined) return `${taskName(task)}: ${text}`;
  const missing = blocking(findings ?? []).flatMap((finding) =>
    text.includes(finding.message.replace(/[.\s]+$/, '')) ? [] : [finding.message],
  );
  return missing.length > 0 ? `${text}: ${missing.join('. ')}` : text;
}

/** The gate that was asked last and did not open. */
function failingGate(events: readonly NumberedEvent[]): string | undefined {
  const last = events.findLast((event) => isEvent(event, 'gate_waiting') || isEvent(event, 'gate_passed'));
  return last && isEvent(last, 'gate_waiting') ? `gate ${last.event_data.phase ?? ''}`.trimEnd() : undefined;
}

const exitCodeOf = (code: number | undefined): ExitCode | undefined =>
  Object.values(exitCodes).find((known) => known === code);

/** What a failure of Ansible says; each part told once. */
export function failureOf(data: FailurePayload): Omit<AnsibleFailure, 'state'> {
  const hints = [...blocking(data.findings ?? []).map(({ hint }) => hint), data.hint].flatMap((hint) => hint || []);
  const besides = (data.findings ?? []).filter(({ severity }) => severity !== 'block');
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
    ...(besides.length > 0 && { findings: besides }),
    isByRole: data.role === 'esg_recycle',
  };
}

/** The task that failed and was not ignored, in its own words. */
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
    ...(gate !== undefined && { isAtGate: true, ...(rules !== '' && { brief: `its ${gate} stayed shut: ${rules}` }) }),
  };
}
