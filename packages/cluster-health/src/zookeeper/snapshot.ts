import type { Gap } from '../kind/gap.ts';
import type { EnsembleConfiguration } from './configuration.ts';

/** The state of one member. Anything it did not report is left out. */
export interface ZookeeperMember {
  /** Why it could not be queried, or does not serve. */
  problem?: string;
  /** What to do about it, if known. */
  hint?: string;
  /** The problem does not resolve on its own. */
  isLasting?: boolean;
  /** It responded that it serves no requests. */
  servesNobody?: boolean;
  /** It serves, but does not allow its state to be read. */
  unmonitored?: string;
  /** `leader`, `follower`, `observer`, `standalone`, `read-only`. */
  mode?: string;
  /** Its mode in the second query, after all members were read. */
  modeAfter?: string;
  /** It leads and serves no clients (`leaderServes=no`), according to the AdminServer. */
  leadsOnly?: boolean;
  /** `following - broadcast`. Since ZooKeeper 3.6. */
  peerState?: string;
  /** The number of voters in its configuration, dead ones included. Since ZooKeeper 3.6. */
  quorumSize?: number;
  outstandingRequests?: number;
  /** Only the leader reports it: synced followers, including those without a vote. */
  syncedFollowers?: number;
  syncedNonVotingFollowers?: number;
  pendingSyncs?: number;
  /** Its `myid`, if it reports it. */
  serverId?: number;
  /** Its ensemble configuration. Since ZooKeeper 3.5. */
  configuration?: EnsembleConfiguration;
  /** Why the configuration could not be read. */
  unread?: Gap;
}

export interface ZookeeperSnapshot {
  members: ReadonlyMap<string, ZookeeperMember>;
  maxOutstandingRequests: number;
}
