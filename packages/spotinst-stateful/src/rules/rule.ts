import type { Finding } from '@esg-recycler/core';
import type { Intent, SeenInstance } from '@esg-recycler/esg-store';
import type { Group, Roll, StatefulInstance } from '@esg-recycler/spotinst-client';
import type { AwaitedGate } from '../records/gate-records.ts';
import type { RootJournal, RootReplacement } from '../records/root-records.ts';

/** A group of the cluster with its instances and its last deployments, as one read showed them. */
export interface GroupRead {
  group: Group;
  instances: StatefulInstance[];
  rolls: Roll[];
}

/** Everything that a rule may judge by. Rules read nothing themselves. */
export interface ClusterSnapshot {
  cluster: string;
  /** The group in question. */
  group: Group;
  /** Every group of its cluster, itself included. */
  members: GroupRead[];
  /** The image that the instances are to run; null when the group names none. */
  target: string | null;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
  /** When it was read, in milliseconds since 1970. */
  now: number;
  /** How long recycling what is due may take from then on, in milliseconds; 0 when nothing is due. */
  horizonMs: number;
  /** The kinds of check that ask the cluster itself whether it is healthy, such as `zookeeper`; none where nothing does. */
  health?: readonly string[];
  /** Recycles of this cluster that were requested and whose end is not on record. */
  intents: Intent[];
  /** The instances as the holder of the lease last knew them; none where nobody holds it. */
  known?: readonly SeenInstance[];
  /** Recycles of this cluster after which no gate is on record as passed. */
  gates?: readonly AwaitedGate[];
  /** Given where the group persists its root volumes and they are to be replaced: those that were, on record. */
  replaceRoot?: readonly RootReplacement[];
  /** Given while the group's root volumes are not persisted for the sake of one recycle. */
  rootJournal?: RootJournal;
}

/** What one rule has to say about one subject. */
export interface Sight {
  subject: string;
  message: string;
  hint?: string;
  /** When this case is less, or more, than the rule's own severity. */
  severity?: Finding['severity'];
}

interface Named {
  /** The name that findings and overrides carry. */
  code: string;
  severity: 'block' | 'warn';
  /** Where the rule comes from. */
  source: string;
}

/** A rule about the group: one answer for all of its instances. */
export interface GroupRule extends Named {
  judge(snapshot: ClusterSnapshot): Sight[];
}

/** A rule about recycling one instance now. */
export interface InstanceRule extends Named {
  judge(instance: StatefulInstance, snapshot: ClusterSnapshot): Sight[];
}
