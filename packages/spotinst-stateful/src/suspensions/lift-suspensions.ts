import { EsgError } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import type { Cluster, Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import {
  type SuspensionJournal,
  keepSuspensionJournal,
  openSuspensionJournals,
} from '../records/suspension-journal.ts';
import type { SuspensionMark } from '../marks/ends.ts';
import { ownMarksOf } from '../records/own-marks.ts';
import { endOfMark } from '../marks/ends.ts';
import { planLift } from './plan-suspensions.ts';
import { withRetries } from './retry.ts';
import { openIntentsOf } from '../records/intents.ts';
import { checkNoSuccessor } from '../lease/lease-check.ts';
import { rootRecordsOf } from '../records/root-records.ts';

/** What resuming processes needs. */
export type LiftContext = Pick<Context, 'store' | 'requestTimeoutMs' | 'report'>;

/**
 * Resumes the processes that we suspended in the groups of a cluster, under this lease or an earlier one, if the
 * suspension is still the one that we set. Call it right before the lease is released. A failure is only reported,
 * because every suspension of ours expires; its record stays for the next run. Processes stay suspended while a recycle
 * may be in progress, because Spot could take down a second instance, and while root persistence is off, because an
 * instance that Spot replaces would lose its root volume.
 */
export async function liftSuspensions(
  context: LiftContext,
  { members }: Pick<Cluster, 'members'>,
  lease: LeaseToken,
): Promise<void> {
  const groups = members.map(({ group }) => group.id);
  for (const member of members) {
    try {
      await liftGroup(context, member, { groups, lease });
    } catch (error) {
      if (!(error instanceof EsgError)) throw error;
      context.report(`${member.group.id}: cannot determine which processes are still suspended: ${error.message}`);
    }
  }
}

async function liftGroup(
  context: LiftContext,
  member: Member,
  { groups, lease }: { groups: readonly string[]; lease: LeaseToken },
): Promise<void> {
  const esg = member.group.id;
  const suspensionJournals = (await openSuspensionJournals(context.store, [esg])).filter(
    ({ number }) => number <= lease.number,
  );
  if (suspensionJournals.length === 0) return;
  const marks = suspensionJournals.flatMap((suspensionJournal) => suspensionJournal.marks);
  if ((await rootRecordsOf(context.store, [esg])).journals.length > 0) {
    context.report(
      `${esg}: ${describe(marks)} stay suspended, because its root volumes are not persisted now. The next run resumes them`,
    );
    return;
  }
  const out = (await openIntentsOf(context.store, groups)).map(({ ssi }) => ssi);
  if (out.length > 0) {
    context.report(
      `${esg}: ${describe(marks)} stay suspended, because ${out.join(', ')} is not back from its recycle and Spot must not take down a second instance. The next run resumes them once it is back`,
    );
    return;
  }
  try {
    await withRetries(() => lift(context, member, { suspensionJournals, lease }));
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    context.report(`${esg}: cannot resume ${describe(marks)}: ${error.message}`);
  }
}

async function lift(
  { store, requestTimeoutMs, report }: LiftContext,
  { client, group: { id: esg } }: Member,
  { suspensionJournals, lease }: { suspensionJournals: readonly SuspensionJournal[]; lease: LeaseToken },
): Promise<void> {
  const marks = suspensionJournals.flatMap((suspensionJournal) => suspensionJournal.marks);
  const own = await ownMarksOf(store, esg);
  const plan = planLift({ suspended: await client.listSuspensions(esg), marks, own, now: Date.now() });
  const beforeSend = (): Promise<void> => checkNoSuccessor({ store, requestTimeoutMs }, lease, [esg]);
  if (plan.lift.length > 0) {
    await client.resumeProcesses(esg, plan.lift, { beforeSend });
    report(`${esg}: resumed ${plan.lift.join(', ')}`);
  }
  const isLeft = ({ name }: SuspensionMark): boolean => plan.leave.includes(name);
  if (plan.leave.length > 0) {
    const left = describe(marks.filter(isLeft));
    report(`${esg}: ${left} stay suspended: Spot does not report whether this is still our suspension`);
  }
  try {
    for (const suspensionJournal of suspensionJournals)
      await keepSuspensionJournal(store, { ...suspensionJournal, marks: suspensionJournal.marks.filter(isLeft) });
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    report(`${esg}: the record of its suspensions stays until the next run: ${error.message}`);
  }
}

/** The processes, and when their suspension expires. */
function describe(marks: readonly SuspensionMark[]): string {
  const until = new Date(Math.max(...marks.map(endOfMark))).toISOString();
  return `${[...new Set(marks.map(({ name }) => name))].join(', ')} (until ${until} at the latest)`;
}
