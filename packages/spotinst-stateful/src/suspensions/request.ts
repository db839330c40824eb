import { EsgError, ExitCode, formatDuration } from '@esg-recycler/core';
import type { LeaseToken } from '@esg-recycler/esg-store';
import { SpotError, type Suspension } from '@esg-recycler/spotinst-client';
import { checkStop } from '../check-stop.ts';
import { type Cluster, groupIdsOf, type Member } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { checkLease } from '../lease/lease-check.ts';
import { addOwnMarks } from '../records/own-marks.ts';
import { keepSuspensionJournal, type SuspensionJournal } from '../records/suspension-journal.ts';
import type { SuspensionMark } from '../marks/ends.ts';
import { findMark, hasOffsets, notIn, suspendedProcesses } from '../marks/pattern.ts';
import { suspensionMinutes } from './plan-suspensions.ts';

export interface PendingSuspensions {
  member: Member;
  /** The record of this lease for the group. */
  suspensionJournal: SuspensionJournal;
  names: readonly string[];
}

export interface SuspendOptions {
  lease: LeaseToken;
  /** How long the recycle may take. */
  timeoutMs: number;
  /** Called last before the request is sent; an error that it throws prevents the request. */
  beforeSend?: () => void;
}

/**
 * Suspends processes of one group with one request, for a limited time that differs by process: the ends form the mark of
 * this store. Records them before the request, and the ends that Spot reported after it.
 *
 * @returns the record, and the processes that Spot reported as suspended
 */
export async function requestSuspensions(
  context: Context,
  cluster: Cluster,
  { member: { client, group }, suspensionJournal, names }: PendingSuspensions,
  { lease, timeoutMs, beforeSend: check }: SuspendOptions,
): Promise<{ journal: SuspensionJournal; reported: Suspension[] }> {
  const { store, signal, report } = context;
  const { offsets } = await addOwnMarks(store, group.id);
  const least = suspensionMinutes(timeoutMs);
  const minutesOf = (name: string): number =>
    least + (offsets[suspendedProcesses.findIndex((known) => known === name)] ?? 0);
  const keep = async (marks: SuspensionMark[]): Promise<SuspensionJournal> => {
    const journal = { ...suspensionJournal, marks };
    await keepSuspensionJournal(store, journal);
    return journal;
  };
  const { marks } = suspensionJournal;
  let asked: SuspensionMark[] = [];
  const beforeSend = async (): Promise<void> => {
    const requestedAt = new Date().toISOString();
    asked = names.map((name) => ({ name, requestedAt, ttlInMinutes: minutesOf(name), expiresAt: null }));
    await keep([...marks, ...asked]);
    await addOwnMarks(store, group.id, asked);
    await checkLease(context, lease, groupIdsOf(cluster));
    checkStop(signal);
    check?.();
  };
  try {
    const processes = names.map((name) => ({ name, ttlInMinutes: minutesOf(name) }));
    const reported = await client.suspendProcesses(group.id, processes, { beforeSend });
    const endOf = (name: string) => reported.find((one) => one.name === name)?.expiresAt ?? null;
    const others = marks.filter(({ name }) => !names.includes(name));
    const answered = asked.map((mark) => ({ ...mark, expiresAt: endOf(mark.name) }));
    // Spot may keep the mark of another run. It must not count as ours, because ours is removed in the end.
    const mark = findMark(reported);
    const isKept = mark !== undefined && !hasOffsets(mark, offsets);
    if (!isKept) await addOwnMarks(store, group.id, answered);
    const journal = await keep(isKept ? [...others, ...answered].filter(notIn(mark)) : [...others, ...answered]);
    report(`${group.id}: ${names.join(', ')} suspended for ${formatDuration(least * 60_000)} or longer`);
    return { journal, reported };
  } catch (error) {
    await keep(error instanceof SpotError && error.outcome === 'unknown' ? [...marks, ...asked] : marks);
    throw error;
  }
}

/** The refusal of a recycle because its suspensions could not be set. */
export function suspensionFailed(group: string, names: readonly string[], cause: Error & { hint?: string }): EsgError {
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
