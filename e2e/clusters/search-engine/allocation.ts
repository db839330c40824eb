import type { SearchNodes } from './request.ts';

const path = '/_cluster/settings?flat_settings=true';
const enable = 'cluster.routing.allocation.enable';

/** All settings that somebody has made. */
export interface ClusterSettings {
  persistent: Record<string, unknown>;
  transient: Record<string, unknown>;
}

export async function readSettings(nodes: SearchNodes): Promise<ClusterSettings> {
  const { persistent, transient } = await nodes.callAny<ClusterSettings>({ path });
  return { persistent, transient };
}

/** Which shards may be allocated, by the settings alone. */
export const allocationIn = ({ persistent, transient }: ClusterSettings): unknown =>
  transient[enable] ?? persistent[enable];

/** Sets the defaults on both levels, so that both must be restored. */
export async function setAllocation(nodes: SearchNodes): Promise<void> {
  const body = { persistent: { [enable]: 'all' }, transient: { [enable]: 'all' } };
  await nodes.callAny({ method: 'PUT', path, body });
}
