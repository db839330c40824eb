import { clusterOf, type Clusters } from '@esg-recycler/core';
import { imageOf, tagsOf } from '@esg-recycler/spotinst-client';
import { driftOf } from './drift.ts';
import type { Host } from './hosts.ts';
import { compare, sortedByKey } from './sorted.ts';

/** The API reports no `snapshotId` for a volume that is reattached; then the variable has none. */
const devicesOf = ({ instance }: Host): Record<string, unknown>[] =>
  instance.devices
    .toSorted((a, b) => compare(a.deviceName ?? '', b.deviceName ?? ''))
    .map(({ deviceName, volumeId, snapshotId }) => ({
      deviceName,
      volumeId,
      ...(snapshotId !== null && { snapshotId }),
    }));

/** Spelled as in the API's instance healthiness. In the status, an on-demand instance has no spot request. */
function lifeCycleOf({ status, ec2 }: Host): 'SPOT' | 'ON-DEMAND' | null {
  if (status) return status.spotInstanceRequestId === null ? 'ON-DEMAND' : 'SPOT';
  if (ec2) return ec2.lifecycle === 'spot' ? 'SPOT' : 'ON-DEMAND';
  return null;
}

export interface HostVarsOptions {
  clusters: Clusters;
  prefix: string;
  suffix: string;
}

/**
 * The variables of a host, spelled as in the API, sorted by name; null for unknown values. `healthStatus` and `ec2`
 * exist only when they were requested.
 */
export function hostVars(host: Host, { clusters, prefix, suffix }: HostVarsOptions): Record<string, unknown> {
  const { answer, instance, status, health, ec2 } = host;
  const { accountId, group } = answer;
  const spot: Record<string, unknown> = {
    accountId,
    availabilityZone: status?.availabilityZone ?? ec2?.availabilityZone ?? null,
    cluster: clusterOf(group, clusters),
    createdAt: instance.createdAt,
    devices: devicesOf(host),
    due: driftOf(group, instance.imageId),
    ...(answer.ec2 && { ec2: ec2 ?? null }),
    esg_id: group.id,
    esg_imageId: imageOf(group),
    esg_name: group.name,
    esg_region: group.region,
    esg_tags: sortedByKey(Object.entries(tagsOf(group))),
    ...(answer.health && { healthStatus: health?.healthStatus ?? null }),
    id: instance.id,
    imageId: instance.imageId,
    instanceId: instance.instanceId,
    instanceType: status?.instanceType ?? ec2?.instanceType ?? null,
    launchedAt: instance.launchedAt,
    lifeCycle: lifeCycleOf(host),
    privateIp: host.address,
    publicIp: status?.publicIp ?? ec2?.publicIpAddress ?? null,
    state: instance.state,
  };
  const named = Object.entries(spot).map(([name, value]): [string, unknown] => [`${prefix}${name}${suffix}`, value]);
  return sortedByKey([
    ...named,
    ...(host.ansibleHost ? [['ansible_host', host.ansibleHost] as [string, unknown]] : []),
  ]);
}
