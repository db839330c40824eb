import { z } from 'zod';

/** Ids become names in Ansible and parts of cache keys and warnings, so only word characters are allowed. */
const id = z.string().regex(/^[\w-]+$/, 'is not an id');
const state = z.string().regex(/^\w+$/, 'is not a state');
/** Private addresses become host names. */
export const address = z.union([z.ipv4(), z.ipv6()], 'is not an IP address').nullable();
export const text = z.string().nullable();

/**
 * The stored part of Spot's responses: everything that the inventory uses. Each shape is applied to the response and
 * again to the cached value, so a cache of another version is ignored. All other keys are dropped, in particular
 * `userData`, which often contains secrets.
 */
export const groupShape = z.object({
  id,
  name: z.string(),
  region: text,
  strategy: z
    .object({
      persistence: z
        .object({
          shouldPersistPrivateIp: z.boolean().nullish(),
          shouldPersistBlockDevices: z.boolean().nullish(),
          shouldPersistRootDevice: z.boolean().nullish(),
          blockDevicesMode: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
  compute: z
    .object({
      launchSpecification: z
        .object({
          imageId: z.string().nullish(),
          tags: z.array(z.object({ tagKey: z.string().nullish(), tagValue: z.string().nullish() })).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export const instanceShape = z.object({
  id,
  state,
  instanceId: text,
  privateIp: address,
  imageId: text,
  devices: z.array(z.object({ deviceName: text, volumeId: text, snapshotId: text })),
  launchedAt: text,
  createdAt: text,
});

export const statusShape = z.object({
  instanceId: text,
  instanceType: text,
  availabilityZone: text,
  privateIp: address,
  publicIp: text,
  spotInstanceRequestId: text,
});

/** A running instance in the status. */
export type RunningInstance = z.output<typeof statusShape>;

export const healthShape = z.object({ instanceId: text, healthStatus: text });

/** The health of a running instance: HEALTHY, UNHEALTHY, INSUFFICIENT_DATA or UNKNOWN. */
export type InstanceHealth = z.output<typeof healthShape>;
