import type { Gap } from '../kind/gap.ts';
import type { EnsembleConfiguration } from './configuration.ts';

/** What one member said of itself. What it did not say is left out. */
export interface ZookeeperMember {
  /** Why it could not be asked, or does not serve. */
  problem?: string;
  /** What heals that, where it is known. */
  hint?: string;
  /** Waiting cannot heal it. */
  isLasting?: boolean;
  /** It was asked, and answered that it serves no requests. */
  servesNobody?: boolean;
  /** It serves, and may not be asked how it is. */
  unmonitored?: string;
  /** `leader`, `follower`, `observer`, `standalone`, `read-only`. */
  mode?: string;
  /** Its mode when asked again after all members had been read. */
  modeAfter?: string;
  /** It leads, and serves no clients by its configuration (`leaderServes=no`): the AdminServer says so. */
  leadsOnly?: boolean;
  /** `following - broadcast`; since ZooKeeper 3.6. */
  peerState?: string;
  /** How many voters its configuration has, dead ones included; since ZooKeeper 3.6. */
  quorumSize?: number;
  outstandingRequests?: number;
  /** Only the leader knows: followers it is in step with, those without a vote included. */
  syncedFollowers?: number;
  syncedNonVotingFollowers?: number;
  pendingSyncs?: number;
  /** Its `myid`, where it tells it. */
  serverId?: number;
  /** The ensemble's configuration as it has it; since ZooKeeper 3.5. */
  configuration?: EnsembleConfiguration;
  /** Why there is none, where it was asked for. */
  unread?: Gap;
}

export interface ZookeeperSnapshot {
  members: ReadonlyMap<string, ZookeeperMember>;
  maxOutstandingRequests: number;
}
