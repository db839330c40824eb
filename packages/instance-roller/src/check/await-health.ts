import { blocking, stopwatch } from '@esg-recycler/core';
import {
  type ClusterJudgement,
  type HealthQuestion,
  type Judgement,
  waitUntilHealthy,
} from '@esg-recycler/cluster-health';
import type { Step } from '../step/open-step.ts';
import { stoppableClock } from './stoppable-clock.ts';

export interface StabilityLimits {
  /** How many checks in a row must pass. */
  count: number;
  timeoutMs: number;
}

/** Reports the reason why a check fails when it changes, and every check that passes. */
function createReporter({ context, emit, subject }: Step, { phase, node }: HealthQuestion, count: number) {
  let last = '';
  return ({ findings, yieldTo, numbers }: Judgement, clean: number): void => {
    const failing = blocking(findings);
    const reason = [
      ...failing.map(({ code, message }) => `${code}: ${message}`),
      ...(yieldTo.length > 0 ? [`these nodes go first: ${yieldTo.join(', ')}`] : []),
    ].join('. ');
    const text = clean > 0 ? `passed, ${clean} of ${count}` : reason;
    if (text === last) return;
    last = text;
    context.report(`health check ${phase} the recycle of ${node}: ${text}`);
    if (failing.length > 0) emit('gate_waiting', subject, { phase, reason, findings: failing, count, numbers });
    else if (clean > 0 && clean < count) emit('gate_waiting', subject, { phase, passed: clean, count, numbers });
  };
}

/** The result of a check, which becomes out of date. */
export interface AgedJudgement extends ClusterJudgement {
  /** Milliseconds since the check began. */
  age: () => number;
}

/** Checks once, without a report. */
export async function checkHealthOnce(
  { check, context }: Pick<Step, 'context'> & { check: NonNullable<Step['check']> },
  question: HealthQuestion,
): Promise<AgedJudgement> {
  const age = stopwatch(context.clock);
  const [judgement] = await check.evaluate([question]);
  if (!judgement) throw new Error('a check without a result');
  return { ...judgement, age };
}

/** Checks until enough checks in a row have passed, the check cannot pass, others must go first, or the time is up. */
export async function awaitHealth(
  step: Step & { check: NonNullable<Step['check']> },
  question: HealthQuestion,
  { count, timeoutMs }: StabilityLimits,
): Promise<AgedJudgement> {
  const { roll, context } = step;
  const limits = { count, intervalMs: roll.checkIntervalMs, timeoutMs };
  return waitUntilHealthy(
    () => checkHealthOnce(step, question),
    limits,
    question.phase === 'before' ? stoppableClock(context) : context.clock,
    createReporter(step, question, count),
  );
}
