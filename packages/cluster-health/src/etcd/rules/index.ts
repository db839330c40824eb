import { caughtUp } from './caught-up.ts';
import { membersKnown } from './members-known.ts';
import { membersServe } from './members-serve.ts';
import { noAlarm } from './no-alarm.ts';
import { noLearner } from './no-learner.ts';
import { notCorrupt } from './not-corrupt.ts';
import { oneLeader } from './one-leader.ts';
import { quorumRemains } from './quorum-remains.ts';
import type { EtcdRule } from './rule.ts';

/** Every rule of the kind, in the order in which findings are reported. */
export const rules: readonly EtcdRule[] = [
  membersServe,
  oneLeader,
  caughtUp,
  membersKnown,
  noLearner,
  quorumRemains,
  noAlarm,
  notCorrupt,
];
