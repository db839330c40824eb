import { masterMajority } from './master-majority.ts';
import { minReplicas } from './min-replicas.ts';
import { nodesKnown } from './nodes-known.ts';
import { nodesServe } from './nodes-serve.ts';
import { noneFailing } from './none-failing.ts';
import { noResharding } from './no-resharding.ts';
import { replicaElsewhere } from './replica-elsewhere.ts';
import { replicasInSync } from './replicas-in-sync.ts';
import { slotsCovered } from './slots-covered.ts';
import type { RedisRule } from './rule.ts';

/** Every rule of the kind, in the order in which findings are reported. */
export const rules: readonly RedisRule[] = [
  nodesServe,
  noneFailing,
  slotsCovered,
  replicasInSync,
  replicaElsewhere,
  masterMajority,
  minReplicas,
  nodesKnown,
  noResharding,
];
