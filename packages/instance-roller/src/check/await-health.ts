import { blocking } from '@esg-recycler/core';
import {
  type ClusterJudgement,
  type HealthQuestion,
  type Judgement,
  waitUntilHealthy,
} from '@esg-recycler/cluster-health';
import type { Step } from '../step/open-step.ts';

export interface StabilityLimits {
  /** How many checks in a row must pass. */
  count: number;
  timeoutMs: number;
}

/** Reports what keeps a check from passing when it is another reason than before, and every check that passes. */
function createReporter({ context, emit, subject }: Step, { phase, node }: HealthQuestion, count: number) {
  let last = '';
  return ({ findings, yieldTo }: Judgement, clean: number): void => {
    const standing = blocking(findings);
    const reason = [
      ...standing.map(({ code, message }) => `${code}: ${message}`),
      ...(yieldTo.length > 0 ? [`to be recycled before it: ${yieldTo.join(', ')}`] : []),
    ].join('. ');
    const text = clean > 0 ? `well, look ${clean} of ${count}` : reason;
    if (text === last) return;
    last = text;
    context.report(`gate ${phase} ${node}: ${text}`);
    if (standing.length > 0) emit('gate_waiting', subject, { phase, reason, findings: standing });
  };
}

/** One look, which nobody is told of. */
export async function checkHealthOnce(
  { check }: { check: NonNullable<Step['check']> },
  question: HealthQuestion,
): Promise<ClusterJudgement> {
  const [judgement] = await check.evaluate([question]);
  if (!judgement) throw new Error('a look without a judgement');
  return judgement;
}

/** Asks the cluster until its check has passed as often as wanted, cannot pass, lets others go first, or time is up. */
export async function awaitHealth(
  step: Step & { check: NonNullable<Step['check']> },
  question: HealthQuestion,
  { count, timeoutMs }: StabilityLimits,
): Promise<ClusterJudgement> {
  const { check, roll, context } = step;
  const limits = { count, intervalMs: roll.checkIntervalMs, timeoutMs };
  return waitUntilHealthy(
    () => checkHealthOnce({ check }, question),
    limits,
    context.clock,
    createReporter(step, question, count),
  );
}
