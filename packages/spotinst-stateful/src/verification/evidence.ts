import type { Finding } from '@esg-recycler/core';
import type { Launch } from '../records/launch.ts';
import { parseSpotTime, type persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';

/** An instance as Spot reported it. */
type Seen = Launch & Pick<StatefulInstance, 'id' | 'state'>;

export interface Expectation {
  target: string;
  persistence: ReturnType<typeof persistenceOf>;
  /** Whether this recycle replaces the root volume although the group persists it before and after. */
  replacesRoot?: boolean;
}

/** A value, or volume ids by device name. */
type Compared = string | null | Record<string, string | null>;

/** One comparison. */
export interface Evidence {
  check: 'active' | 'new-instance' | 'later-launch' | 'on-target' | 'same-address' | 'same-volumes' | 'new-root';
  before: Compared;
  after: Compared;
  /** null: Spot does not report it yet. */
  holds: boolean | null;
}

export interface Verification {
  verified: boolean;
  evidence: Evidence[];
  /** Why it is not verified; empty when it is. */
  findings: Finding[];
}

/** The device names of root volumes in AWS. A recycle creates a new root volume unless it is persisted. */
const rootDevices = new Set(['/dev/xvda', '/dev/sda1', '/dev/sda']);

interface Failure {
  code: string;
  /** What Spot does not report yet. */
  awaited: string;
  describe: (before: string, after: string, target: string) => string;
}

const show = (value: Compared): string => (typeof value === 'string' ? value : JSON.stringify(value));

const failures: Record<Evidence['check'], Failure> = {
  active: { code: 'not-active', awaited: 'its state', describe: (_, after) => `it is ${after}, not ACTIVE` },
  'new-instance': {
    code: 'same-instance',
    awaited: 'its new EC2 instance',
    describe: (_, after) => `it still runs on EC2 instance ${after}`,
  },
  'later-launch': {
    code: 'launch-not-later',
    awaited: 'its new launch time',
    describe: (before, after) => `its launch time is ${after}, which is not later than ${before}`,
  },
  'on-target': {
    code: 'image-not-target',
    awaited: 'its image',
    describe: (_, after, target) =>
      `it runs ${after} and not the target ${target}: the image of the group may have changed during the recycle`,
  },
  'same-address': {
    code: 'address-changed',
    awaited: 'its address',
    describe: (before, after) => `its persisted address changed from ${before} to ${after}`,
  },
  'same-volumes': {
    code: 'volumes-changed',
    awaited: 'all of its volumes',
    describe: (before, after) => `its volumes changed from ${before} to ${after}`,
  },
  'new-root': {
    code: 'root-not-replaced',
    awaited: 'its new root volume',
    describe: (before) => `its root volume is still ${before}`,
  },
};

const volumesOf = ({ devices }: Launch, keepsRoot: boolean): Record<string, string | null> =>
  Object.fromEntries(
    devices
      .filter(({ deviceName }) => keepsRoot || deviceName === null || !rootDevices.has(deviceName))
      .map(({ deviceName, volumeId }) => [deviceName ?? volumeId ?? '', volumeId] as const)
      .toSorted(([left], [right]) => left.localeCompare(right)),
  );

const rootOf = ({ devices }: Launch): string | null =>
  devices.find(({ deviceName }) => deviceName !== null && rootDevices.has(deviceName))?.volumeId ?? null;

/** A missing volume may still be attached later (null); a volume that was replaced will not come back (false). */
function areKept(before: Record<string, string | null>, after: Record<string, string | null>): boolean | null {
  const now = Object.entries(before)
    .filter(([, volume]) => volume !== null)
    .map(([device, volume]) => [volume, after[device] ?? null] as const);
  if (now.some(([was, is]) => is !== null && is !== was)) return false;
  return now.some(([, is]) => is === null) ? null : true;
}

/** Never false: the launch time may lag behind the new instance. */
function isLater(before: string | null, after: string | null): true | null {
  const [was, is] = [before, after].map((stamp) => (stamp === null ? null : parseSpotTime(stamp)));
  return typeof was === 'number' && typeof is === 'number' && is > was ? true : null;
}

function* compare(
  before: Launch,
  after: Seen,
  { target, persistence, replacesRoot = false }: Expectation,
): Generator<Evidence> {
  const pair = (key: 'instanceId' | 'launchedAt' | 'imageId' | 'privateIp') => ({
    before: before[key],
    after: after[key],
  });
  yield { check: 'active', before: null, after: after.state, holds: after.state === 'ACTIVE' };
  const isNew = after.instanceId === null ? null : after.instanceId !== before.instanceId;
  yield { check: 'new-instance', ...pair('instanceId'), holds: isNew };
  yield { check: 'later-launch', ...pair('launchedAt'), holds: isLater(before.launchedAt, after.launchedAt) };
  if (before.imageId !== null || after.imageId !== null) {
    yield { check: 'on-target', ...pair('imageId'), holds: after.imageId === null ? null : after.imageId === target };
  }
  if (persistence.privateIp && before.privateIp !== null) {
    const isSame = after.privateIp === null ? null : after.privateIp === before.privateIp;
    yield { check: 'same-address', ...pair('privateIp'), holds: isSame };
  }
  if (persistence.blockDevices && persistence.blockDevicesMode === 'reattach') {
    const keepsRoot = persistence.rootDevice && !replacesRoot;
    const [was, is] = [volumesOf(before, keepsRoot), volumesOf(after, keepsRoot)];
    yield { check: 'same-volumes', before: was, after: is, holds: areKept(was, is) };
  }
  const [oldRoot, newRoot] = [rootOf(before), rootOf(after)];
  if (replacesRoot && oldRoot !== null) {
    // Spot's list of volumes may lag behind the new instance, so the old volume does not fail this check at once.
    yield { check: 'new-root', before: oldRoot, after: newRoot, holds: newRoot === oldRoot ? null : true };
  }
}

/**
 * Verifies that an instance was recycled onto the target: it is ACTIVE on a new EC2 instance that was launched later by
 * Spot's own timestamps, runs the target image, and has the address and the reattached volumes that the group persists.
 */
export function verifyRecycle(before: Launch, after: Seen, expectation: Expectation): Verification {
  const evidence = [...compare(before, after, expectation)];
  const findings = evidence
    .filter(({ holds }) => holds !== true)
    .map((item): Finding => {
      const { code, awaited, describe } = failures[item.check];
      const message =
        item.holds === null
          ? `Spot does not report ${awaited} yet`
          : describe(show(item.before), show(item.after), expectation.target);
      return { code, severity: 'block', subject: after.id, message: `${after.id}: ${message}` };
    });
  return { verified: findings.length === 0, evidence, findings };
}
