import { EsgError, formatDuration } from '@esg-recycler/core';
import { SpotError } from '@esg-recycler/spotinst-client';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { checkStop } from '../check-stop.ts';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import type { Context, WaitLimits } from '../context.ts';
import { isServerNew } from '../lease/lease-session.ts';
import {
  keepSuspensionJournal,
  openSuspensionJournals,
  type SuspensionJournal,
} from '../records/suspension-journal.ts';
import { refuseIfBlocked } from '../rules/findings.ts';
import { leastProcesses } from '../marks/pattern.ts';
import { confirmMark, markGroup, reportNotMarked, StartAgain } from './mark-group.ts';
import { readSuspensions, type SuspensionRead } from './read.ts';
import { suspensionFailed } from './request.ts';
import { type ClaimTiming, claimTiming } from './timing.ts';

export interface ClaimOptions extends WaitLimits {
  lease: LeaseToken;
  /** The instance that is recycled next, for events. */
  ssi?: string;
}

const maxAttempts = 5;
const pauseMs = 1000;

/**
 * Marks every group of the cluster in Spot, so that a run with another store notices this one, and makes sure that no
 * other run has marked it at the same time. Call it before the first request of a lease, and again when the mark is gone.
 * docs/decisions/007-mark-in-spot.md shows why at most one run passes.
 *
 * @param meanwhile called once after the mark was set, while waiting
 * @throws EsgError exit code 4 `rolled-elsewhere`, `lease-lost`; 3 `fence-expires`, `fence-failed`; 130 `stopped`; 5 when
 * Spot cannot be read
 */
export async function claimCluster(
  context: Context,
  cluster: Cluster,
  options: ClaimOptions,
  meanwhile: () => Promise<unknown>,
): Promise<{ hasWaited: boolean }> {
  const timing = claimTiming(options, context);
  let isFirst = true;
  const once = async (): Promise<void> => {
    if (isFirst) await meanwhile();
    isFirst = false;
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryClaim(context, cluster, { ...options, timing, meanwhile: once });
    } catch (error) {
      const isTransient = error instanceof EsgError && error.cause instanceof SpotError && error.cause.transient;
      if (!(error instanceof StartAgain) && !isTransient) throw error;
      if (attempt === maxAttempts || (isTransient && attempt === 3)) {
        throw isTransient ? error : suspensionFailed(cluster.own.group.id, ['processes'], error);
      }
      if (isTransient) await context.clock.sleep(pauseMs, context.signal);
    }
  }
}

type Attempt = ClaimOptions & { timing: ClaimTiming; meanwhile: () => Promise<void> };

/** Every run requests in the same order, so that two runs meet at the first group that they share. */
const sortedMembers = ({ members }: Pick<Cluster, 'members'>): Member[] =>
  members.toSorted((one, other) => (one.group.id < other.group.id ? -1 : 1));

async function tryClaim(context: Context, cluster: Cluster, attempt: Attempt): Promise<{ hasWaited: boolean }> {
  const { store, clock, report } = context;
  const { timing } = attempt;
  const journals = await openSuspensionJournals(store, groupIdsOf(cluster));
  const read = (member: Member): Promise<SuspensionRead> => readSuspensions(context, member, journals, attempt);
  const members = sortedMembers(cluster);
  // Everything is read before the first request, so that a run that yields has changed nothing.
  const reads = await Promise.all(members.map(read));
  const findings = reads.flatMap((one) => one.findings);
  refuseIfBlocked(findings);
  for (const { message } of findings) report(message);

  const set: SuspensionJournal[] = [];
  const marked: { member: Member; journal: SuspensionJournal }[] = [];
  for (const [index, member] of members.entries()) {
    const first = reads[index]!;
    const current = first.age() <= timing.windowMs / 4 ? first : await read(member);
    refuseIfBlocked(current.findings);
    const journal = await markGroup(context, cluster, current, { ...attempt, windowMs: timing.windowMs });
    if (journal.marks.length > 0) set.push(journal);
    if (journal.marks.length >= leastProcesses) marked.push({ member, journal });
    else reportNotMarked(context, member.group.id, 'somebody else has suspended two or more of its processes');
  }
  const setAt = clock.now();

  await attempt.meanwhile();
  // Another run may be alive although a user thinks that it is dead.
  const isLeaseEnough =
    context.isShared === true &&
    context.takeOver === undefined &&
    !(await isServerNew(store, groupIdsOf(cluster), attempt.lease));
  const hasWaited = !isLeaseEnough && marked.length > 0;
  if (hasWaited) {
    await waitUntil(context, cluster, { from: setAt, ...attempt });
    for (const { member, journal } of marked) await confirmMark(context, member, journal);
  }
  for (const journal of set) await keepSuspensionJournal(store, { ...journal, isConfirmed: true });
  return { hasWaited };
}

async function waitUntil(
  context: Context,
  cluster: Cluster,
  { from, timing, ssi }: Attempt & { from: number },
): Promise<void> {
  const { clock, signal, report, emit } = context;
  const leftMs = from + timing.waitMs - clock.now();
  if (leftMs > 0) {
    const subject = { cluster: cluster.name, esg: cluster.own.group.id, ssi };
    emit('cluster_marked', subject, { seconds: Math.ceil(leftMs / 1000) });
    report(
      `waiting ${formatDuration(leftMs)} before the first request, so that a run from another machine would be noticed`,
    );
  }
  for (;;) {
    checkStop(signal);
    const restMs = from + timing.waitMs - clock.now();
    if (restMs <= 0) return;
    await clock.sleep(restMs, signal);
  }
}
