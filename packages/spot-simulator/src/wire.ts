import { persistenceOf } from './group-document.ts';
import type { JsonObject } from './json.ts';
import type { SimulatedGroup, Instance } from './model.ts';
import type { AnswerSettings } from './scenario.ts';

/** Suspensions, rolls and events always have this format. */
export const offsetTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

const timeOf = (ms: number, { timestamps }: AnswerSettings): string =>
  timestamps === 'Z' ? new Date(ms).toISOString() : offsetTime(ms);

/** Missing values as the scenario sets: left out, or null. */
const withMissing = (fields: JsonObject, { missing }: AnswerSettings): JsonObject =>
  missing === 'null' ? fields : Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** The instance as the API shows it. */
export const shownOf = (instance: Instance): Instance => instance.shown ?? instance;

export function groupItem({ document }: SimulatedGroup, answers: AnswerSettings): JsonObject {
  const time = (key: string): string => timeOf(Date.parse(String(document[key])), answers);
  return { ...document, createdAt: time('createdAt'), updatedAt: time('updatedAt') };
}

export function statefulInstanceItem(instance: Instance, group: SimulatedGroup, answers: AnswerSettings): JsonObject {
  const { id, instanceId, privateIp, imageId, state, devices, launchedAt, createdAt } = shownOf(instance);
  const has = (field: 'imageId' | 'snapshotId'): boolean => !answers.omits.includes(field);
  return withMissing(
    {
      id,
      instanceId,
      privateIp: persistenceOf(group.document).address ? privateIp : null,
      imageId: has('imageId') ? imageId : null,
      state,
      devices: devices.map(({ deviceName, volumeId, snapshotId }) =>
        withMissing({ deviceName, volumeId, snapshotId: (has('snapshotId') && snapshotId) || null }, answers),
      ),
      launchedAt: instanceId === null ? null : timeOf(launchedAt, answers),
      createdAt: timeOf(createdAt, answers),
    },
    answers,
  );
}

/** The instances in `/status` and `/instanceHealthiness`: those that the API shows as running. */
export const runningInstances = (group: SimulatedGroup): Instance[] =>
  [...group.instances.values()]
    .map(shownOf)
    .filter(({ state, instanceId }) => state === 'ACTIVE' && instanceId !== null);

const spotRequestOf = ({ instanceId }: Instance): string => `sir-${String(instanceId).slice(-8)}`;

export const statusItem = (instance: Instance, group: SimulatedGroup, answers: AnswerSettings): JsonObject =>
  withMissing(
    {
      spotInstanceRequestId: spotRequestOf(instance),
      instanceId: instance.instanceId,
      instanceType: 'm5.large',
      product: 'Linux/UNIX',
      groupId: group.id,
      availabilityZone: instance.availabilityZone,
      privateIp: instance.privateIp,
      publicIp: null,
      createdAt: timeOf(instance.launchedAt, answers),
      status: 'fulfilled',
      lockStatus: 'unlocked',
      protectedUntil: null,
    },
    answers,
  );

export const healthinessItem = (instance: Instance, group: SimulatedGroup): JsonObject => ({
  instanceId: instance.instanceId,
  spotRequestId: spotRequestOf(instance),
  groupId: group.id,
  availabilityZone: instance.availabilityZone,
  lifeCycle: 'SPOT',
  healthStatus: instance.running === false ? 'UNHEALTHY' : 'HEALTHY',
});
