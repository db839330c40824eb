import { EsgError, ExitCode } from '@esg-recycler/core';
import type { QuestionInput } from '@esg-recycler/cluster-health';
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
