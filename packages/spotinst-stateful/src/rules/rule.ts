import type { Finding } from '@esg-recycler/core';
import type { Intent, SeenInstance } from '@esg-recycler/esg-store';
import type { Group, Roll, StatefulInstance, Suspension } from '@esg-recycler/spotinst-client';
import type { AwaitedGate } from '../records/gate-records.ts';
import type { RootJournal, RootReplacement } from '../records/root-records.ts';
import type { OwnMarks } from '../marks/pattern.ts';

/** A group of the cluster with its instances and its latest deployments, from one read. */
export interface GroupRead {
  group: Group;
  instances: StatefulInstance[];
  rolls: Roll[];
  /** Its suspended processes; absent when they were not read. */
  suspended?: Suspension[];
}

/** Everything that a rule may use. Rules read nothing on their own. */
export interface ClusterSnapshot {
  cluster: string;
  /** The group that is evaluated. */
  group: Group;
  /** Every group of its cluster, including this one. */
  members: GroupRead[];
  /** The image that the instances should run; null when the group has none. */
  target: string | null;
  /** Milliseconds since 1970; an instance launched earlier is due, whatever its image. */
  since?: number;
  /** When it was read, in milliseconds since 1970. */
  now: number;
  /** How long the recycles that are due may take from `now` on, in milliseconds; 0 when none is due. */
  horizonMs: number;
  /** The kinds of health check of this cluster, such as `zookeeper`. */
  health?: readonly string[];
  /** Recycles of this cluster that were requested and have no recorded result. */
  intents: Intent[];
  /** The instances as the lease holder recorded them last; none when nobody holds the lease. */
  recorded?: readonly SeenInstance[];
  /** Recycles of this cluster whose health check afterwards is not recorded as passed. */
  gates?: readonly AwaitedGate[];
  /** Set when persisted root volumes are to be replaced: the recorded replacements so far. */
  replaceRoot?: readonly RootReplacement[];
  /** Persisted root volumes are to be replaced, and the group persists none. */
  hasNoRootToReplace?: boolean;
  /** Set while root persistence is off for one recycle. */
  rootJournal?: RootJournal;
  /** The patterns of this store's own marks, by group id. */
  ownMarks?: ReadonlyMap<string, OwnMarks | undefined>;
  /** Why a mark of another store may be taken over. */
  takeOver?: string;
}

/** What one rule reports about one subject. */
export interface RuleResult {
  subject: string;
  message: string;
  hint?: string;
  /** Set when it differs from the severity of the rule. */
  severity?: Finding['severity'];
}

interface Named {
  /** The name in findings and overrides. */
  code: string;
  severity: 'block' | 'warn';
  /** Where the rule comes from: a document, or a reason. */
  source: string;
}

/** A rule about a group: its result applies to all of its instances. */
export interface GroupRule extends Named {
  judge(snapshot: ClusterSnapshot): RuleResult[];
}

/** A rule about the recycle of one instance. */
export interface InstanceRule extends Named {
  judge(instance: StatefulInstance, snapshot: ClusterSnapshot): RuleResult[];
}
