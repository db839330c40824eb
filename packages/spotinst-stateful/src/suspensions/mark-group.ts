import { type Finding, runbookOf } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { checkLease } from '../lease/lease-check.ts';
import { elsewhereFinding } from '../marks/elsewhere.ts';
import { endOfMark } from '../marks/ends.ts';
import { findForeignMark, notIn } from '../marks/pattern.ts';
import { ownMarksOf } from '../records/own-marks.ts';
import { keepSuspensionJournal, type SuspensionJournal } from '../records/suspension-journal.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { neededUntil } from './plan-suspensions.ts';
import type { SuspensionRead } from './read.ts';
import { requestSuspensions, suspensionFailed } from './request.ts';
import { judgeStanding } from './standing.ts';

/** An attempt that must start again from the read: nothing was decided. */
export class StartAgain extends Error {}

const notMarked = (group: string, why: string): Finding => ({
  code: 'not-marked',
  severity: 'warn',
  subject: group,
  message: `${group}: ${why}, so a run from another machine does not notice this one. Protection: this machine only`,
  hint: 'Make sure that nobody rolls this cluster from another machine.',
});

/** Reports that only runs with the same store are kept apart. */
export function reportNotMarked({ report }: Pick<Context, 'report'>, group: string, why: string): void {
  const finding = notMarked(group, why);
  report(`${finding.message}. ${finding.hint} Runbook: ${runbookOf(finding)}`);
}

/** Sets the mark of one group. @returns the record of this lease */
export async function markGroup(
  context: Context,
  cluster: Cluster,
  { pending, takeOver, age }: SuspensionRead,
  { lease, timeoutMs, windowMs }: { lease: LeaseToken; timeoutMs: number; windowMs: number },
): Promise<SuspensionJournal> {
  const { client, group } = pending.member;
  if (pending.names.length === 0) return pending.suspensionJournal;
  const checked = { beforeSend: () => checkLease(context, lease, groupIdsOf(cluster)) };
  if (takeOver.length > 0) {
    await client.resumeProcesses(group.id, [...takeOver], checked);
    context.report(`${group.id}: took over ${takeOver.join(', ')} from a run on another machine`);
  }
  const beforeSend = (): void => {
    if (age() > windowMs / 2) throw new StartAgain('the read before the request was too old');
  };
  const { journal, reported } = await requestSuspensions(context, cluster, pending, {
    lease,
    timeoutMs,
    beforeSend,
  }).catch((error: unknown) => {
    if (error instanceof SpotError) throw suspensionFailed(group.id, pending.names, error);
    throw error;
  });
  if (age() > windowMs) throw new StartAgain('Spot took too long to respond');
  const own = await ownMarksOf(context.store, group.id);
  const elsewhere = elsewhereFinding(group.id, reported, { own, takeOver: context.takeOver });
  if (elsewhere) {
    refuseIfBlocked([elsewhere]);
    throw new StartAgain('Spot kept the suspensions of another run');
  }
  const isShort = journal.marks.some((one) => endOfMark(one) < neededUntil(Date.now(), timeoutMs));
  if (isShort) {
    // Spot kept our earlier suspensions and their ends.
    await client.resumeProcesses(group.id, [...pending.names], checked);
    throw new StartAgain('Spot kept the ends of earlier suspensions');
  }
  return journal;
}

/** @throws EsgError `rolled-elsewhere` when another run has marked the group too */
export async function confirmMark(
  { store, report }: Context,
  { client, group: { id: group } }: Member,
  journal: SuspensionJournal,
): Promise<void> {
  const suspended = await client.listSuspensions(group);
  const own = await ownMarksOf(store, group);
  const standing = judgeStanding(suspended, { marks: journal.marks, own });
  if (standing === 'ours') return;
  if (standing === 'unreported') {
    reportNotMarked({ report }, group, 'Spot does not report when its suspensions end');
    return;
  }
  if (standing === 'missing') throw new StartAgain(`Spot does not show the suspensions that were just set in ${group}`);
  // A late read could still show our mark instead, so it must not be removed by its record.
  const marks = journal.marks.filter(notIn(findForeignMark(suspended, own)));
  await keepSuspensionJournal(store, { ...journal, marks });
  refuseIfBlocked([elsewhereFinding(group, suspended, { own, takeOver: undefined })!]);
}
