import type { LeaseToken } from '@esg-recycler/esg-store';
import { SpotError } from '@esg-recycler/spotinst-client';
import { type Cluster, groupIdsOf } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { openSuspensionJournals, type SuspensionJournal } from '../records/suspension-journal.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { endOfMark } from '../marks/ends.ts';
import { claimCluster, type ClaimOptions } from './claim.ts';
import { suspendedProcesses } from '../marks/pattern.ts';
import { neededUntil } from './plan-suspensions.ts';
import { readSuspensions } from './read.ts';
import { requestSuspensions, suspensionFailed } from './request.ts';
import { withRetries } from './retry.ts';

/** How long confirmed suspensions count without a new read, in milliseconds. */
const freshMs = 10 * 60_000;

const isOf =
  (esg: string, { number }: LeaseToken) =>
  (journal: SuspensionJournal): boolean =>
    journal.group === esg && journal.number === number;

/** Whether Spot recently confirmed the suspension of a process under this lease, and it lasts long enough. */
function isFresh(journal: SuspensionJournal | undefined, name: string, { timeoutMs }: ClaimOptions): boolean {
  const now = Date.now();
  return (
    journal?.isConfirmed === true &&
    journal.marks.some(
      (mark) =>
        mark.name === name &&
        mark.expiresAt !== null &&
        Math.abs(now - Date.parse(mark.requestedAt)) < freshMs &&
        endOfMark(mark) >= neededUntil(now, timeoutMs),
    )
  );
}

/**
 * Prevents Spot from replacing, starting or stopping other instances of the cluster during a recycle: suspends the
 * processes that do so, in every group and for a limited time. Each recycle renews our suspensions. Suspensions of
 * somebody else are not changed. Ours are recorded before they are requested, and end with the lease: see
 * `liftSuspensions`. They also mark the cluster for runs with another store: see `claimCluster`.
 *
 * @param options.timeoutMs how long the recycle may take
 * @param meanwhile called exactly once, while the first call of a lease waits
 * @returns whether it has waited: earlier reads and checks may be out of date
 * @throws EsgError exit code 3 `fence-expires`, `fence-failed`; 4 `rolled-elsewhere`, `lease-lost`; 130 `stopped`; 5
 * when Spot cannot be read. No instance was changed.
 */
export async function applySuspensions(
  context: Context,
  cluster: Cluster,
  options: ClaimOptions,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<{ hasWaited: boolean }> {
  const journals = await openSuspensionJournals(context.store, groupIdsOf(cluster));
  // A group in which somebody else has suspended every process has no record.
  const ofLease = journals.filter(({ number }) => number === options.lease.number);
  const isConfirmed = ofLease.length > 0 && ofLease.every((journal) => journal.isConfirmed);
  // Whoever marks the cluster later is alive, and took this run for dead.
  const claiming = isConfirmed ? { ...context, takeOver: undefined } : context;
  const isStanding = isConfirmed && (await renew(claiming, cluster, options, journals));
  if (!isStanding) return claimCluster(claiming, cluster, options, meanwhile);
  await meanwhile();
  return { hasWaited: false };
}

/** @returns false when the suspensions of this lease are gone, so that the cluster must be claimed again */
async function renew(
  context: Context,
  cluster: Cluster,
  options: ClaimOptions,
  journals: readonly SuspensionJournal[],
): Promise<boolean> {
  const isFreshIn = (esg: string) => (name: string) => isFresh(journals.find(isOf(esg, options.lease)), name, options);
  if (cluster.members.every(({ group }) => suspendedProcesses.every(isFreshIn(group.id)))) return true;
  const reads = await Promise.all(cluster.members.map((member) => readSuspensions(context, member, journals, options)));
  if (reads.some(({ standing }) => standing === 'missing' || standing === 'elsewhere')) return false;
  const findings = reads.flatMap((read) => read.findings);
  refuseIfBlocked(findings);
  for (const { message } of findings) context.report(message);
  for (const { pending } of reads) {
    const { member } = pending;
    const isRenewed = isFreshIn(member.group.id);
    const names = pending.names.filter((name) => !isRenewed(name));
    if (names.length === 0) continue;
    await withRetries(() => requestSuspensions(context, cluster, { ...pending, names }, options)).catch(
      (error: unknown) => {
        throw error instanceof SpotError ? suspensionFailed(member.group.id, names, error) : error;
      },
    );
  }
  return true;
}
