import { z } from 'zod';
import { list, number, text } from './wire.ts';

const flag = z.boolean().nullish();
const optionalText = z.string().nullish();
const policies = z.array(z.looseObject({ policyName: optionalText, isEnabled: flag })).nullish();

const launchSpecification = z
  .looseObject({
    imageId: optionalText,
    images: z.array(z.looseObject({ id: optionalText })).nullish(),
    tags: z.array(z.looseObject({ tagKey: optionalText, tagValue: optionalText })).nullish(),
    autoHealing: flag,
    blockDeviceMappings: z
      .array(z.looseObject({ deviceName: optionalText, ebs: z.looseObject({ volumeSize: number }).nullish() }))
      .nullish(),
    userData: z.unknown().optional(),
    shutdownScript: z.unknown().optional(),
  })
  // They often contain secrets, and nothing here needs them: what is dropped cannot be stored or shown.
  .transform(({ userData: _userData, shutdownScript: _shutdownScript, ...rest }) => rest);

/**
 * A group as Spot returns it. The fields that this project uses are typed, all others are kept unchanged, except the
 * scripts `userData` and `shutdownScript`, which are dropped. `name` is not unique; without a name it is the id.
 */
export const group = z
  .looseObject({
    id: z.string().min(1),
    name: text,
    region: text,
    capacity: z.looseObject({ minimum: number, maximum: number, target: number, unit: optionalText }).nullish(),
    strategy: z
      .looseObject({
        fallbackToOd: flag,
        revertToSpot: z.looseObject({ performAt: optionalText, timeWindows: z.array(z.string()).nullish() }).nullish(),
        signals: z.array(z.looseObject({ name: optionalText, timeout: number })).nullish(),
        persistence: z
          .looseObject({
            shouldPersistPrivateIp: flag,
            shouldPersistBlockDevices: flag,
            shouldPersistRootDevice: flag,
            blockDevicesMode: optionalText,
          })
          .nullish(),
      })
      .nullish(),
    compute: z
      .looseObject({
        availabilityZones: z.array(z.looseObject({ name: optionalText })).nullish(),
        subnetIds: z.array(z.string()).nullish(),
        privateIps: z.array(z.string()).nullish(),
        launchSpecification: launchSpecification.nullish(),
      })
      .nullish(),
    scaling: z.looseObject({ down: policies, target: policies }).nullish(),
    scheduling: z
      .looseObject({
        tasks: list(
          z.looseObject({
            taskType: optionalText,
            isEnabled: flag,
            cronExpression: optionalText,
            frequency: optionalText,
            startTime: optionalText,
          }),
        ),
      })
      .nullish(),
  })
  .transform((wire) => ({ ...wire, name: wire.name ?? wire.id }));

export type Group = z.infer<typeof group>;

/** What survives a recycle. */
export interface Persistence {
  privateIp: boolean;
  blockDevices: boolean;
  rootDevice: boolean;
  /** `reattach`: the same volumes are attached again; `onLaunch`: new volumes from the last snapshots. */
  blockDevicesMode: string | null;
}

export function persistenceOf(subject: Group): Persistence {
  const persistence = subject.strategy?.persistence;
  return {
    privateIp: persistence?.shouldPersistPrivateIp === true,
    blockDevices: persistence?.shouldPersistBlockDevices === true,
    rootDevice: persistence?.shouldPersistRootDevice === true,
    blockDevicesMode: persistence?.blockDevicesMode || null,
  };
}

/** Whether anything is persisted. An empty `persistence` object does not make a group stateful. */
export function isStateful(subject: Group): boolean {
  const { privateIp, blockDevices, rootDevice } = persistenceOf(subject);
  return privateIp || blockDevices || rootDevice;
}

/** The image of the next launch: the target of a roll. */
export const imageOf = (subject: Group): string | null => subject.compute?.launchSpecification?.imageId || null;

export const tagsOf = (subject: Group): Record<string, string> =>
  Object.fromEntries(
    (subject.compute?.launchSpecification?.tags ?? []).flatMap(({ tagKey, tagValue }) =>
      tagKey ? [[tagKey, tagValue ?? '']] : [],
    ),
  );
