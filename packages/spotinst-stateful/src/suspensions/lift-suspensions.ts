import { EsgError } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import type { Cluster, Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import {
  type SuspensionJournal,
  type SuspensionMark,
  keepSuspensionJournal,
  openSuspensionJournals,
} from '../records/suspension-journal.ts';
import { endOfMark, planLift } from './plan-suspensions.ts';
import { withRetries } from './retry.ts';
import { openIntentsOf } from '../records/intents.ts';
import { checkNoSuccessor } from '../lease/lease-check.ts';
import { rootRecordsOf } from '../records/root-records.ts';

/** What lifting needs. */
export type LiftContext = Pick<Context, 'store' | 'requestTimeoutMs' | 'report'>;

/**
 * Lifts what was suspended by us in the groups of a cluster, under this lease or one before it, as far as it still is
 * what we set. For whoever is about to release the lease. What cannot be lifted is only told, for every suspension of
 * ours ends by itself: its record stays for the next start. So it does while a recycle may be under way, for Spot
 * could take out a second one, and where root volumes are not persisted, for what Spot replaced then would lose its own.
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
      context.report(`${member.group.id}: what is still suspended by us is not known: ${error.message}`);
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
    context.report(`${esg}: its root volumes are not persisted, so these stay suspended: ${describe(marks)}`);
    return;
  }
  const out = (await openIntentsOf(context.store, groups)).map(({ ssi }) => ssi);
  if (out.length > 0) {
    context.report(
      `${esg}: ${describe(marks)} stay suspended, because ${out.join(', ')} was not seen back from its recycle: Spot must not take out a second instance meanwhile. The next run lifts them once it is back`,
    );
    return;
  }
  try {
    await withRetries(() => lift(context, member, { suspensionJournals, lease }));
  } catch (error) {
    if (!(error instanceof EsgError)) throw error;
    context.report(`${esg}: could not lift the suspension of ${describe(marks)}: ${error.message}`);
  }
}

async function lift(
  { store, requestTimeoutMs, report }: LiftContext,
  { client, group: { id: esg } }: Member,
  { suspensionJournals, lease }: { suspensionJournals: readonly SuspensionJournal[]; lease: LeaseToken },
): Promise<void> {
  const marks = suspensionJournals.flatMap((suspensionJournal) => suspensionJournal.marks);
  const plan = planLift({ suspended: await client.listSuspensions(esg), marks, now: Date.now() });
  const beforeSend = (): Promise<void> => checkNoSuccessor({ store, requestTimeoutMs }, lease, [esg]);
  if (plan.lift.length > 0) {
    await client.resumeProcesses(esg, plan.lift, { beforeSend });
    report(`${esg}: ${plan.lift.join(', ')} no longer suspended`);
  }
  const isLeft = ({ name }: SuspensionMark): boolean => plan.leave.includes(name);
  if (plan.leave.length > 0) {
    const left = describe(marks.filter(isLeft));
    report(`${esg}: Spot does not tell whether it is by us that these are still suspended, so they are left: ${left}`);
  }
  for (const suspensionJournal of suspensionJournals)
    await keepSuspensionJournal(store, { ...suspensionJournal, marks: suspensionJournal.marks.filter(isLeft) });
}

/** The processes, and when they run again without anybody's help. */
function describe(marks: readonly SuspensionMark[]): string {
  const until = new Date(Math.max(...marks.map(endOfMark))).toISOString();
  return `${[...new Set(marks.map(({ name }) => name))].join(', ')} (ends by itself at ${until})`;
}
