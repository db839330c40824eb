import type { Finding } from '@esg-recycler/core';
import type { Launch } from '../records/launch.ts';
import { parseSpotTime, type persistenceOf, type StatefulInstance } from '@esg-recycler/spotinst-client';

/** An instance as it was read. */
type Seen = Launch & Pick<StatefulInstance, 'id' | 'state'>;

export interface Expectation {
  target: string;
  persistence: ReturnType<typeof persistenceOf>;
  /** Whether the root volume was given up for it, though the group persists it before and after. */
  replacesRoot?: boolean;
}

/** A text, or volumes by device name. */
type Compared = string | null | Record<string, string | null>;

/** One thing that was compared. */
export interface Evidence {
  check: 'active' | 'new-instance' | 'later-launch' | 'on-target' | 'same-address' | 'same-volumes' | 'new-root';
  before: Compared;
  after: Compared;
  /** null: Spot does not say yet. */
  holds: boolean | null;
}

export interface Verification {
  verified: boolean;
  evidence: Evidence[];
  /** Why it is not proved; empty when it is. */
  findings: Finding[];
}

/** AWS names an instance's root volume one of these; it is new after every recycle unless it is persisted. */
const rootDevices = new Set(['/dev/xvda', '/dev/sda1', '/dev/sda']);

interface Failure {
  code: string;
  /** What Spot's list lacks as long as it cannot be told. */
  awaited: string;
  describe: (before: string, after: string, target: string) => string;
}

const show = (value: Compared): string => (typeof value === 'string' ? value : JSON.stringify(value));

const failures: Record<Evidence['check'], Failure> = {
  active: { code: 'not-active', awaited: 'its state', describe: (_, after) => `it is ${after}, not ACTIVE` },
  'new-instance': {
    code: 'same-instance',
    awaited: 'the new instance',
    describe: (_, after) => `it still runs on ${after}`,
  },
  'later-launch': {
    code: 'launch-not-later',
    awaited: 'a later launch time',
    describe: (before, after) => `it was launched at ${after}, before that at ${before}`,
  },
  'on-target': {
    code: 'image-not-target',
    awaited: 'its image',
    describe: (_, after, target) =>
      `it runs ${after}, and the target is ${target}: was the image of the group changed meanwhile?`,
  },
  'same-address': {
    code: 'address-changed',
    awaited: 'its address',
    describe: (before, after) => `its persisted address was ${before} and is ${after}`,
  },
  'same-volumes': {
    code: 'volumes-changed',
    awaited: 'all of its volumes',
    describe: (before, after) => `its volumes were ${before} and are ${after}`,
  },
  'new-root': {
    code: 'root-not-replaced',
    awaited: 'a new root volume',
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

/** Volumes that are missing may still be on their way; one that was swapped is not coming back. */
function areKept(before: Record<string, string | null>, after: Record<string, string | null>): boolean | null {
  const now = Object.entries(before)
    .filter(([, volume]) => volume !== null)
    .map(([device, volume]) => [volume, after[device] ?? null] as const);
  if (now.some(([was, is]) => is !== null && is !== was)) return false;
  return now.some(([, is]) => is === null) ? null : true;
}

/** A time stamp that has not moved yet may lag behind the new instance, so it never speaks against a recycle. */
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
    // Spot's list of volumes may lag behind the new instance, so the old one does not speak against it at once.
    yield { check: 'new-root', before: oldRoot, after: newRoot, holds: newRoot === oldRoot ? null : true };
  }
}

/**
 * Judges whether an instance was recycled onto the target: ACTIVE, another EC2 instance, launched later by Spot's own
 * time stamps, on the target image, with the address and the reattached volumes that the group persists.
 */
export function verifyRecycle(before: Launch, after: Seen, expectation: Expectation): Verification {
  const evidence = [...compare(before, after, expectation)];
  const findings = evidence
    .filter(({ holds }) => holds !== true)
    .map((item): Finding => {
      const { code, awaited, describe } = failures[item.check];
      const message =
        item.holds === null
          ? `Spot's list does not show ${awaited} yet`
          : describe(show(item.before), show(item.after), expectation.target);
      return { code, severity: 'block', subject: after.id, message: `${after.id}: ${message}` };
    });
  return { verified: findings.length === 0, evidence, findings };
}
