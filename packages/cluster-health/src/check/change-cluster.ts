import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange, Kind } from '../kind/kind.ts';
import { NodeError } from '../net/node-error.ts';
import type { HealthQuestion } from '../kind/question.ts';

const changeTimeoutMs = 120_000;

/** Where a node answered, it is reached: what it said is what to look into. */
function hintFor(error: unknown): string {
  const { hint, answered } = error instanceof NodeError ? error : { hint: undefined, answered: false };
  if (hint === undefined && !answered) {
    return 'Check from the controller that its nodes can be reached, then run it again: it is safe to repeat.';
  }
  const reason = hint ?? 'Look into what the nodes answered: they were reached, and refused.';
  return `Run it again once the reason is gone: it is safe to repeat. ${reason}`;
}

/**
 * Prepares a cluster for a node's leaving, or puts back what that changed; kinds without either change nothing.
 *
 * @throws EsgError `prepare-failed`, `restore-failed`, exit code 1, and what the kind refuses
 */
export async function changeCluster(
  kind: Kind,
  step: 'prepare' | 'restore',
  options: unknown,
  question: HealthQuestion,
): Promise<ClusterChange> {
  try {
    const done = await kind[step]?.(question, options, AbortSignal.timeout(changeTimeoutMs));
    return done ?? { changed: false, message: `${kind.name} needs nothing` };
  } catch (error) {
    if (error instanceof EsgError) throw error;
    throw new EsgError(`The cluster of ${question.node} could not be ${step}d: ${(error as Error).message}`, {
      code: step === 'prepare' ? 'prepare-failed' : 'restore-failed',
      exitCode: ExitCode.failed,
      hint: hintFor(error),
      cause: error,
    });
  }
}
