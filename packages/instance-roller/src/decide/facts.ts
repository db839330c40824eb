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
  /** A recycle of it is on record as requested, and its end is not. */
  isUnderWay: boolean;
  /** What brings it back, where waiting does not. */
  hint?: string;
}

/** An instance among the members of its cluster. */
export interface MembersFacts {
  stateful: StatefulInstance;
  /** Its current address; null while it has none. */
  address: string | null;
  isUnderWay: boolean;
  others: readonly MemberFact[];
}

/** What is known of an instance and its cluster once Spot was read. */
export interface InstanceFacts extends MembersFacts {
  cluster: string;
  target: string | null;
  /** An instance launched earlier is due whatever its image; ISO 8601. */
  since?: string;
  /** null: Spot does not say enough to tell. */
  due: boolean | null;
  /** It was recycled, and no check after it is on record as passed. */
  awaitsCheck: boolean;
  /** What is said of its group and of recycling it now. */
  findings: readonly Finding[];
}

/** A port that did not answer. */
export interface ClosedPort {
  address: string;
  port: number;
}

/** What asking the cluster itself has shown; each part is absent where nothing asks for it. */
export interface CheckFacts {
  closedPorts?: readonly ClosedPort[];
  health?: { kinds: readonly string[]; judgement: ClusterJudgement };
}

/** Whether Ansible can connect to the host; `local` needs no connection. */
export interface ConnectionFact {
  isReached: boolean;
  reason?: string;
}

/** Everything that {@link decide} judges by. What is absent was not read yet, or is not asked for. */
export interface Facts {
  ssi: string;
  /** Whether this run is about it: it is among those to recycle, or nobody named any. */
  isInRun: boolean;
  /** Hosts of this play that were begun before it and not finished. */
  unfinished: readonly string[];
  /** What the inventory has for it. */
  inventory: { address?: string; cluster?: string };
  /** What is to become of an instance that others should go before. */
  leader: 'last' | 'defer';
  /** Rules that a user has overridden, which are no rules of the health check. */
  overridden: readonly string[];
  instance?: InstanceFacts;
  check?: CheckFacts;
  connection?: ConnectionFact;
}

/** Whether nothing is left to do but the check after its recycle: no request is sent for it. */
export const awaitsOnlyCheck = ({ awaitsCheck, due, isUnderWay }: InstanceFacts): boolean =>
  awaitsCheck && due === false && !isUnderWay;

/** In which phase the cluster is checked: without an instance that is to leave, or with one that is back. */
export const phaseOf = (instance: InstanceFacts): 'before' | 'after' =>
  awaitsOnlyCheck(instance) ? 'after' : 'before';
