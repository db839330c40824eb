import type { Observer, Quorum, Voter } from './snapshot.ts';

/** Kafka's default `controller.quorum.fetch.timeout.ms`: after this time, a voter starts an election. */
export const fetchTimeoutMs = 2000;

/** How far a voter is behind the active controller, in milliseconds; infinite if unknown. */
export function lagOf({ leader, voters }: Quorum, voter: Voter): number {
  if (voter.id === leader) return 0;
  const now = nowOf({ leader, voters });
  return now < 0 || voter.lastCaughtUp < 0 ? Number.POSITIVE_INFINITY : now - voter.lastCaughtUp;
}

/** Whether an observer has fetched within the fetch timeout. */
export const isFollowing = (quorum: Quorum, { lastFetch }: Observer): boolean =>
  nowOf(quorum) - lastFetch < fetchTimeoutMs;

/** The time of the active controller, which is always caught up; negative if unknown. */
const nowOf = ({ leader, voters }: Pick<Quorum, 'leader' | 'voters'>): number =>
  voters.find(({ id }) => id === leader)?.lastCaughtUp ?? -1;
