import { clusterOf, type Clusters } from '@esg-recycler/core';
import { imageOf, persistenceOf, tagsOf } from '@esg-recycler/spotinst-client';
import type { Host } from './hosts.ts';
import { compare, sortedByKey } from './sorted.ts';

/**
 * Whether the instance is off its group's image; null when that cannot be told: an image is unknown, or the root volume
 * is persisted: Spot then registers an image of the instance's own at each pause (its documentation, "Persist root
 * volume").
 */
function isDue({ answer: { group }, instance }: Host): boolean | null {
  const target = imageOf(group);
  if (instance.imageId === null || target === null || persistenceOf(group).rootDevice) return null;
  return instance.imageId !== target;
}

/** The API tells no `snapshotId` where a volume is reattached as it is; then neither do we. */
const devicesOf = ({ instance }: Host): Record<string, unknown>[] =>
  instance.devices
    .toSorted((a, b) => compare(a.deviceName ?? '', b.deviceName ?? ''))
    .map(({ deviceName, volumeId, snapshotId }) => ({
      deviceName,
      volumeId,
      ...(snapshotId !== null && { snapshotId }),
    }));

/** Spelled as in the API's instance healthiness; the status tells it by the spot request, which on-demand has none of. */
const lifeCycleOf = ({ status }: Host): 'SPOT' | 'ON-DEMAND' | null =>
  status ? (status.spotInstanceRequestId === null ? 'ON-DEMAND' : 'SPOT') : null;

/** The variables of a host, spelled as in the API, sorted by name; null is whatever is not known. */
export function hostVars(
  host: Host,
  { clusters, prefix }: { clusters: Clusters; prefix: string },
): Record<string, unknown> {
  const { answer, instance, status } = host;
  const { accountId, group } = answer;
  const spot: Record<string, unknown> = {
    accountId,
    availabilityZone: status?.availabilityZone ?? null,
    cluster: clusterOf(group, clusters),
    createdAt: instance.createdAt,
    devices: devicesOf(host),
    due: isDue(host),
    esg_id: group.id,
    esg_imageId: imageOf(group),
    esg_name: group.name,
    esg_region: group.region,
    esg_tags: sortedByKey(Object.entries(tagsOf(group))),
    id: instance.id,
    imageId: instance.imageId,
    instanceId: instance.instanceId,
    instanceType: status?.instanceType ?? null,
    launchedAt: instance.launchedAt,
    lifeCycle: lifeCycleOf(host),
    privateIp: instance.privateIp ?? status?.privateIp ?? null,
    publicIp: status?.publicIp ?? null,
    state: instance.state,
  };
  const prefixed = Object.entries(spot).map(([name, value]): [string, unknown] => [`${prefix}${name}`, value]);
  return sortedByKey([
    ...prefixed,
    ...(host.ansibleHost ? [['ansible_host', host.ansibleHost] as [string, unknown]] : []),
  ]);
}
