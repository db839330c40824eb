import { parseSpotTime, type Suspension } from '@esg-recycler/spotinst-client';

/** A process of a group that we requested Spot to suspend. */
export interface SuspensionMark {
  name: string;
  /** ISO 8601, by our clock. */
  requestedAt: string;
  ttlInMinutes: number;
  /** The end that Spot reported; null: the response was lost, or did not contain it. */
  expiresAt: string | null;
}

export const minuteMs = 60_000;

/** How far Spot's clock may differ from ours, and how long a request may be queued. */
export const clockMarginMs = 10 * minuteMs;

/** Spot may compute each end separately, and some formats of times lack fractions. */
export const toleranceMs = 1000;

/** When a suspension of ours ends: as Spot reported it, else as it was requested. */
export const endOfMark = ({ expiresAt, requestedAt, ttlInMinutes }: SuspensionMark): number =>
  parseSpotTime(expiresAt) ?? Date.parse(requestedAt) + ttlInMinutes * minuteMs;

/** Whether an end, in milliseconds since 1970, is that of a suspension of ours. */
export const isEndOf = (mark: SuspensionMark, end: number): boolean =>
  Math.abs(endOfMark(mark) - end) <= (parseSpotTime(mark.expiresAt) === null ? clockMarginMs : toleranceMs);

/** Whether Spot reports until when a process is suspended; a suspension without an end counts as reported. */
export const isEndReported = ({ expiresAt }: Suspension): boolean =>
  expiresAt === null || parseSpotTime(expiresAt) !== null;

/** Whether a suspension ends when ours does. */
export function isOurEnd(mark: SuspensionMark, { expiresAt }: Suspension): boolean {
  const end = parseSpotTime(expiresAt);
  return end !== null && isEndOf(mark, end);
}
