import type { ClusterChange } from '@esg-recycler/cluster-health';
import { openIntentsOf, groupIdsOf } from '@esg-recycler/spotinst-stateful';
import { questionAbout } from '../check/question.ts';
import { readMembersFacts } from '../check/read-facts.ts';
import { kindOf } from '../step/open-check.ts';
import type { Step } from '../step/open-step.ts';
import { assessmentOf } from './assessment.ts';

/**
 * Restores what a recycle has prepared in the cluster; safe to repeat. It verifies the lease first, because another holder
 * may have prepared the cluster for another instance.
 *
 * @throws EsgError `lease-lost`, exit code 4; `restore-failed`, exit code 1
 */
export async function restore(step: Step): Promise<ClusterChange & { cluster: string }> {
  const { check, roll, request, cluster, verifyLease } = step;
  const { name } = cluster;
  if (!check)
    return {
      cluster: name,
      changed: false,
      message: `no health check is set for ${roll.group} (esg_recycle_health), so nothing was prepared in its cluster`,
    };
  if (request.checkMode) return { cluster: name, changed: false, message: 'nothing is restored in check mode' };
  await verifyLease();
  if (!check.changesCluster)
    return { cluster: name, changed: false, message: `${kindOf(check)} has nothing to restore` };
  const instance = await readMembersFacts(step);
  return { cluster: name, ...(await check.restore(questionAbout(instance, roll, { phase: 'before', dueIds: [] }))) };
}

/** Whether the drain of a node must be undone: the node was not replaced, and no recycle is in progress. */
export async function needsUndrain(step: Step): Promise<{ undrain: boolean }> {
  const { context, cluster } = step;
  const { stateful } = assessmentOf(step);
  const instance = await readMembersFacts(step);
  const intents = await openIntentsOf(context.store, groupIdsOf(cluster));
  const { state, instanceId } = instance.stateful;
  return { undrain: state === 'ACTIVE' && instanceId === stateful.instanceId && intents.length === 0 };
}
