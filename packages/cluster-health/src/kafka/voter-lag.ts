import type { Observer, Quorum, Voter } from './snapshot.ts';

/** Kafka's own `controller.quorum.fetch.timeout.ms`: after this long, a voter calls for an election. */
export const fetchTimeoutMs = 2000;

/** How long ago it last had all that the active controller has; infinitely long if that is not known. */
export function lagOf({ leader, voters }: Quorum, voter: Voter): number {
  if (voter.id === leader) return 0;
  const now = nowOf({ leader, voters });
  return now < 0 || voter.lastCaughtUp < 0 ? Number.POSITIVE_INFINITY : now - voter.lastCaughtUp;
}

/** Whether it has asked for more within the time after which a voter would be missed. */
export const isFollowing = (quorum: Quorum, { lastFetch }: Observer): boolean =>
  nowOf(quorum) - lastFetch < fetchTimeoutMs;

/** The time of the active controller, which is always caught up itself; negative if it does not tell. */
const nowOf = ({ leader, voters }: Pick<Quorum, 'leader' | 'voters'>): number =>
  voters.find(({ id }) => id === leader)?.lastCaughtUp ?? -1;
