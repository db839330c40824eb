/** A kind of cluster that tests can run: its nodes are in KIND/node.mjs, its versions in tools/cluster-jars. */
export interface ClusterKind {
  name: 'kafka' | 'zookeeper' | 'elasticsearch' | 'opensearch' | 'etcd' | 'redis' | 'rabbitmq';
  /** The last number of the first node's address. */
  firstHost: number;
  /** Instances in a group; three where it is not said. */
  size?: number;
  /** The groups that are one cluster, without `sig-`; by default one with the kind's name. */
  groups?: readonly string[];
  /**
   * What its old and its new image are called, where they differ in configuration: its program is the system's own, and
   * nothing is brought for it. Digits and dots.
   */
  images?: readonly [old: string, new: string];
  /**
   * Why the cluster is not healthy, or nothing. Tests judge by this and not by the gates, so that gates which
   * are wrong are found out.
   */
  findFault: (addresses: readonly string[]) => Promise<string | undefined>;
}
