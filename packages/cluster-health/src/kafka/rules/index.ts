import { activeController } from './active-controller.ts';
import { brokersListed } from './brokers-listed.ts';
import { brokersRegistered } from './brokers-registered.ts';
import { brokersServe } from './brokers-serve.ts';
import { controllerQuorum } from './controller-quorum.ts';
import { inSyncReplicas } from './in-sync-replicas.ts';
import { logDirsOnline } from './log-dirs-online.ts';
import { minInSyncReplicas } from './min-in-sync-replicas.ts';
import type { KafkaRule } from './rule.ts';
import { singleReplica } from './single-replica.ts';

export const rules: readonly KafkaRule[] = [
  brokersRegistered,
  minInSyncReplicas,
  inSyncReplicas,
  brokersServe,
  activeController,
  controllerQuorum,
  singleReplica,
  brokersListed,
  logDirsOnline,
];
