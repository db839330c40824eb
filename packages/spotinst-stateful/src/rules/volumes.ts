import { isStateful, persistenceOf, type Group } from '@esg-recycler/spotinst-client';
import type { GroupRule } from './rule.ts';

const source = 'spotinst/help: elastigroup/features/z-stateful-instance/persist-data-volumes.md';

const volumesNotPersisted: GroupRule = {
  code: 'volumes-not-persisted',
  severity: 'warn',
  source,
  judge({ group }) {
    if (!isStateful(group) || persistenceOf(group).blockDevices) return [];
    const message = `${group.id} does not persist data volumes: every instance comes back without its data`;
    const hint = 'Go on only if the cluster copies all of it again, and wait for that before the next instance.';
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
    const message = `${group.id} has blockDevicesMode ${blockDevicesMode ?? 'unset'}: data volumes are made anew from their last snapshots`;
    const hint = 'Expect other volume ids, and slow reads at first. With "reattach" the same volumes come back.';
    return [{ subject: group.id, message, hint }];
  },
};

/** Zones by name; where only subnets are named, each may lie in a zone of its own. */
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
    const message = `${group.id} reattaches volumes and spans ${zones.join(', ')}: an instance that comes back in another zone gets new volumes from their last snapshots`;
    const hint = 'Its recycle then ends with volumes-changed, and the roll stops. A group for each zone avoids that.';
    return [{ subject: group.id, message, hint }];
  },
};

export const volumeRules: readonly GroupRule[] = [volumesNotPersisted, volumesFromSnapshots, severalZones];
