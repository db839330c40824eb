import { z } from 'zod';
import { list, text, time } from './wire.ts';

/**
 * A durable slot of a stateful group and its current EC2 instance. `state` is one of ACTIVE PAUSE PAUSING PAUSED RESUME
 * RESUMING RECYCLE RECYCLING DEALLOCATE DEALLOCATING DEALLOCATED ERROR, or newer than this list. `privateIp` is null
 * unless the group persists it. `instanceId` and `launchedAt` can be null while no instance runs, `imageId` at any
 * time.
 */
export const statefulInstance = z.object({
  id: z.string().min(1),
  state: z.string().min(1),
  instanceId: text,
  privateIp: text,
  imageId: text,
  devices: list(z.object({ deviceName: text, volumeId: text, snapshotId: text })),
  launchedAt: time,
  createdAt: time,
});

export type StatefulInstance = z.infer<typeof statefulInstance>;
