import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange, QuestionInput } from '@esg-recycler/cluster-health';
import type { Step } from '../step/open-step.ts';

/** The assessment that an earlier step printed. */
export function assessmentOf({ request, roll }: Step) {
  const { assessment } = request;
  if (assessment) return assessment;
  throw new EsgError(`The request has no assessment of ${roll.instance}`, {
    code: 'request-invalid',
    exitCode: ExitCode.usage,
    hint: 'The role esg_recycle passes the result of assess to every later step.',
  });
}

/** The question to the health check about the assessed instance, with the same nodes as in the assessment. */
export function assessedQuestion(step: Step, phase: 'before' | 'after', node?: string): QuestionInput {
  const { address, nodes, expected, stateful } = assessmentOf(step);
  const then = address ?? step.roll.inventory.address ?? stateful.id;
  const now = node ?? then;
  return { phase, node: now, nodes: nodes.map((one) => (one === then ? now : one)), expect: expected };
}

/**
 * Prepares the cluster for the node to leave, after it has verified the lease. Most kinds of health check prepare nothing.
 *
 * @throws EsgError `lease-lost`, exit code 4; `prepare-failed`, exit code 1
 */
export async function prepare(step: Step): Promise<ClusterChange> {
  const { check, verifyLease } = step;
  await verifyLease();
  if (!check?.changesCluster) return { changed: false, message: 'nothing to prepare' };
  // Only the preparation depends on the due nodes: the check right before the request defers to nobody.
  return check.prepare({ ...assessedQuestion(step, 'before'), due: assessmentOf(step).due });
}
