import { z } from 'zod';
import { list, text, time } from './wire.ts';

/**
 * The durable slot of a stateful group, and the EC2 instance that is under it at present. `state` is one of ACTIVE
 * PAUSE PAUSING PAUSED RESUME RESUMING RECYCLE RECYCLING DEALLOCATE DEALLOCATING DEALLOCATED ERROR, or one that is
 * newer than this list. `privateIp` is null unless the group persists it; `instanceId` and `launchedAt` may be null
 * while nothing runs, `imageId` at any time.
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
