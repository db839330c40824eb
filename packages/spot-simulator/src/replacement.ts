import type { PersistedParts } from './group-document.ts';
import type { Device, Instance } from './model.ts';
import type { Names } from './names.ts';
import type { Recycling } from './recycling.ts';

/** The changed fields of an instance after its EC2 instance was replaced. */
export type ReplacedInstance = Pick<Instance, 'launchedAt' | 'privateIp' | 'imageId' | 'bootImage' | 'devices'> & {
  dataSurvives: boolean;
};

interface ReplacementContext {
  /** The current image of the group. */
  image: string;
  persistence: PersistedParts;
  recycling: Recycling;
  names: Names;
  now: number;
}

/**
 * The instance that replaces another one: persisted parts stay, everything else is new. For a persisted root, Spot
 * registers an image from it and ignores the image of the group.
 * Source: https://docs.spot.io/elastigroup/features/stateful-instance/
 */
export function replacementOf(
  before: Instance,
  { image, persistence, recycling, names, now }: ReplacementContext,
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

/** A root volume is never reattached: even if it is persisted, a new volume is created from its snapshot. */
const isRoot = ({ deviceName }: Device): boolean => ['/dev/xvda', '/dev/sda1', '/dev/sda'].includes(deviceName);

function deviceAfter(
  device: Device,
  { persistence, recycling, names }: Pick<ReplacementContext, 'persistence' | 'recycling' | 'names'>,
): Device {
  if (persistence.volumes === 'reattach' && !recycling.changesVolumes && !isRoot(device)) return device;
  return { ...device, volumeId: names.next('vol'), ...(device.snapshotId && { snapshotId: names.next('snap') }) };
}
