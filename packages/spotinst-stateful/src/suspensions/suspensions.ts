import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import {
  type SuspensionJournal,
  type SuspensionMark,
  keepSuspensionJournal,
  openSuspensionJournals,
} from '../records/suspension-journal.ts';
import { endOfMark, suspendedProcesses, suspensionMinutes, neededUntil, planSuspensions } from './plan-suspensions.ts';
import { withRetries } from './retry.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { checkStop } from '../check-stop.ts';
import { checkLease } from '../lease/lease-check.ts';

/** How long confirmed suspensions count without a new read, in milliseconds. */
const freshMs = 10 * 60_000;

/** Whether Spot recently confirmed every suspension under this lease, and all of them last long enough. */
function isFresh(
  suspensionJournals: readonly SuspensionJournal[],
  esg: string,
  lease: LeaseToken,
  timeoutMs: number,
): boolean {
  const marks = suspensionJournals.find(({ group, number }) => group === esg && number === lease.number)?.marks ?? [];
  const now = Date.now();
  return suspendedProcesses.every((name) =>
    marks.some(
      (mark) =>
        mark.name === name &&
        mark.expiresAt !== null &&
        Math.abs(now - Date.parse(mark.requestedAt)) < freshMs &&
        endOfMark(mark) >= neededUntil(now, timeoutMs),
    ),
  );
}

interface PendingSuspensions {
  member: Member;
  /** The record of this lease for the group. */
  suspensionJournal: SuspensionJournal;
  names: string[];
}

/**
 * Prevents Spot from replacing, starting or stopping other instances of the cluster during a recycle: suspends the
 * processes that do so, in every group and for a limited time. Each recycle renews our suspensions. Suspensions of
 * somebody else are not changed. Ours are recorded before they are requested, and end with the lease: see
 * `liftSuspensions`.
 *
 * @param options.timeoutMs how long the recycle may take
 * @throws EsgError exit code 3 `fence-expires`, `fence-failed`; 4 `lease-lost`; 130 `stopped`; 5 when Spot cannot be
 * read. No instance was changed.
 */
export async function applySuspensions(
  context: Context,
  cluster: Cluster,
  { lease, timeoutMs }: { lease: LeaseToken; timeoutMs: number },
): Promise<void> {
  const suspensionJournals = await openSuspensionJournals(context.store, groupIdsOf(cluster));
  if (cluster.members.every(({ group }) => isFresh(suspensionJournals, group.id, lease, timeoutMs))) return;
  const plans = await Promise.all(
    cluster.members.map(async (member) => {
      const group = member.group.id;
      const suspended = await member.client.listSuspensions(group);
      const own = suspensionJournals.filter((suspensionJournal) => suspensionJournal.group === group);
      const suspensionJournal = own.find(({ number }) => number === lease.number) ?? {
        group,
        number: lease.number,
        marks: [],
      };
      const now = Date.now();
      const view = { group, suspended, marks: own.flatMap(({ marks }) => marks), now };
      const plan = planSuspensions(view, neededUntil(now, timeoutMs));
      return { pending: { member, suspensionJournal, names: plan.suspend }, findings: plan.findings };
    }),
  );
  const findings = plans.flatMap((plan) => plan.findings);
  refuseIfBlocked(findings);
  for (const { message } of findings) context.report(message);
  for (const { pending } of plans) {
    if (pending.names.length > 0) await suspend(context, cluster, pending, { lease, timeoutMs });
  }
}

async function suspend(
  context: Context,
  cluster: Cluster,
  { member: { client, group }, suspensionJournal, names }: PendingSuspensions,
  { lease, timeoutMs }: { lease: LeaseToken; timeoutMs: number },
): Promise<void> {
  const { store, signal, report } = context;
  const ttlInMinutes = suspensionMinutes(timeoutMs);
  const keep = (marks: SuspensionMark[]): Promise<void> =>
    keepSuspensionJournal(store, { ...suspensionJournal, marks });
  let marks = suspensionJournal.marks;

  const requestOnce = async (): Promise<void> => {
    let asked: SuspensionMark[] = [];
    const beforeSend = async (): Promise<void> => {
      const requestedAt = new Date().toISOString();
      asked = names.map((name) => ({ name, requestedAt, ttlInMinutes, expiresAt: null }));
      await keep([...marks, ...asked]);
      await checkLease(context, lease, groupIdsOf(cluster));
      checkStop(signal);
    };
    const processes = names.map((name) => ({ name, ttlInMinutes }));
    try {
      const answered = await client.suspendProcesses(group.id, processes, { beforeSend });
      const endOf = (name: string) => answered.find((one) => one.name === name)?.expiresAt ?? null;
      const others = marks.filter(({ name }) => !names.includes(name));
      await keep([...others, ...asked.map((mark) => ({ ...mark, expiresAt: endOf(mark.name) }))]);
    } catch (error) {
      if (error instanceof SpotError && error.outcome === 'unknown') marks = [...marks, ...asked];
      await keep(marks);
      throw error;
    }
  };

  try {
    await withRetries(requestOnce);
  } catch (error) {
    throw error instanceof SpotError ? suspensionFailed(group.id, names, error) : error;
  }
  report(`${group.id}: ${names.join(', ')} suspended for ${formatDuration(ttlInMinutes * 60_000)}`);
}

function suspensionFailed(group: string, names: readonly string[], cause: SpotError): EsgError {
  const message = `cannot suspend ${names.join(', ')} of ${group}, so Spot could replace other instances during the recycle`;
  const hint =
    `${cause.hint ?? ''} Nothing was recycled. Processes that were suspended are resumed, or their suspension expires.`.trim();
  const code = 'fence-failed';
  const finding = { code, severity: 'block' as const, subject: group, message: `${message}: ${cause.message}`, hint };
  return new EsgError(`Refused: ${finding.message}`, {
    code,
    exitCode: ExitCode.refused,
    hint,
    findings: [finding],
    cause,
  });
}
