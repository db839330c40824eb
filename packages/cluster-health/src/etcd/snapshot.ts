import type { Gap } from '../kind/gap.ts';

/** A member as the cluster lists it. */
export interface EtcdMember {
  /** Decimal. A string, because 64 bits exceed the range of a number. */
  id: string;
  /** Empty until the member starts for the first time. */
  name: string;
  isLearner: boolean;
  /** The hosts of its peer URLs and client URLs. */
  hosts: readonly string[];
  /** For messages: `http://10.0.0.1:2380`. */
  peerUrl: string;
}

/** The progress of a member at the time of the request. */
export interface EtcdProgress {
  /** Undefined if the member has no leader. */
  leader: string | undefined;
  term: string;
  applied: number;
}

/** What a member reports about itself. */
export interface EtcdView extends EtcdProgress {
  clusterId: string;
  id: string;
  isLearner: boolean;
  committed: number;
  /** Alarms of the cluster, with the member that raised each one, if reported. */
  alarms: readonly { type: string; member: string | undefined }[];
  /** Why `/health` reports the member unhealthy, alarms excluded. */
  unhealthy: string | undefined;
  /** Undefined for a learner, which does not list the members. */
  members: readonly EtcdMember[] | undefined;
  /** Read again after all nodes have been read. */
  later: EtcdProgress | Gap;
}

/** The result of querying one node. */
export interface EtcdNode {
  /** What the node reports, or why it could not be read. */
  view: EtcdView | Gap;
  /** The node responds and has no leader. This is known even if its status cannot be read without a leader. */
  isLeaderless: boolean;
}

export interface EtcdSnapshot {
  nodes: ReadonlyMap<string, EtcdNode>;
  /** The member list of the most advanced member; empty if no member lists them. */
  members: readonly EtcdMember[];
  /** Listed address → member ID. */
  ids: ReadonlyMap<string, string>;
}
