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

/** How long what was suspended and read back is taken as it stands, in milliseconds. */
const freshMs = 10 * 60_000;

/** Whether all of it was suspended under this very lease a moment ago, as Spot has answered, and for long enough. */
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

interface Raising {
  member: Member;
  /** What is on record of this lease in the group. */
  suspensionJournal: SuspensionJournal;
  names: string[];
}

/**
 * Keeps Spot from touching other instances of the cluster while one is out: suspends, in every group and for a limited
 * time, what makes it replace, start or stop them by itself. Before each recycle again, which renews what is ours.
 * Reads first, and leaves alone what somebody else has suspended. It is on record before it is requested, and ends
 * with the lease: see `liftSuspensions`.
 *
 * @param options.timeoutMs how long the recycle may take
 * @throws EsgError exit code 3 `fence-expires`, `fence-failed`; 4 `lease-lost`; 130 `stopped`; 5 when Spot cannot be
 * read. No instance was touched.
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
      return { raising: { member, suspensionJournal, names: plan.suspend }, findings: plan.findings };
    }),
  );
  const findings = plans.flatMap((plan) => plan.findings);
  refuseIfBlocked(findings);
  for (const { message } of findings) context.report(message);
  for (const { raising } of plans) {
    if (raising.names.length > 0) await suspend(context, cluster, raising, { lease, timeoutMs });
  }
}

async function suspend(
  context: Context,
  cluster: Cluster,
  { member: { client, group }, suspensionJournal, names }: Raising,
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
  const message = `Spot could not be kept from replacing instances of ${group} by itself (${names.join(', ')})`;
  const hint = `${cause.hint ?? ''} Nothing was recycled; what may be suspended is lifted, or ends by itself.`.trim();
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
