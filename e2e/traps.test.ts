import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { rules } from '@esg-recycler/spotinst-stateful';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executable, node } from './support/executables.ts';

type GroupInput = NonNullable<ScenarioInput['groups']>[number];

const [oldImage, newImage] = ['ami-old', 'ami-new'];
const persistence = { shouldPersistPrivateIp: true, shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' };

let folder: string;
let simulator: Simulator;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'traps-'));
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

const due = (...ids: string[]) => ids.map((id) => ({ id, imageId: oldImage }));
const groupOf = (fields: GroupInput): GroupInput => ({
  id: 'sig-zk',
  image: newImage,
  persistence,
  instances: due('ssi-1', 'ssi-2', 'ssi-3'),
  ...fields,
});
const withTask = (task: object): GroupInput => groupOf({ group: { scheduling: { tasks: [task] } } });
const simulate = async (group: GroupInput, more: ScenarioInput = {}): Promise<void> => {
  simulator = await startSimulator({ groups: [group], ...more });
};

const environment = () => ({
  PATH: process.env['PATH'],
  HOME: folder,
  SPOTINST_API_URL: simulator.url,
  SPOTINST_TOKEN: simulator.token,
  SPOTINST_ACCOUNT: simulator.accountId,
});

async function recycle(...more: string[]) {
  const args = `recycle --esg sig-zk --id ssi-1 --poll-interval 20ms --timeout 20s`.split(' ');
  const options = { cwd: folder, reject: false, extendEnv: false, env: environment() } as const;
  const { stdout, exitCode } = await execa(node, [executable('spotinst-stateful'), ...args, ...more], options);
  return { exitCode, document: JSON.parse(stdout) };
}

/** The check of the role before it recycles an instance, for a cluster with a health check. */
async function assess(health: string) {
  const variables = { esg_recycle_group: 'sig-zk', esg_recycle_instance: 'ssi-1', esg_recycle_health: health };
  const input = JSON.stringify({ host: 'zk-1', variables });
  const options = { cwd: folder, reject: false, extendEnv: false, env: environment(), input } as const;
  const { stdout, exitCode } = await execa(node, [executable('instance-roller'), 'assess'], options);
  // A refusal is a result, not an error.
  return { exitCode, document: { error: { ...JSON.parse(stdout), exitCode } } };
}

const changes = () => simulator.requests.filter(({ method }) => method !== 'GET');

interface Trap {
  group: GroupInput;
  more?: ScenarioInput;
  args?: string[];
  /** The health check of the cluster, for cases that depend on it. Only the role has it. */
  health?: string;
  /** What happens after the start. */
  meanwhile?: () => void;
}

/** By the code of the finding. Codes without a trap are listed below. */
const traps: Record<string, Trap> = {
  'group-not-stateful': { group: groupOf({ persistence: { shouldPersistPrivateIp: false } }) },
  'ami-backup': { group: withTask({ taskType: 'backup_ami', isEnabled: true, cronExpression: '0 3 * * 0' }) },
  'images-list': {
    group: groupOf({ group: { compute: { launchSpecification: { images: [{ id: newImage }, { id: oldImage }] } } } }),
  },
  'target-unknown': { group: groupOf({ group: { compute: { launchSpecification: { imageId: null } } } }) },
  'target-changed': { group: groupOf({}), args: ['--target', 'ami-newer'] },
  'root-persisted': { group: groupOf({ persistence: { ...persistence, shouldPersistRootDevice: true } }) },
  'root-only': { group: groupOf({ persistence: { shouldPersistRootDevice: true } }), args: ['--replace-root'] },
  'deployment-in-progress': { group: groupOf({ rolls: [{ status: 'IN_PROGRESS' }] }) },
  'scheduled-recycle': {
    group: withTask({ taskType: 'statefulRecycle', isEnabled: true, cronExpression: '* * * * *' }),
  },
  'scheduled-capacity': {
    group: withTask({ taskType: 'statefulUpdateCapacity', frequency: 'hourly', targetCapacity: 1 }),
  },
  'not-active': { group: groupOf({ instances: [{ id: 'ssi-1', state: 'ERROR' }, ...due('ssi-2', 'ssi-3')] }) },
  'other-not-active': { group: groupOf({ instances: [...due('ssi-1', 'ssi-2'), { id: 'ssi-3', state: 'PAUSED' }] }) },
  'image-unknown': { group: groupOf({}), more: { answers: { omits: ['imageId'] } } },
  'address-not-persisted': {
    group: groupOf({ persistence: { ...persistence, shouldPersistPrivateIp: false } }),
    health: 'zookeeper',
  },
  frozen: {
    group: groupOf({
      group: {
        compute: { launchSpecification: { tags: [{ tagKey: 'esg-recycler/freeze', tagValue: 'Black Friday' }] } },
      },
    }),
  },
  'launch-unknown': { group: groupOf({}), meanwhile: () => simulator.cloud.change('ssi-1', { instanceId: null }) },
};

/** In the middle of a roll, and of a roll on another machine. */
const elsewhere = ['other-missing', 'other-replaced', 'rolled-elsewhere'];

describe('a trap', () => {
  it.each(Object.entries(traps))(
    '%s is named, and nothing is changed',
    async (code, { group, more, args = [], health, meanwhile }) => {
      await simulate(group, more);
      meanwhile?.();
      const { exitCode, document } = await (health ? assess(health) : recycle(...args));
      expect(document.error).toMatchObject({ code, exitCode: 3, hint: expect.any(String) });
      expect(document.error.findings).toContainEqual(
        expect.objectContaining({ code, severity: 'block', source: expect.any(String) }),
      );
      expect(exitCode).toBe(3);
      expect(changes()).toEqual([]);
    },
  );

  it('is here for every rule that blocks', () => {
    const blocking = [...rules.group, ...rules.instance].filter(({ severity }) => severity === 'block');
    expect([...Object.keys(traps), ...elsewhere].toSorted()).toEqual(blocking.map(({ code }) => code).toSorted());
  });
});

describe('a warning', () => {
  const zones = ['us-east-1a', 'us-east-1b'].map((name) => ({ name, subnetIds: [`subnet-${name}`] }));

  it.each<[string, string[], GroupInput]>([
    [
      'about how Spot launches',
      ['auto-scaling', 'revert-to-spot', 'several-zones', 'no-od-fallback', 'auto-healing-off', 'awaits-signal'],
      groupOf({
        group: {
          capacity: { minimum: 1 },
          strategy: {
            fallbackToOd: false,
            revertToSpot: { performAt: 'always' },
            signals: [{ name: 'INSTANCE_READY', timeout: 120 }],
          },
          compute: { availabilityZones: zones, launchSpecification: { autoHealing: false } },
          scaling: { down: [{ policyName: 'idle', isEnabled: true }] },
        },
      }),
    ],
    [
      'about a pair that keeps only its volumes',
      ['address-not-persisted', 'volumes-from-snapshots', 'no-majority'],
      groupOf({
        persistence: { shouldPersistBlockDevices: true, blockDevicesMode: 'onLaunch' },
        instances: due('ssi-1', 'ssi-2'),
      }),
    ],
    ['about addresses alone', ['volumes-not-persisted'], groupOf({ persistence: { shouldPersistPrivateIp: true } })],
    [
      'but none about tasks that are off, or later, or deployments that are over',
      [],
      groupOf({
        rolls: [{ status: 'finished' }, { status: 'STOPPED' }],
        group: {
          scheduling: {
            tasks: [
              { taskType: 'statefulRecycle', isEnabled: false, cronExpression: '* * * * *' },
              { taskType: 'scale', isEnabled: true, startTime: '2018-05-23T10:55:09Z' },
              { taskType: 'backup_ami', isEnabled: false, frequency: 'hourly' },
            ],
          },
        },
      }),
    ],
  ])('%s is part of the result, and the recycle continues', async (_, codes, group) => {
    await simulate(group);
    const { exitCode, document } = await recycle();
    expect(document.findings?.map(({ code }: { code: string }) => code)).toEqual(codes);
    expect([exitCode, document.changed]).toEqual([0, true]);
  });
});
