import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';
import type { RunMark, RunControl, Store } from '@esg-recycler/esg-store';
import { everyInstance, theImage } from './decide.ts';
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

type Approval = NonNullable<RunControl['approvals']>[string];

export interface ApprovalAnswer {
  answer: 'yes' | 'skip';
  /** `*` for all instances, `image` for the images of groups. */
  ssi: string;
}

/** Whether an approval is about one instance. */
export const isInstance = (approves: string): boolean => approves !== everyInstance && approves !== theImage;

/** What an answer is about, for people. */
export const describeApproved = (ssi: string): string =>
  ssi === everyInstance ? 'all remaining instances' : ssi === theImage ? 'the image' : ssi;

/** @returns the answer that this one replaces */
export async function answerRun(
  { controls }: Controls,
  run: string,
  by: string,
  { answer, ssi }: ApprovalAnswer,
): Promise<Approval | undefined> {
  let replaced: Approval | undefined;
  await controls.update(run, (control) => {
    replaced = control?.approvals?.[ssi];
    return { ...control, approvals: { ...control?.approvals, [ssi]: { by, at: now(), answer } } };
  });
  return replaced;
}

/** Restores the answer that a request replaced. */
export const withdrawAnswer = (
  { controls }: Controls,
  run: string,
  ssi: string,
  replaced: Approval | undefined,
): Promise<void> =>
  controls.update(run, (control) => {
    const { [ssi]: _, ...others } = control?.approvals ?? {};
    return { ...control, approvals: replaced ? { ...others, [ssi]: replaced } : others };
  });

export const readControl = async ({ controls }: Controls, run: string): Promise<RunControl> =>
  (await controls.get(run)) ?? {};

/**
 * The instance in progress. Read it after a request was written: a run that starts an instance records it first and then
 * reads the requests, so that one of the two sees the other.
 */
export const runningNow = async ({ ledgers }: Pick<Store, 'ledgers'>, run: string): Promise<string | undefined> =>
  (await ledgers.get(run))?.instances.find(({ state }) => state === 'running')?.ssi;

/** The refusal of a skip that came after the start of its instance. */
export const skippedTooLate = ({ run, cluster }: KnownRun['ledger'], ssi: string): EsgError =>
  new EsgError(`Run ${run} of ${cluster} has started ${ssi} by now: it is not skipped`, {
    code: 'approval-not-awaited',
    exitCode: ExitCode.usage,
    hint: `To start no other instance after it, run: ${commandOf('recycle-runner', `hold ${run}`)}`,
  });

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
  // The status of a run of an earlier version has only the instance.
  const ssi = choice.all ? everyInstance : (waitsFor?.approves ?? waitsFor?.ssi ?? everyInstance);
  if (choice.skip && !isInstance(ssi))
    throw new EsgError(
      `Run ${ledger.run} waits for the approval of ${describeApproved(ssi)}, and not of one instance`,
      {
        code: 'approval-not-awaited',
        exitCode: ExitCode.usage,
        hint: 'Approve it without --skip, or stop the run with Ctrl-C.',
      },
    );
  return { answer: choice.skip ? 'skip' : 'yes', ssi };
}
