import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange, QuestionInput } from '@esg-recycler/cluster-health';
import type { Step } from '../step/open-step.ts';

/** The assessment that an earlier step printed. */
export function assessmentOf({ request, roll }: Step) {
  const { assessment } = request;
  if (assessment) return assessment;
  throw new EsgError(`Nothing assessed ${roll.instance} before this step`, {
    code: 'request-invalid',
    exitCode: ExitCode.usage,
    hint: 'The role esg_recycle hands the answer of assess to every later step.',
  });
}

/** What is asked of the cluster about the instance that was assessed: the same nodes as then. */
export function assessedQuestion(step: Step, phase: 'before' | 'after', node?: string): QuestionInput {
  const { address, nodes, expected, stateful } = assessmentOf(step);
  const then = address ?? step.roll.inventory.address ?? stateful.id;
  const now = node ?? then;
  return { phase, node: now, nodes: nodes.map((one) => (one === then ? now : one)), expect: expected };
}

/**
 * Changes what must change in the cluster for the node to leave, under a lease that still is ours. A kind of check that
 * needs nothing changes nothing.
 *
 * @throws EsgError `lease-lost`, exit code 4; `prepare-failed`, exit code 1
 */
export async function prepare(step: Step): Promise<ClusterChange> {
  const { check, verifyLease } = step;
  await verifyLease();
  if (!check?.changesCluster) return { changed: false, message: 'nothing is to be prepared' };
  // Only what is prepared depends on who is still due: the check right before the request lets nobody go first.
  return check.prepare({ ...assessedQuestion(step, 'before'), due: assessmentOf(step).due });
}
