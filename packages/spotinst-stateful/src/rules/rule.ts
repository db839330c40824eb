import type { Finding } from '@esg-recycler/core';
import type { Intent } from '@esg-recycler/esg-store';
import type { Group, StatefulInstance } from '@esg-recycler/spotinst-client';

/** A group of the cluster with its instances, as one read showed them. */
export interface GroupRead {
  group: Group;
  instances: StatefulInstance[];
}

/** Everything that a rule may judge by. Rules read nothing themselves. */
export interface Snapshot {
  cluster: string;
  /** The group in question. */
  group: Group;
  /** Every group of its cluster, itself included. */
  members: GroupRead[];
  /** The image that the instances are to run; null when the group names none. */
  target: string | null;
  /** Milliseconds; an instance launched earlier is due whatever its image. */
  since?: number;
  /** Recycles of this cluster that were requested and whose end is not on record. */
  intents: Intent[];
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
  judge(snapshot: Snapshot): Sight[];
}

/** A rule about recycling one instance now. */
export interface InstanceRule extends Named {
  judge(instance: StatefulInstance, snapshot: Snapshot): Sight[];
}
