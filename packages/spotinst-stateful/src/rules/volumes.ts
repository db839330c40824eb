import { isStateful, persistenceOf, type Group } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';

const source = 'spotinst/help: elastigroup/features/z-stateful-instance/persist-data-volumes.md';

const volumesNotPersisted: GroupRule = {
  code: 'volumes-not-persisted',
  severity: 'warn',
  source,
  judge({ group }) {
    if (!isStateful(group) || persistenceOf(group).blockDevices) return [];
    const message = `${group.id} does not persist data volumes: every recycled instance comes back without its data`;
    const hint =
      'Continue only if the cluster restores the data from its other members, and set a health check that waits for it.';
    return [{ subject: group.id, message, hint }];
  },
};

const volumesFromSnapshots: GroupRule = {
  code: 'volumes-from-snapshots',
  severity: 'warn',
  source,
  judge({ group }) {
    const { blockDevices, blockDevicesMode } = persistenceOf(group);
    if (!blockDevices || blockDevicesMode === 'reattach') return [];
    const message = `${group.id} has blockDevicesMode ${blockDevicesMode ?? 'unset'}: a recycle creates new data volumes from the latest snapshots`;
    const hint =
      'Expect new volume ids and slow first reads. To keep the same volumes, set blockDevicesMode to "reattach".';
    return [{ subject: group.id, message, hint }];
  },
};

/** The availability zones by name; without names the subnets, because each may be in a different zone. */
function zonesOf({ compute }: Group): string[] {
  const zones = (compute?.availabilityZones ?? []).flatMap(({ name }) => (name ? [name] : []));
  return [...new Set(zones.length > 0 ? zones : (compute?.subnetIds ?? []))];
}

const severalZones: GroupRule = {
  code: 'several-zones',
  severity: 'warn',
  source,
  judge({ group }) {
    const { blockDevices, blockDevicesMode } = persistenceOf(group);
    const zones = zonesOf(group);
    if (!blockDevices || blockDevicesMode !== 'reattach' || zones.length < 2) return [];
    const message = `${group.id} reattaches volumes and spans ${zones.join(', ')}: an instance that comes back in another zone gets new volumes from the latest snapshots`;
    const hint =
      'Such a recycle fails with volumes-changed, and the roll stops. To avoid this, use one group per zone.';
    return [{ subject: group.id, message, hint }];
  },
};

export const volumeRules: readonly GroupRule[] = [volumesNotPersisted, volumesFromSnapshots, severalZones];
