import { allocationEnabled } from './allocation-enabled.ts';
import { clusterManagerQuorum } from './cluster-manager-quorum.ts';
import { clusterComplete } from './cluster-complete.ts';
import { clusterWritable } from './cluster-writable.ts';
import { indexReplicas, startedCopyElsewhere } from './copies-elsewhere.ts';
import { copiesReturn } from './copies-return.ts';
import { diskWatermark } from './disk-watermark.ts';
import { membersKnown } from './members-known.ts';
import { productMatches } from './product-matches.ts';
import { roleElsewhere } from './role-elsewhere.ts';
import type { SearchRule } from './rule.ts';
import { statusGreen } from './status-green.ts';
import { votingExclusions } from './voting-exclusions.ts';

/** Every rule of the kind, in the order of the findings. */
export const rules: readonly SearchRule[] = [
  productMatches,
  clusterComplete,
  statusGreen,
  startedCopyElsewhere,
  indexReplicas,
  clusterManagerQuorum,
  roleElsewhere,
  allocationEnabled,
  diskWatermark,
  membersKnown,
  votingExclusions,
  clusterWritable,
  copiesReturn,
];
