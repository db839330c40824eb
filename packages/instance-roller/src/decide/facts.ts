import type { Finding } from '@esg-recycler/core';
import type { ClusterJudgement } from '@esg-recycler/cluster-health';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** Another instance of the cluster. */
export interface MemberFact {
  ssi: string;
  group: string;
  /** In Spot's spelling: `ACTIVE`. */
  state: string;
  address: string | null;
  /** Its recycle was requested, and has no recorded result. */
  isUnderWay: boolean;
  /** What to do when waiting does not help. */
  hint?: string;
}

/** An instance among the members of its cluster. */
export interface MembersFacts {
  stateful: StatefulInstance;
  /** Its current address; null when it has none. */
  address: string | null;
  isUnderWay: boolean;
  others: readonly MemberFact[];
}

/** The facts about an instance and its cluster from one read of Spot. */
export interface InstanceFacts extends MembersFacts {
  cluster: string;
  target: string | null;
  /** An instance launched earlier is due, whatever its image; ISO 8601. */
  since?: string;
  /** null: Spot does not report enough to determine it. */
  due: boolean | null;
  /** It was recycled, and the health check afterwards is not recorded as passed. */
  awaitsCheck: boolean;
  /** The findings about its group and about a recycle now. */
  findings: readonly Finding[];
}

/** A port that does not accept connections. */
export interface ClosedPort {
  address: string;
  port: number;
}

/** The results of the port and health checks; each part is absent when it is not configured. */
export interface CheckFacts {
  closedPorts?: readonly ClosedPort[];
  health?: { kinds: readonly string[]; judgement: ClusterJudgement };
}

/** Whether Ansible can connect to the host; `local` needs no connection. */
export interface ConnectionFact {
  isReached: boolean;
  reason?: string;
}

/** The input of {@link decide}. Absent facts were not read yet, or are not configured. */
export interface Facts {
  ssi: string;
  /** Whether it is part of this run: the run selects it, or selects nothing. */
  isInRun: boolean;
  /** Hosts of this play that were started before it and did not finish. */
  unfinished: readonly string[];
  /** Its address and cluster in the inventory. */
  inventory: { address?: string; cluster?: string };
  /** Whether an instance that others should precede is recycled in its turn or deferred. */
  leader: 'last' | 'defer';
  /** Overridden rules that do not belong to the health check. */
  overridden: readonly string[];
  instance?: InstanceFacts;
  check?: CheckFacts;
  connection?: ConnectionFact;
}

/** Whether only the health check after its recycle remains: no recycle is requested. */
export const awaitsOnlyCheck = ({ awaitsCheck, due, isUnderWay }: InstanceFacts): boolean =>
  awaitsCheck && due === false && !isUnderWay;

/** The phase of the health check: before the instance leaves, or after it is back. */
export const phaseOf = (instance: InstanceFacts): 'before' | 'after' =>
  awaitsOnlyCheck(instance) ? 'after' : 'before';
