import type { Gap } from '../kind/gap.ts';

/** A node of the cluster, as another one has it in CLUSTER NODES. */
export interface RedisPeer {
  id: string;
  /** Its address, and its host name where it announces one; none where the address was lost. */
  hosts: readonly string[];
  role: 'master' | 'replica';
  /** The master of a replica. */
  masterId: string | undefined;
  /** `fail`, or `fail?` where only the node that is asked thinks so. */
  failing: 'fail' | 'fail?' | undefined;
  /** `0-5460`; none for a replica, or a master without slots. */
  ranges: readonly string[];
  slots: number;
}

/** How far a node is with replication, when it was asked. */
export interface RedisReplication {
  role: 'master' | 'replica';
  /** How much was written, in bytes: of a master; of what a replica has of it. */
  offset: number;
  /** Of a replica: its link to the master is up, and no full sync is under way. */
  isLinked: boolean;
}

/** What a node says of itself and of the others. */
export interface RedisView extends RedisReplication {
  id: string;
  /** `cluster_state` is ok. */
  isOk: boolean;
  /** Of the cluster as it knows it: it grows with every failover. */
  epoch: number;
  peers: readonly RedisPeer[];
  /** Slots that it gives away or takes over: `5461 to ID`. */
  openSlots: readonly string[];
  minReplicasToWrite: number | Gap;
  /** Asked again after all nodes had been read. */
  later: RedisReplication | Gap;
}

export interface RedisSnapshot {
  views: ReadonlyMap<string, RedisView | Gap>;
  /** All nodes of the cluster, as the one has them that knows of the last change. */
  peers: readonly RedisPeer[];
  /** Which of them is at which listed address. */
  ids: ReadonlyMap<string, string>;
}
