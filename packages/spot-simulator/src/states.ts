/**
 * Every state of a stateful instance. The imperative form means "requested", the `…ING` form "in progress".
 * Source: the official schema of `GET /aws/ec2/group/{groupId}/statefulInstance`.
 */
export const states = [
  'ACTIVE',
  'PAUSE',
  'PAUSING',
  'PAUSED',
  'RESUME',
  'RESUMING',
  'RECYCLE',
  'RECYCLING',
  'DEALLOCATE',
  'DEALLOCATING',
  'DEALLOCATED',
  'ERROR',
] as const;

export type State = (typeof states)[number];

export type Action = 'recycle' | 'pause' | 'resume' | 'deallocate';
