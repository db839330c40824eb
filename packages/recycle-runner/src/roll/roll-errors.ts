import { EsgError, ExitCode } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import type { AttemptVerdict } from './attempt.ts';
import { sentences } from '../ansible/failure-words.ts';
import { entryFor, type RunOutcome } from '../record/ledger.ts';
import type { PlannedInstance } from '../plan/plan.ts';

const again = 'Run the same command again: it continues from what Spot shows.';
const onceFixed = 'Once the cause is gone, run the same command again: it continues from what Spot shows.';

/** The image of every group that a roll is about, by group id, as it was when the roll was planned. */
export type Targets = Readonly<Record<string, string | null>>;

export const targetsOf = (planned: readonly PlannedInstance[]): Targets =>
  Object.fromEntries(planned.map(({ group, target }) => [group, target]));

/** @throws EsgError `target-changed` when a group launches another image than the one that was planned */
export function checkTargets(targets: Targets, planned: readonly PlannedInstance[]): void {
  const moved = planned.find(({ group, target }) => group in targets && targets[group] !== target);
  if (!moved) return;
  throw new EsgError(
    `the image of ${moved.group} is ${moved.target} now, and the plan was made for ${targets[moved.group]}`,
    {
      code: 'target-changed',
      exitCode: ExitCode.refused,
      hint: 'Somebody changed the image of the group. Run the same command again for a plan with the new one.',
    },
  );
}

/** @throws EsgError `still-due` when something that was recycled is due again */
export function checkNothingDue(ledger: Ledger, planned: readonly PlannedInstance[]): void {
  const due = planned.filter(({ ssi, action }) => action === 'recycle' && entryFor(ledger, ssi)?.state === 'recycled');
  if (due.length === 0) return;
  throw new EsgError(`Recycled, and due again: ${due.map(({ ssi, why }) => `${ssi} (${why})`).join(', ')}`, {
    code: 'still-due',
    exitCode: ExitCode.failed,
    hint: 'Something else launches these instances: see the events of the group in the Spot console.',
  });
}

type Stop = Extract<AttemptVerdict, { code: string }>;

const isStop = (verdict: AttemptVerdict): verdict is Stop => verdict.state === 'failed' || verdict.state === 'pending';

/** What to do about a failure, to its end: a gate that stayed shut is asked again by the next run. */
const nextAfter = ({ hint = onceFixed, isAtGate }: Stop): string =>
  isAtGate && !/run the same (command )?again/i.test(hint)
    ? sentences([hint, 'Then run the same command again'])
    : hint;

const exitCodeOf = ({ exitCode, isByRole }: Stop): ExitCode =>
  exitCode ?? (isByRole ? ExitCode.refused : ExitCode.failed);

/** The error that ends a roll whose instance was not recycled; undefined when the roll goes on. */
export function asError(ssi: string, verdict: AttemptVerdict): EsgError | undefined {
  if (isStop(verdict)) {
    const { code, reason, findings } = verdict;
    const named = reason.startsWith(`${ssi} `) ? reason : `${ssi}: ${reason}`;
    const message = verdict.state === 'pending' ? `Stopped before ${ssi}, which is ${reason}` : named;
    return new EsgError(message, { code, exitCode: exitCodeOf(verdict), hint: nextAfter(verdict), findings });
  }
  if (verdict.state !== 'interrupted') return undefined;
  return new EsgError(`${ssi}: ${verdict.reason}`, { code: 'stopped', exitCode: ExitCode.stopped, hint: again });
}

/** An error, and what could not be put back after it. */
export const withProblem = (error: EsgError, problem: string | undefined): EsgError =>
  problem === undefined
    ? error
    : new EsgError(`${error.message}. ${problem}`, {
        code: error.code,
        exitCode: error.exitCode,
        hint: error.hint,
        findings: error.findings,
        cause: error,
      });

/** An error as the end of a roll: exit codes that promise that nothing was touched are only for when nothing was. */
export function endingOf(error: unknown, wasTouched: boolean): EsgError {
  if (!(error instanceof EsgError)) throw error;
  const { code, hint = onceFixed, findings, exitCode } = error;
  const keeps = !wasTouched || exitCode === ExitCode.stopped;
  const isBlind = wasTouched && exitCode === ExitCode.unreachable;
  return new EsgError(error.message, {
    code,
    hint: isBlind
      ? sentences(['The recycle that was requested continues in Spot, and its instance may be down', hint, again])
      : hint,
    findings,
    cause: error,
    exitCode: keeps ? exitCode : ExitCode.failed,
  });
}

export const outcomeOf = ({ exitCode }: EsgError): RunOutcome => {
  if (exitCode === ExitCode.stopped) return 'stopped';
  return exitCode === ExitCode.refused ? 'refused' : 'failed';
};
