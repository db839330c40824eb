import type { StatefulInstance } from '@esg-recycler/spotinst-client';
import { type RecycleResult, recycle as recycleInstance } from '@esg-recycler/spotinst-stateful';
import { awaitAddress } from '../check/await-members.ts';
import type { Step } from '../step/open-step.ts';
import { assessmentOf } from './assessment.ts';
import { assessedCheck, checkAgain } from './check-again.ts';
import { prepare } from './prepare.ts';

/** What `instance-roller recycle` prints. */
export interface RecycleAnswer extends Pick<RecycleResult, 'changed' | 'before' | 'after' | 'evidence' | 'findings'> {
  /** The current address of the instance. */
  address: string;
  /** Whether it is another machine than the assessed one, no matter who replaced it. */
  isReplaced: boolean;
}

/** Prepares the cluster unless a separate step did so, checks again, recycles the instance, and verifies the result. */
export async function recycle(step: Step): Promise<RecycleAnswer> {
  const { context, cluster, roll, request, completesOnly } = step;
  const { target, stateful, persistence, isUnderWay } = assessmentOf(step);
  const check = assessedCheck(step);
  const prepared = request.prepared ?? (await prepare(step, check));
  if (roll.hasBeforeTasks || prepared.changed || request.isDrained) await check.renew(true);
  const { waitTimeoutMs: timeoutMs, pollIntervalMs, since, replaceRoot, instance: ssi } = roll;
  const assessed = { instance: stateful as StatefulInstance, persistence, findings: [] };
  const result = await recycleInstance(context, {
    esg: cluster.own.group.id,
    ssi,
    target,
    since,
    replaceRoot,
    timeoutMs,
    pollIntervalMs: Math.max(pollIntervalMs, 1),
    completesOnly,
    ...(!isUnderWay && { assessed }),
    check: { age: check.age, repeat: () => checkAgain(step, roll.checkCount) },
  });
  const { changed, before, after, evidence } = result;
  return {
    changed,
    before,
    after,
    evidence,
    findings: result.findings,
    address: after.privateIp ?? (await awaitAddress(step)),
    isReplaced: changed || after.instanceId !== stateful.instanceId,
  };
}
