import { zookeeper } from './kind.ts';
import { zookeeperView } from './view.ts';
import { type GatedCluster, startGatedCluster } from '../start-gated-cluster.ts';

/** An ensemble, and which of its instances leads now. */
export interface Ensemble extends GatedCluster {
  leader: string;
  /** The other instances, in their order. */
  followers: readonly [string, string];
}

/** How long to wait for a member that hangs. */
const variables = { esg_recycle_health_options: { timeout: '2s' } };

export async function startEnsemble(): Promise<Ensemble> {
  const cluster = await startGatedCluster(zookeeper, variables);
  const views = await Promise.all(cluster.addresses.map(zookeeperView));
  const isLeader = (index: number): boolean => views[index]?.role === 'leader';
  const { ssis } = cluster;
  return {
    ...cluster,
    leader: ssis.find((_, index) => isLeader(index))!,
    followers: ssis.filter((_, index) => !isLeader(index)) as [string, string],
  };
}
