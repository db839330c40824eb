import { commandOf, EsgError, ExitCode, type Finding, isEvent } from '@esg-recycler/core';
import { phaseOf, type PlanCheck } from '@esg-recycler/instance-roller';
import { instancesOf } from '@esg-recycler/spotinst-stateful';
import { hintAbout, lastWords } from '../ansible/ansible-log.ts';
import { type HelperPlaybookFiles, lastingLog, runHelperPlaybook } from '../ansible/helper-playbook.ts';
import { checkCommand, type RecycleSetup } from '../ansible/command.ts';
import { brokenVariables } from '../ansible/broken-variables.ts';
import { describeExit, failedTask } from '../ansible/failed-task.ts';
import { sentences } from '../ansible/failure-words.ts';
import type { AnsibleExit } from '../ansible/process.ts';
import type { PlanReading } from '../cluster/read-plan.ts';
import { unguarded } from '../plan/plan-findings.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import { type GateView, uncheckedGate } from './gate-view.ts';
import { judgePlan } from './judge-plan.ts';

export const noteOnStderr = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a check that takes its time has beside it. */
export interface CheckOptions {
  signal?: AbortSignal;
  /** Told before it begins; absent where nobody reads along. */
  note?: (line: string) => void;
}

const unread = (ssi: string, message: string, hint?: string): Finding => ({
  code: 'gates-unread',
  severity: 'block',
  subject: ssi,
  message: `The cluster cannot be checked: ${message}`,
  hint,
});

/** Nobody's mistake: a process that Ansible had started was ended from outside. */
const wasEnded = (reason: string): boolean => /was ended by SIG[A-Z]+/.test(reason);

/** Ansible ended before its first task: something that it was given is not right. */
const notStarted = (reason: string, exit: AnsibleExit, files: HelperPlaybookFiles): EsgError =>
  new EsgError(`The cluster cannot be checked: ${describeExit(exit)}: ${reason}`, {
    code: 'gates-unread',
    exitCode: ExitCode.usage,
    hint: sentences([
      hintAbout(reason) ?? 'Correct what it names: behind --, in ansible.cfg, or in the inventory and its variables',
      'Nothing was changed',
      `Ansible's log: ${lastingLog(files)}`,
    ]),
  });

/** What the playbook answered; or why it did not, where that is no mistake of the user. */
interface Answers {
  checks: ReadonlyMap<string, PlanCheck>;
  problem?: Finding;
}

/** What is checked: a plan, and the reading that it was made of. */
type CheckedReading = Pick<PlanReading, 'planned' | 'facts' | 'view'>;

/** @throws EsgError exit code 2, `settings-invalid`, `options-invalid`, `override-unused` and the like: nothing is shut then */
async function runPlaybook(
  setup: RecycleSetup,
  { view, facts }: CheckedReading,
  due: readonly PlannedInstance[],
  files: HelperPlaybookFiles,
  signal?: AbortSignal,
): Promise<Answers> {
  const plan = {
    cluster: view.cluster,
    members: instancesOf(view).map(({ stateful, address }) => ({ ssi: stateful.id, address })),
    due: due.map(({ ssi }) => ({ ssi, phase: phaseOf(facts.get(ssi)!.instance) })),
  };
  const { exit, events } = await runHelperPlaybook((file) => checkCommand(setup, plan, file), files, signal);
  if (signal?.aborted) throw stoppedOnRequest();
  const answers = events.filter((event) => isEvent(event, 'instance_checked'));
  const checks = new Map(
    answers.map(({ ssi = '', host = '', event_data }) => [
      ssi,
      { ...(event_data as Omit<PlanCheck, 'ssi' | 'host'>), ssi, host },
    ]),
  );
  if (exit.exitCode === 0) return { checks };
  const words = lastWords(files.log);
  const broken = /YAML/.test(words) ? brokenVariables(setup.inventories) : undefined;
  const reason = broken === undefined ? words : `YAML parsing failed: ${broken}`;
  const wasStarted = exit.exitCode === undefined || events.some((event) => isEvent(event, 'playbook_on_task_start'));
  if (!wasStarted && !wasEnded(reason)) throw notStarted(reason, exit, files);
  const failure = failedTask(events);
  const message = failure?.reason ?? `${describeExit(exit)}: ${reason}`;
  if (failure?.exitCode !== undefined && failure.exitCode !== 1) {
    throw new EsgError(message, { code: failure.code, exitCode: failure.exitCode, hint: failure.hint });
  }
  const log = `Ansible's log: ${lastingLog(files)}`;
  return { checks, problem: unread(due[0]!.ssi, message, sentences([failure?.hint ?? [], log].flat())) };
}

/** The first instance that the inventory has no host for: what cannot be checked does not go. */
function missing(due: readonly PlannedInstance[], checks: ReadonlyMap<string, PlanCheck>): Finding[] {
  const lost = due.find(({ ssi }) => !checks.has(ssi));
  return lost
    ? [unread(lost.ssi, `no host of the inventory is ${lost.ssi}`, `See: ${commandOf('esg-inventory', '--table')}`)]
    : [];
}

/**
 * Checks the cluster once for every instance that is to be recycled, by the playbook `check`, which alone knows the
 * variables and passwords of the hosts; touches nothing. Where nothing is to be recycled, nothing is asked.
 *
 * @throws EsgError exit code 2 for a mistake in settings, options or overrides; `stopped`, exit code 130
 */
export async function checkPlan(
  setup: RecycleSetup,
  reading: CheckedReading,
  files: HelperPlaybookFiles,
  { signal, note }: CheckOptions = {},
): Promise<GateView> {
  const due = reading.planned.filter(({ action }) => action === 'recycle');
  if (due.length === 0) return uncheckedGate;
  note?.(due.length === 1 ? 'looking at the gate of 1 instance…' : `looking at the gates of ${due.length} instances…`);
  const { checks, problem } = await runPlaybook(setup, reading, due, files, signal);
  if (problem) return { ...uncheckedGate, findings: [problem] };
  const overridden = setup.overrides.map(({ rule }) => rule);
  const gates = judgePlan(due, reading, checks, overridden);
  const found = [...gates.findings, ...missing(due, checks)];
  if (gates.kind !== undefined || found.some(({ severity }) => severity === 'block'))
    return { ...gates, findings: found };
  return { ...gates, findings: [...found, unguarded(reading.view.cluster)] };
}
