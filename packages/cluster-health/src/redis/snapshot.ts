import type { Gap } from '../kind/gap.ts';

/** A node of the cluster, as another node lists it in CLUSTER NODES. */
export interface RedisPeer {
  id: string;
  /** Its address, and its host name if announced; empty if the address was lost. */
  hosts: readonly string[];
  role: 'master' | 'replica';
  /** The master of a replica. */
  masterId: string | undefined;
  /** `fail`, or `fail?` if only the queried node suspects it. */
  failing: 'fail' | 'fail?' | undefined;
  /** `0-5460`; empty for a replica or a master without slots. */
  ranges: readonly string[];
  slots: number;
}

/** The replication progress of a node at the time of the request. */
export interface RedisReplication {
  role: 'master' | 'replica';
  /** The replication offset in bytes: written by a master, or received by a replica. */
  offset: number;
  /** For a replica: its link to the master is up, and no full sync is in progress. */
  isLinked: boolean;
}

/** What a node reports about itself and about the other nodes. */
export interface RedisView extends RedisReplication {
  id: string;
  /** `cluster_state` is ok. */
  isOk: boolean;
  /** The cluster epoch that the node knows. It increases with every failover. */
  epoch: number;
  peers: readonly RedisPeer[];
  /** Slots that are being migrated or imported: `5461 to ID`. */
  openSlots: readonly string[];
  minReplicasToWrite: number | Gap;
  /** Read again after all nodes have been read. */
  later: RedisReplication | Gap;
}

export interface RedisSnapshot {
  views: ReadonlyMap<string, RedisView | Gap>;
  /** All nodes of the cluster, as listed by the node that knows the latest change. */
  peers: readonly RedisPeer[];
  /** Listed address → node ID. */
  ids: ReadonlyMap<string, string>;
}
