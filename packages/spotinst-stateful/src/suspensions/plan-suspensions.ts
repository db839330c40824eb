import type { Finding } from '@esg-recycler/core';
import { parseSpotTime, type Suspension } from '@esg-recycler/spotinst-client';
import type { SuspensionMark } from '../marks/ends.ts';
import { clockMarginMs, endOfMark, isEndOf, minuteMs } from '../marks/ends.ts';
import { findForeignMark, findMark, isOwnMark, notIn, type OwnMarks, suspendedProcesses } from '../marks/pattern.ts';

/** From one recycle to the next request: connection (15 min), health checks after and before (1 h each), and a margin. */
const betweenRecyclesMs = 180 * minuteMs;

/**
 * How long processes are suspended, in minutes: the timeout of a recycle, and the time until the next recycle renews the
 * suspensions. With the default timeout 3 h 30 min: the suspensions of a killed run expire after this time.
 */
export const suspensionMinutes = (timeoutMs: number): number => Math.ceil((timeoutMs + betweenRecyclesMs) / minuteMs);

/** Until when somebody else's suspension must last, in milliseconds since 1970: past the end of the recycle. */
export const neededUntil = (now: number, timeoutMs: number): number => now + timeoutMs + clockMarginMs;

type Ownership =
  | { is: 'ours' }
  /** Set by somebody else; Infinity: it does not expire; null: Spot does not report the end. */
  | { is: 'theirs'; endsAt: number | null }
  /** We suspended this process, but Spot does not report whether this is still our suspension. */
  | { is: 'unknown'; endsAt: number };

/** Who set a suspension, determined by its end. */
function ownershipOf({ name, expiresAt }: Suspension, marks: readonly SuspensionMark[], now: number): Ownership {
  if (expiresAt === null) return { is: 'theirs', endsAt: Infinity };
  const own = marks.filter((mark) => mark.name === name);
  const endsAt = parseSpotTime(expiresAt);
  if (endsAt !== null) return own.some((mark) => isEndOf(mark, endsAt)) ? { is: 'ours' } : { is: 'theirs', endsAt };
  const ends = own.map(endOfMark).filter((end) => end + clockMarginMs > now);
  return ends.length > 0 ? { is: 'unknown', endsAt: Math.max(...ends) } : { is: 'theirs', endsAt: null };
}

/** One group, as it was just read. */
export interface SuspensionView {
  group: string;
  suspended: readonly Suspension[];
  /** Our recorded suspensions, of any run. */
  marks: readonly SuspensionMark[];
  /** What this store has set: it is ours, even if a late read shows it after it was removed. */
  own?: OwnMarks;
  /** Milliseconds since the epoch. */
  now: number;
}

function findingOf(group: string, name: string, endsAt: number | null): Finding {
  const about = { code: 'fence-expires', subject: group, source: 'openapi: suspensions-request-body.yaml' };
  if (endsAt === null) {
    const message = `${group}: somebody else suspended ${name}, and Spot does not report until when. This suspension is not changed`;
    return { ...about, severity: 'warn', message };
  }
  const until = new Date(endsAt).toISOString();
  return {
    ...about,
    severity: 'block',
    message: `${group}: somebody else suspended ${name} until ${until}, which may be before the recycle ends`,
    hint: `Extend that suspension, or remove it (the roll then sets its own). Or run the same command again after ${until}.`,
  };
}

/**
 * Plans which processes to suspend before a recycle: those that are not suspended, and our own again. Somebody else's
 * suspension is not changed, and blocks the recycle when it may end before the recycle does. A suspension that may be
 * ours is set again only when it would end too early.
 *
 * @param until see {@link neededUntil}
 */
export function planSuspensions(
  { group, suspended, marks, own, now }: SuspensionView,
  until: number,
): { suspend: string[]; findings: Finding[] } {
  const suspend: string[] = [];
  const findings: Finding[] = [];
  const mark = findMark(suspended);
  const inOwnMark = mark && isOwnMark(mark, own) ? mark.names : [];
  for (const name of suspendedProcesses) {
    const found = suspended.find((one) => one.name === name);
    const isInMark = inOwnMark.includes(name);
    const ownership = found && (isInMark ? ({ is: 'ours' } as const) : ownershipOf(found, marks, now));
    if (!ownership) {
      suspend.push(name);
      continue;
    }
    if (ownership.is === 'ours' || (ownership.is === 'unknown' && ownership.endsAt < until)) suspend.push(name);
    if (ownership.is === 'theirs' && (ownership.endsAt === null || ownership.endsAt < until))
      findings.push(findingOf(group, name, ownership.endsAt));
  }
  return { suspend, findings };
}

/** Plans which processes to resume: those whose suspension is ours, and none of a run with another store. One that only may be ours is left to expire. */
export function planLift({ suspended, marks, own, now }: Omit<SuspensionView, 'group'>): {
  lift: string[];
  leave: string[];
} {
  const ours = own ? suspended.filter(notIn(findForeignMark(suspended, own))) : suspended;
  const isOurs = (is: Ownership['is']) => (one: Suspension) => ownershipOf(one, marks, now).is === is;
  const names = (is: Ownership['is']): string[] => ours.filter(isOurs(is)).map(({ name }) => name);
  return { lift: names('ours'), leave: names('unknown') };
}
