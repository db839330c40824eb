import { type EnsembleConfiguration, isWeighted, votersOf } from './configuration.ts';

/** The present part of a group's weight. */
export interface GroupShare {
  group: number;
  present: number;
  all: number;
}

/** More than half. */
export const isMajority = (part: number, all: number): boolean => part > all / 2;

/** Groups with a weight of 0 do not count. */
export function sharesOf(configuration: EnsembleConfiguration, present: ReadonlySet<number>): GroupShare[] {
  const { groups, weights } = configuration;
  const voters = new Set(votersOf(configuration));
  const shares = new Map<number, GroupShare>();
  for (const [id, group] of groups) {
    const share = shares.get(group) ?? { group, present: 0, all: 0 };
    const weight = weights.get(id) ?? 1;
    share.all += weight;
    if (voters.has(id) && present.has(id)) share.present += weight;
    shares.set(group, share);
  }
  return [...shares.values()].filter(({ all }) => all > 0);
}

/**
 * Whether these servers are a quorum: more than half of all voters; with groups, more than half of the groups, each with
 * more than half of its weight (`QuorumMaj`, `QuorumHierarchical`).
 */
export function isQuorum(configuration: EnsembleConfiguration, present: ReadonlySet<number>): boolean {
  if (isWeighted(configuration)) {
    const shares = sharesOf(configuration, present);
    return isMajority(shares.filter((share) => isMajority(share.present, share.all)).length, shares.length);
  }
  const voters = votersOf(configuration);
  return isMajority(voters.filter((id) => present.has(id)).length, voters.length);
}

/** Whether a server can be elected: never with a weight of 0. */
export const canLead = ({ weights }: EnsembleConfiguration, id: number): boolean => weights.get(id) !== 0;
