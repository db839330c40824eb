import type { PersistedParts } from './group-document.ts';
import type { Device, Instance } from './model.ts';
import type { Names } from './names.ts';
import type { Recycling } from './recycling.ts';

/** What of an instance is other after its EC2 instance was replaced. */
export type ReplacedInstance = Pick<Instance, 'launchedAt' | 'privateIp' | 'imageId' | 'bootImage' | 'devices'> & {
  dataSurvives: boolean;
};

interface Circumstances {
  /** The group's image now. */
  image: string;
  persistence: PersistedParts;
  recycling: Recycling;
  names: Names;
  now: number;
}

/**
 * The instance that comes up in the place of another: what is persisted stays, all else is new. A persisted root
 * comes back as an image registered from it, and the group's image is ignored.
 * Source: https://docs.spot.io/elastigroup/features/stateful-instance/
 */
export function replacementOf(
  before: Instance,
  { image, persistence, recycling, names, now }: Circumstances,
): ReplacedInstance {
  const keepsAddress = persistence.address && !recycling.changesAddress;
  const rightImage = persistence.root ? names.next('ami') : image;
  return {
    launchedAt: Math.max(now, before.launchedAt + 1),
    privateIp: keepsAddress ? before.privateIp : names.nextAddress(before.privateIp),
    imageId: recycling.imageAfter ?? rightImage,
    bootImage: recycling.imageAfter ?? (persistence.root ? before.bootImage : image),
    devices: before.devices.map((device) => deviceAfter(device, { persistence, recycling, names })),
    dataSurvives: (persistence.volumes !== 'none' || persistence.root) && !recycling.emptiesData,
  };
}

/** A root volume never comes back as it was: even where it is persisted, a new one is made from its snapshot. */
const isRoot = ({ deviceName }: Device): boolean => ['/dev/xvda', '/dev/sda1', '/dev/sda'].includes(deviceName);

function deviceAfter(
  device: Device,
  { persistence, recycling, names }: Pick<Circumstances, 'persistence' | 'recycling' | 'names'>,
): Device {
  if (persistence.volumes === 'reattach' && !recycling.changesVolumes && !isRoot(device)) return device;
  return { ...device, volumeId: names.next('vol'), ...(device.snapshotId && { snapshotId: names.next('snap') }) };
}
