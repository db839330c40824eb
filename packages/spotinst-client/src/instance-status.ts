import { z } from 'zod';
import { text } from './wire.ts';

/**
 * A running or pending EC2 instance of a group; paused ones are not listed. `spotInstanceRequestId` is null for an
 * on-demand instance. `status` is a spot request's (`fulfilled`, …) or an EC2 state (`running`, …).
 */
export const instanceStatus = z
  .object({
    instanceId: text,
    spotInstanceRequestId: text,
    spotRequestId: text,
    instanceType: text,
    product: text,
    groupId: text,
    availabilityZone: text,
    privateIp: text,
    publicIp: text,
    status: text,
    lockStatus: text,
    protectedUntil: text,
    createdAt: text,
  })
  // Older responses have the shorter name.
  .transform(({ spotRequestId, ...status }) => ({
    ...status,
    spotInstanceRequestId: status.spotInstanceRequestId ?? spotRequestId,
  }));

export type InstanceStatus = z.infer<typeof instanceStatus>;

/** `healthStatus` is HEALTHY, UNHEALTHY, INSUFFICIENT_DATA or UNKNOWN; `lifeCycle` SPOT or ON-DEMAND. */
export const instanceHealthiness = z.object({
  instanceId: text,
  spotRequestId: text,
  groupId: text,
  availabilityZone: text,
  lifeCycle: text,
  healthStatus: text,
});

export type InstanceHealthiness = z.infer<typeof instanceHealthiness>;
