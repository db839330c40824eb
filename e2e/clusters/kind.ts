/** A kind of cluster that tests can run: its nodes are in KIND/node.mjs, its versions in tools/cluster-jars. */
export interface ClusterKind {
  name: 'kafka' | 'zookeeper' | 'elasticsearch' | 'opensearch' | 'etcd' | 'redis' | 'rabbitmq';
  /** The last number of the first node's address. */
  firstHost: number;
  /** Instances in a group (default: three). */
  size?: number;
  /** The groups that are one cluster, without `sig-`; by default one with the kind's name. */
  groups?: readonly string[];
  /**
   * The names of the old and the new image if they differ only in configuration. The program is then the system's, and
   * nothing is downloaded. Digits and dots only.
   */
  images?: readonly [old: string, new: string];
  /**
   * Why the cluster is not healthy, or undefined. Tests use this instead of the health checks, to find health checks
   * that are wrong.
   */
  findFault: (addresses: readonly string[]) => Promise<string | undefined>;
}
