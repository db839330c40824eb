import { EsgError, ExitCode } from '@esg-recycler/core';

/** What a plan needs to know of one instance; read from Spot just now. */
export interface Candidate {
  ssi: string;
  /** The id of its group. */
  group: string;
  groupName: string;
  address: string | null;
  /** In Spot's spelling: `ACTIVE`, `RECYCLING`. */
  state: string;
  image: string | null;
  /** The group's image; null when the group has none of its own. */
  target: string | null;
  launchedAt: string | null;
  /** Null when it cannot be told. */
  due: boolean | null;
  /** A recycle was requested by a run that did not live to see its end. */
  isUnderWay: boolean;
  /** It was recycled, and no gate was passed since. */
  awaitsGate: boolean;
}

/** Whether nothing is left to do about an instance but to see it well: no request is sent for it. */
export const isGateOnly = ({ awaitsGate, isUnderWay, due }: Candidate): boolean =>
  awaitsGate && !isUnderWay && due === false;

/** One line of a plan: an instance, and what is to become of it. */
export interface PlannedInstance extends Candidate {
  /** `unclear`: Spot does not say enough to tell whether it is due. */
  action: 'recycle' | 'leave' | 'unclear';
  /** Why, for people. */
  why: string;
}

export interface PlanOptions {
  /** Instances launched before this are due as well; ISO 8601. */
  since?: string;
  /** Ids, see {@link resolveLimit}; none means every instance. */
  limit?: readonly string[];
}

/**
 * The ids behind a limit, which may name addresses. To be settled once: a recycle may change an address.
 *
 * @throws EsgError `limit-unknown`, exit code 2, when it names no instance
 */
export const resolveLimit = (candidates: readonly Candidate[], limit: readonly string[]): string[] =>
  limit.map((selector) => {
    const found = candidates.find(({ ssi, address }) => selector === ssi || selector === address);
    if (found) return found.ssi;
    const known = candidates.map(({ ssi, address }) => (address ? `${ssi} (${address})` : ssi));
    throw new EsgError(`--limit ${selector}: no such instance`, {
      code: 'limit-unknown',
      exitCode: ExitCode.usage,
      hint: `Name one of: ${known.join(', ')}`,
    });
  });

function judge(candidate: Candidate, { since, limit = [] }: PlanOptions): Pick<PlannedInstance, 'action' | 'why'> {
  const { ssi, image, target, due, launchedAt, isUnderWay } = candidate;
  if (limit.length > 0 && !limit.includes(ssi)) return { action: 'leave', why: 'not in --limit' };
  if (isUnderWay) return { action: 'recycle', why: 'its recycle was requested, and is not proved yet' };
  if (isGateOnly(candidate)) return { action: 'recycle', why: 'recycled; its gate after has not passed yet' };
  if (due === null) return { action: 'unclear', why: 'its image is unknown' };
  if (!due) return { action: 'leave', why: 'on the target already' };
  if (image !== target) return { action: 'recycle', why: 'not on the target' };
  return { action: 'recycle', why: `launched ${launchedAt}, before ${since}` };
}

/** What is half done comes first, then what is not well, for neither adds to what is out; then the rest. */
const rank = ({ action, isUnderWay, awaitsGate, state }: PlannedInstance): number => {
  if (action !== 'recycle') return 3;
  if (isUnderWay || awaitsGate) return 0;
  return state === 'ACTIVE' ? 2 : 1;
};

const byRank = (a: PlannedInstance, b: PlannedInstance): number =>
  rank(a) - rank(b) ||
  (a.address ?? '').localeCompare(b.address ?? '', 'en', { numeric: true }) ||
  a.ssi.localeCompare(b.ssi, 'en');

/** Decides which instances are to be recycled, and in which order: the same reading makes the same plan. */
export function planRoll(candidates: readonly Candidate[], options: PlanOptions = {}): PlannedInstance[] {
  return candidates.map((candidate) => ({ ...candidate, ...judge(candidate, options) })).toSorted(byRank);
}
