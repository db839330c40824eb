import type { ClusterChange } from '@esg-recycler/cluster-health';
import type { Step } from '../step/open-step.ts';
import { assessedQuestion, assessmentOf } from './assessment.ts';
import { assessedCheck } from './check-again.ts';

/**
 * Prepares the cluster for the node to leave, after it has verified the lease. Most kinds of health check prepare nothing.
 * A drain may follow, so a check that is too old by now is repeated first.
 *
 * @param before the check before the recycle
 * @throws EsgError `lease-lost`, exit code 4; `prepare-failed`, exit code 1; 3 when the repeated check fails
 */
export async function prepare(step: Step, before = assessedCheck(step)): Promise<ClusterChange> {
  const { check, verifyLease } = step;
  await before.renew(false);
  await verifyLease();
  if (!check?.changesCluster) return { changed: false, message: 'nothing to prepare' };
  // Only the preparation depends on the due nodes: the check right before the request defers to nobody.
  return check.prepare({ ...assessedQuestion(step, 'before'), due: assessmentOf(step).due });
}
