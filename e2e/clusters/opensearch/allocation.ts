import { requestAny } from './request.ts';

const path = '/_cluster/settings?flat_settings=true';
const enable = 'cluster.routing.allocation.enable';

/** All settings that somebody has made. */
export interface ClusterSettings {
  persistent: Record<string, unknown>;
  transient: Record<string, unknown>;
}

export async function readSettings(addresses: readonly string[]): Promise<ClusterSettings> {
  const { persistent, transient } = await requestAny<ClusterSettings>(addresses, { path });
  return { persistent, transient };
}

/** Which shards may be allocated, by the settings alone. */
export const allocationIn = ({ persistent, transient }: ClusterSettings): unknown =>
  transient[enable] ?? persistent[enable];

/** Says on both levels what holds anyway, so that both are there to be put back. */
export async function setAllocation(addresses: readonly string[]): Promise<void> {
  const body = { persistent: { [enable]: 'all' }, transient: { [enable]: 'all' } };
  await requestAny(addresses, { method: 'PUT', path, body });
}
