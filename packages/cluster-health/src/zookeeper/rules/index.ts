import { ensembleSize } from './ensemble-size.ts';
import { followersSynced } from './followers-synced.ts';
import { inBroadcast } from './in-broadcast.ts';
import { membersServe } from './members-serve.ts';
import { oneLeader } from './one-leader.ts';
import { quorumRemains } from './quorum-remains.ts';
import { requestsDrain } from './requests-drain.ts';
import type { ZookeeperRule } from './rule.ts';
import { weightsKnown } from './weights-known.ts';

/** Every rule of the kind, in the order of the findings. */
export const rules: readonly ZookeeperRule[] = [
  membersServe,
  inBroadcast,
  followersSynced,
  ensembleSize,
  oneLeader,
  quorumRemains,
  requestsDrain,
  weightsKnown,
];
