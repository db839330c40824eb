import type { Finding } from '@esg-recycler/core';
import { parseSpotTime, type Suspension } from '@esg-recycler/spotinst-client';
import type { SuspensionMark } from '../records/suspension-journal.ts';

/**
 * What makes Spot replace, start or stop instances by itself. AUTO_HEALING is none of them: whether a recycle still
 * works while it is suspended is not documented, and a machine that fails meanwhile is to come back.
 */
export const suspendedProcesses = [
  'PREVENTIVE_REPLACEMENT',
  'OUT_OF_STRATEGY',
  'REVERT_PREFERRED',
  'SCHEDULING',
] as const;

const minuteMs = 60_000;

/** How far the clock of Spot may be from ours, and how long a request may wait for its turn. */
const clockMarginMs = 10 * minuteMs;

/** From the end of one recycle to the next request: back in the cluster (15 min), gate after and gate before (1 h each). */
const betweenRecyclesMs = 180 * minuteMs;

/**
 * For how long processes are suspended, in minutes: a recycle that takes all of its timeout, and as long again as the
 * gates may hold until the next one renews it. With the default timeout, 3 h 30 min: then the fence of a dead run ends.
 */
export const suspensionMinutes = (timeoutMs: number): number => Math.ceil((timeoutMs + betweenRecyclesMs) / minuteMs);

/** Until when a suspension of somebody else has to last, in milliseconds: past the end of the recycle. */
export const neededUntil = (now: number, timeoutMs: number): number => now + timeoutMs + clockMarginMs;

/** When a suspension of ours ends: as Spot answered, else as it was asked for. */
export const endOfMark = ({ expiresAt, requestedAt, ttlInMinutes }: SuspensionMark): number =>
  parseSpotTime(expiresAt) ?? Date.parse(requestedAt) + ttlInMinutes * minuteMs;

/** Spot's own answer must be met (some forms of a time lack fractions); what was only asked for, within the clocks. */
const isEndOf = (mark: SuspensionMark, end: number): boolean =>
  Math.abs(endOfMark(mark) - end) < (parseSpotTime(mark.expiresAt) === null ? clockMarginMs : 1000);

type Standing =
  | { is: 'ours' }
  /** Set by somebody else; Infinity: until it is lifted; null: Spot does not tell. */
  | { is: 'foreign'; endsAt: number | null }
  /** We did suspend it, and Spot does not tell whether this is still that suspension. */
  | { is: 'unrecognised'; endsAt: number };

/** Whose a suspension is, by its end. */
function standingOf({ name, expiresAt }: Suspension, marks: readonly SuspensionMark[], now: number): Standing {
  if (expiresAt === null) return { is: 'foreign', endsAt: Infinity };
  const own = marks.filter((mark) => mark.name === name);
  const endsAt = parseSpotTime(expiresAt);
  if (endsAt !== null) return own.some((mark) => isEndOf(mark, endsAt)) ? { is: 'ours' } : { is: 'foreign', endsAt };
  const ends = own.map(endOfMark).filter((end) => end + clockMarginMs > now);
  return ends.length > 0 ? { is: 'unrecognised', endsAt: Math.max(...ends) } : { is: 'foreign', endsAt: null };
}

/** One group, as it was just read. */
export interface SuspensionView {
  group: string;
  suspended: readonly Suspension[];
  /** What is on record of us, whichever run it was. */
  marks: readonly SuspensionMark[];
  /** Milliseconds since the epoch. */
  now: number;
}

function findingOf(group: string, name: string, endsAt: number | null): Finding {
  const about = { code: 'fence-expires', subject: group, source: 'openapi: suspensions-request-body.yaml' };
  if (endsAt === null) {
    const message = `${group}: ${name} is suspended, not by us, and Spot does not tell until when; it is left alone`;
    return { ...about, severity: 'warn', message };
  }
  const until = new Date(endsAt).toISOString();
  return {
    ...about,
    severity: 'block',
    message: `${group}: ${name} is suspended, not by us, until ${until}: that may end during the recycle`,
    hint: `Lift that suspension, and ours takes its place; or make it longer; or come back after ${until}.`,
  };
}

/**
 * What to suspend before a recycle: what nobody has suspended, and our own again. What somebody else has suspended is
 * left alone, and stands against the recycle when it may end before that does. Where Spot does not tell our own from
 * another's, it is only set again when it would end too early.
 *
 * @param until as {@link neededUntil} says
 */
export function planSuspensions(
  { group, suspended, marks, now }: SuspensionView,
  until: number,
): { suspend: string[]; findings: Finding[] } {
  const suspend: string[] = [];
  const findings: Finding[] = [];
  for (const name of suspendedProcesses) {
    const found = suspended.find((one) => one.name === name);
    const standing = found && standingOf(found, marks, now);
    if (!standing) {
      suspend.push(name);
      continue;
    }
    if (standing.is === 'ours' || (standing.is === 'unrecognised' && standing.endsAt < until)) suspend.push(name);
    if (standing.is === 'foreign' && (standing.endsAt === null || standing.endsAt < until))
      findings.push(findingOf(group, name, standing.endsAt));
  }
  return { suspend, findings };
}

/** What to lift: what is still as we set it. What cannot be recognised is left to end by itself. */
export function planLift({ suspended, marks, now }: Omit<SuspensionView, 'group'>): {
  lift: string[];
  leave: string[];
} {
  const isOurs = (is: Standing['is']) => (one: Suspension) => standingOf(one, marks, now).is === is;
  const names = (is: Standing['is']): string[] => suspended.filter(isOurs(is)).map(({ name }) => name);
  return { lift: names('ours'), leave: names('unrecognised') };
}
