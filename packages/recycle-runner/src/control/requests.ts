import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { RunMark, RunControl, Store } from '@esg-recycler/esg-store';
import { everyInstance } from './decide.ts';
import type { KnownRun } from './known-runs.ts';

type Controls = Pick<Store, 'controls'>;

const now = (): string => new Date().toISOString();

/**
 * Holds a run: its instance in progress is finished, and no other starts.
 *
 * @returns the hold that this one replaces; undefined when the run was not held
 */
export async function holdRun(
  { controls }: Controls,
  run: string,
  by: string,
  reason: string | undefined,
): Promise<RunMark | undefined> {
  let replaced: RunMark | undefined;
  await controls.update(run, (control) => {
    replaced = control?.hold;
    return { ...control, hold: { by, at: now(), ...(reason !== undefined && { reason }) } };
  });
  return replaced;
}

/** @returns the hold that ended; undefined when the run was not held */
export async function continueRun({ controls }: Controls, run: string): Promise<RunMark | undefined> {
  let ended: RunMark | undefined;
  await controls.update(run, (control) => {
    ended = control?.hold;
    if (!control?.hold) return undefined;
    const { hold: _, ...rest } = control;
    return rest;
  });
  return ended;
}

export interface ApprovalAnswer {
  answer: 'yes' | 'skip';
  /** `*` for all instances. */
  ssi: string;
}

export const answerRun = (
  { controls }: Controls,
  run: string,
  by: string,
  { answer, ssi }: ApprovalAnswer,
): Promise<void> =>
  controls.update(run, (control) => ({
    ...control,
    approvals: { ...control?.approvals, [ssi]: { by, at: now(), answer } },
  }));

export const readControl = async ({ controls }: Controls, run: string): Promise<RunControl> =>
  (await controls.get(run)) ?? {};

/**
 * What an approval from elsewhere means for a run: the instance that it waits for, or all of them.
 *
 * @throws EsgError `approval-not-awaited`, exit code 2
 */
export function approvalFor({ ledger, status }: KnownRun, choice: { all?: boolean; skip?: boolean }): ApprovalAnswer {
  const { waitsFor } = status ?? {};
  if (waitsFor?.kind !== 'approval' && !choice.all)
    throw new EsgError(`Run ${ledger.run} of ${ledger.cluster} does not wait for an approval`, {
      code: 'approval-not-awaited',
      exitCode: ExitCode.usage,
      hint: `To approve all of its instances in advance, add --all. To see what it does, run: ${commandOf('recycle-runner', `status ${ledger.run}`)}`,
    });
  // After the canary, the approval is about the rest.
  const ssi = choice.all ? everyInstance : (waitsFor?.ssi ?? everyInstance);
  if (choice.skip && ssi === everyInstance)
    throw new EsgError(`Run ${ledger.run} waits for the approval of all remaining instances, and not of one`, {
      code: 'approval-not-awaited',
      exitCode: ExitCode.usage,
      hint: 'Approve the rest without --skip, or stop the run with Ctrl-C.',
    });
  return { answer: choice.skip ? 'skip' : 'yes', ssi };
}
