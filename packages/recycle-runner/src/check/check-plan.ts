import { commandOf, countOf, EsgError, ExitCode, type Finding, isEvent } from '@esg-recycler/core';
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

/** Options of a check that takes a while. */
export interface CheckOptions {
  signal?: AbortSignal;
  /** Called with one line before the check starts; absent with `--json`. */
  note?: (line: string) => void;
}

const unread = (ssi: string, message: string, hint?: string): Finding => ({
  code: 'gates-unread',
  severity: 'block',
  subject: ssi,
  message: `Cannot check the cluster: ${message}`,
  hint,
});

/** A process that Ansible had started was killed from outside: not a mistake in the settings. */
const wasKilled = (reason: string): boolean => /\b(?:ended|killed|terminated) by (?:signal )?SIG[A-Z]+/.test(reason);

/** Ansible ended before its first task: its arguments, configuration or inventory are wrong. */
const notStarted = (reason: string, exit: AnsibleExit, files: HelperPlaybookFiles): EsgError =>
  new EsgError(`Cannot check the cluster: ${describeExit(exit)}: ${reason}`, {
    code: 'gates-unread',
    exitCode: ExitCode.usage,
    hint: sentences([
      hintAbout(reason) ?? 'Fix the argument after --, ansible.cfg, or the inventory and its variables',
      'Nothing was changed',
      `Full log: ${lastingLog(files)}`,
    ]),
  });

/** The results of the playbook, or the problem that kept it from finishing. */
interface CheckResults {
  checks: ReadonlyMap<string, PlanCheck>;
  problem?: Finding;
}

/** The plan to check, and the reading behind it. */
type CheckedReading = Pick<PlanReading, 'planned' | 'facts' | 'view'>;

/** @throws EsgError exit code 2, `settings-invalid`, `options-invalid`, `override-unused` and similar mistakes of the user */
async function runPlaybook(
  setup: RecycleSetup,
  { view, facts }: CheckedReading,
  due: readonly PlannedInstance[],
  files: HelperPlaybookFiles,
  signal?: AbortSignal,
): Promise<CheckResults> {
  const plan = {
    cluster: view.cluster,
    members: instancesOf(view).map(({ stateful, address }) => ({ ssi: stateful.id, address })),
    due: due.map(({ ssi }) => ({ ssi, phase: phaseOf(facts.get(ssi)!.instance) })),
  };
  const { exit, events } = await runHelperPlaybook((file) => checkCommand(setup, plan, file), files, signal);
  if (signal?.aborted) throw stoppedOnRequest();
  const results = events.filter((event) => isEvent(event, 'instance_checked'));
  const checks = new Map(
    results.map(({ ssi = '', host = '', event_data }) => [
      ssi,
      { ...(event_data as Omit<PlanCheck, 'ssi' | 'host'>), ssi, host },
    ]),
  );
  if (exit.exitCode === 0) return { checks };
  const words = lastWords(files.log);
  const broken = /YAML/.test(words) ? brokenVariables(setup.inventories) : undefined;
  const reason = broken === undefined ? words : `YAML parsing failed: ${broken}`;
  const wasStarted = exit.exitCode === undefined || events.some((event) => isEvent(event, 'playbook_on_task_start'));
  if (!wasStarted && !wasKilled(reason)) throw notStarted(reason, exit, files);
  const failure = failedTask(events);
  const message = failure?.reason ?? `${describeExit(exit)}: ${reason}`;
  if (failure?.exitCode !== undefined && failure.exitCode !== 1) {
    const { code, exitCode, hint, runbook } = failure;
    throw new EsgError(message, { code, exitCode, hint, runbook });
  }
  const log = `Full log: ${lastingLog(files)}`;
  return { checks, problem: unread(due[0]!.ssi, message, sentences([failure?.hint ?? [], log].flat())) };
}

/** The first instance without a host in the inventory: an instance that cannot be checked is not recycled. */
function missing(due: readonly PlannedInstance[], checks: ReadonlyMap<string, PlanCheck>): Finding[] {
  const unlisted = due.find(({ ssi }) => !checks.has(ssi));
  return unlisted
    ? [
        unread(
          unlisted.ssi,
          `the inventory has no host for ${unlisted.ssi}`,
          `List the hosts: ${commandOf('esg-inventory', '--table')}`,
        ),
      ]
    : [];
}

/**
 * Checks the cluster once for every instance to recycle, by the playbook `check`, because only Ansible has the variables
 * and passwords of the hosts. Changes nothing. Starts nothing where no instance needs a recycle.
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
  note?.(`Checking the cluster for ${countOf(due.length, 'instance')}…`);
  const { checks, problem } = await runPlaybook(setup, reading, due, files, signal);
  if (problem) return { ...uncheckedGate, findings: [problem] };
  const overridden = setup.overrides.map(({ rule }) => rule);
  const gates = judgePlan(due, reading, checks, overridden);
  const found = [...gates.findings, ...missing(due, checks)];
  if (gates.kind !== undefined || found.some(({ severity }) => severity === 'block'))
    return { ...gates, findings: found };
  return { ...gates, findings: [...found, unguarded(reading.view.cluster)] };
}
