import { EsgError, ExitCode } from '@esg-recycler/core';
import { transientCodes } from '@esg-recycler/spotinst-client';
import type { Ledger } from '@esg-recycler/esg-store';
import { type AttemptVerdict, wasRequested } from './attempt.ts';
import type { AnsibleResult } from './roll-context.ts';
import { rolledElsewhere } from '@esg-recycler/spotinst-stateful';
import { stoppedCode } from '../ansible/failed-task.ts';
import { sentences } from '../ansible/failure-words.ts';
import { entryFor, type RunOutcome } from '../record/ledger.ts';
import type { PlannedInstance } from '../plan/plan.ts';

const again = 'Run the same command again: it continues from what Spot shows.';
const onceFixed = 'Once the cause is gone, run the same command again: it continues from what Spot shows.';

/** The target image of every group by its id, as planned. */
export type Targets = Readonly<Record<string, string | null>>;

export const targetsOf = (planned: readonly PlannedInstance[]): Targets =>
  Object.fromEntries(planned.map(({ group, target }) => [group, target]));

/** @throws EsgError `target-changed` when the image of a group is no longer the planned one */
export function checkTargets(targets: Targets, planned: readonly PlannedInstance[]): void {
  const moved = planned.find(({ group, target }) => group in targets && targets[group] !== target);
  if (!moved) return;
  throw new EsgError(
    `The target image of ${moved.group} changed from ${targets[moved.group]} to ${moved.target} after the plan`,
    {
      code: 'target-changed',
      exitCode: ExitCode.refused,
      hint: 'Someone changed the image of the group. Run the same command again to roll to the new image.',
    },
  );
}

/** @throws EsgError `still-due` when a recycled instance is due again */
export function checkNothingDue(ledger: Ledger, planned: readonly PlannedInstance[]): void {
  const due = planned.filter(({ ssi, action }) => action === 'recycle' && entryFor(ledger, ssi)?.state === 'recycled');
  if (due.length === 0) return;
  throw new EsgError(`Recycled, but due again: ${due.map(({ ssi, why }) => `${ssi} (${why})`).join(', ')}`, {
    code: 'still-due',
    exitCode: ExitCode.failed,
    hint: 'Something else replaces these instances. Read the events of the group in the Spot console.',
  });
}

type Stop = Extract<AttemptVerdict, { code: string }>;

const isStop = (verdict: AttemptVerdict): verdict is Stop => verdict.state === 'failed' || verdict.state === 'pending';

/** What to do after a failure. The next run repeats a health check that still fails. */
const nextAfter = ({ hint = onceFixed, isAtGate }: Stop): string =>
  isAtGate && !/run the same (command )?again/i.test(hint)
    ? sentences([hint, 'Then run the same command again'])
    : hint;

const exitCodeOf = ({ code, exitCode, isByRole }: Stop): ExitCode =>
  code === rolledElsewhere ? ExitCode.leaseHeld : (exitCode ?? (isByRole ? ExitCode.refused : ExitCode.failed));

/** The error that ends the roll after an instance; undefined when the roll continues. */
export function asError(ssi: string, verdict: AttemptVerdict): EsgError | undefined {
  if (isStop(verdict)) {
    const { code, reason, findings, runbook } = verdict;
    const named = reason.startsWith(`${ssi} `) ? reason : `${ssi}: ${reason}`;
    const why = code === stoppedCode ? reason : `Stopped before ${ssi}: ${reason}`;
    const message = verdict.state === 'pending' ? `${why}. ${ssi} is unchanged` : named;
    return new EsgError(message, { code, exitCode: exitCodeOf(verdict), hint: nextAfter(verdict), findings, runbook });
  }
  if (verdict.state !== 'interrupted') return undefined;
  return new EsgError(`${ssi}: ${verdict.reason}`, { code: 'stopped', exitCode: ExitCode.stopped, hint: again });
}

/** An error, extended by a failed restore after it. */
export const withProblem = (error: EsgError, problem: string | undefined): EsgError =>
  problem === undefined
    ? error
    : new EsgError(`${error.message}. ${problem}`, {
        code: error.code,
        exitCode: error.exitCode,
        hint: error.hint,
        findings: error.findings,
        runbook: error.runbook,
        cause: error,
      });

/** What a roll has changed. */
interface Changes {
  /** A recycle was requested, or is in progress. */
  isRequested: boolean;
  isImageSet: boolean;
}

/** The error that ends a roll. Exit codes that promise that nothing was changed are kept only if that is true. */
export function endingOf(error: unknown, { isRequested, isImageSet }: Changes): EsgError {
  if (!(error instanceof EsgError)) throw error;
  const { code, hint = onceFixed, findings, runbook, exitCode } = error;
  const keeps = (!isRequested && !isImageSet) || exitCode === ExitCode.stopped;
  const isBlind = isRequested && exitCode === ExitCode.unreachable;
  return new EsgError(error.message, {
    code,
    hint: isBlind
      ? sentences(['The requested recycle continues in Spot, and its instance may be down', hint, again])
      : hint,
    findings,
    runbook,
    cause: error,
    exitCode: keeps ? exitCode : ExitCode.failed,
  });
}

/** Ansible ended before any request because Spot did not respond: the instance can be started again. */
export const isOutage = ({ code, exitCode }: EsgError, { events, wasPressed }: AnsibleResult): boolean =>
  exitCode === ExitCode.unreachable && transientCodes.has(code) && !wasPressed && !wasRequested(events);

export const outcomeOf = ({ code, exitCode }: EsgError): RunOutcome => {
  if (exitCode === ExitCode.stopped) return 'stopped';
  return exitCode === ExitCode.refused || (code === rolledElsewhere && exitCode === ExitCode.leaseHeld)
    ? 'refused'
    : 'failed';
};
