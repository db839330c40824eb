import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, expect } from '@jest/globals';
import { execa } from 'execa';
import { executable, node } from './executables.ts';
import { type RollSite, startRollSite } from './roll-site.ts';

export const ids = ['ssi-1', 'ssi-2', 'ssi-3'];
export const groupRoute = '/aws/ec2/group/{groupId}';
export const recycleRoute = `${groupRoute}/statefulInstance/{statefulInstanceId}/recycle`;

export const everything = {
  shouldPersistPrivateIp: true,
  shouldPersistBlockDevices: true,
  shouldPersistRootDevice: true,
  blockDevicesMode: 'reattach',
};

export const kafka = {
  id: 'sig-kafka',
  image: 'ami-new',
  persistence: everything,
  instances: ids.map((id, index) => ({
    id,
    privateIp: `127.0.1.${91 + index}`,
    imageId: `ami-auto-${index}`,
    devices: [
      { deviceName: '/dev/xvda', volumeId: `vol-root-${index}` },
      { deviceName: '/dev/xvdx', volumeId: `vol-data-${index}` },
    ],
  })),
};

export let site: RollSite;

afterEach(() => site.stop());

export const open = async (scenario: ScenarioInput = {}): Promise<void> => {
  site = await startRollSite({ groups: [kafka], ...scenario });
};

export const start = (name: string, args: readonly string[]) =>
  execa(node, [executable(name), ...args], {
    cwd: site.folder,
    reject: false,
    extendEnv: false,
    env: site.environment,
  });

export const limits = ['--poll-interval', '20ms', '--timeout', '20s'];

export const startRecycle = (ssi: string, ...more: string[]) =>
  start('spotinst-stateful', ['recycle', '--esg', 'sig-kafka', '--id', ssi, '--replace-root', ...limits, ...more]);

export async function ended(child: ReturnType<typeof start>) {
  const { stdout, stderr, exitCode } = await child;
  expect(stderr).not.toContain('    at ');
  return { document: JSON.parse(stdout), stderr, exitCode };
}

export const recycle = (ssi: string, ...more: string[]) => ended(startRecycle(ssi, ...more));
export const recover = () => ended(start('recycle-runner', ['recover', '--esg', 'sig-kafka', '--json', ...limits]));

export const persistence = () =>
  (site.simulator.cloud.group('sig-kafka').document['strategy'] as Record<string, unknown>)['persistence'];

export const images = () => ids.map((id) => site.simulator.cloud.instance(id).imageId);
export const changes = () =>
  site.simulator.requests.filter(({ method, route }) => method === 'PUT' && route === groupRoute);
export const codesOf = (findings: { code: string }[]) => findings.map(({ code }) => code);
export const isRequested = () => site.requested().length > 0;

/** Each period without persisted root volumes, with the instances of the requests in that period. */
export function windows(): string[][] {
  const found: string[][] = [];
  let current: string[] | undefined;
  for (const { what, ssi, detail } of site.simulator.log) {
    if (detail?.includes('"shouldPersistRootDevice":false')) found.push((current = []));
    else if (detail?.includes('"shouldPersistRootDevice":true')) current = undefined;
    else if (what === 'accepted' && current) current.push(String(ssi));
    else if (what === 'accepted') found.push([`${ssi} at another time`]);
  }
  return found;
}
