import type { Gap } from '../kind/gap.ts';

/** A member as the cluster lists it. */
export interface EtcdMember {
  /** Decimal, 64 bits: more than a number holds. */
  id: string;
  /** Empty until the member has started for the first time. */
  name: string;
  isLearner: boolean;
  /** The hosts of its peer URLs and client URLs. */
  hosts: readonly string[];
  /** For messages: `http://10.0.0.1:2380`. */
  peerUrl: string;
}

/** How far a member is, when it was asked. */
export interface EtcdProgress {
  /** Absent: it knows of none. */
  leader: string | undefined;
  term: string;
  applied: number;
}

/** What a member says of itself. */
export interface EtcdView extends EtcdProgress {
  clusterId: string;
  id: string;
  isLearner: boolean;
  committed: number;
  /** Alarms of the cluster, by member where one is named. */
  alarms: readonly { type: string; member: string | undefined }[];
  /** Why `/health` is not well; alarms do not count there. */
  unhealthy: string | undefined;
  /** A learner does not list the members. */
  members: readonly EtcdMember[] | undefined;
  /** Asked again after all nodes had been read. */
  later: EtcdProgress | Gap;
}

/** What became of asking one node. */
export interface EtcdNode {
  /** What it says, or why it says nothing. */
  view: EtcdView | Gap;
  /** It answers, and has no leader: also where its status may not be read without one. */
  isLeaderless: boolean;
}

export interface EtcdSnapshot {
  nodes: ReadonlyMap<string, EtcdNode>;
  /** As the member lists them that is farthest in the log; none where nobody lists them. */
  members: readonly EtcdMember[];
  /** Which member is at which listed address. */
  ids: ReadonlyMap<string, string>;
}
