import { clusterMajority } from './cluster-majority.ts';
import { contentsReadable } from './contents-readable.ts';
import { featureFlags } from './feature-flags.ts';
import { membersKnown } from './members-known.ts';
import { mirrorSynchronised } from './mirror-synchronised.ts';
import { noAlarms } from './no-alarms.ts';
import { noPartition } from './no-partition.ts';
import { nodesRunning } from './nodes-running.ts';
import { queueQuorum } from './queue-quorum.ts';
import { queuesElsewhere } from './queues-elsewhere.ts';
import type { RabbitmqRule } from './rule.ts';
import { vhostsRunning } from './vhosts-running.ts';

/** Every rule of the kind, in the order in which findings are reported. */
export const rules: readonly RabbitmqRule[] = [
  nodesRunning,
  membersKnown,
  noPartition,
  noAlarms,
  clusterMajority,
  contentsReadable,
  vhostsRunning,
  queueQuorum,
  mirrorSynchronised,
  queuesElsewhere,
  featureFlags,
];
