import { startGatedCluster, type GatedCluster } from '../start-gated-cluster.ts';
import { etcd } from './kind.ts';
import { askEtcd } from './request.ts';
import { etcdStatus } from './view.ts';

/** A cluster, and which of its instances leads now. */
export interface LedCluster extends GatedCluster {
  /** The first instance. The last one would be recycled last anyway. */
  leader: string;
  /** The other instances, in their order. */
  followers: readonly [string, string];
}

/** How long to wait for a member that hangs. */
const variables = { esg_recycle_health_options: { timeout: '2s' } };

export async function startLedCluster(): Promise<LedCluster> {
  const cluster = await startGatedCluster(etcd, variables);
  const { addresses, ssis } = cluster;
  const first = (await etcdStatus(addresses[0]!))!;
  const leading = await Promise.all(addresses.map(etcdStatus));
  const leaderAddress = addresses[leading.findIndex((view) => view?.id === first.leader)]!;
  if (leaderAddress !== addresses[0]) {
    await askEtcd(leaderAddress, 'maintenance/transfer-leadership', { targetID: first.id }, 10_000);
    await cluster.untilHealthy();
  }
  const [leader, ...followers] = ssis as [string, string, string];
  return { ...cluster, leader, followers };
}
