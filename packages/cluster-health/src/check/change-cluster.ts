import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange, Kind } from '../kind/kind.ts';
import type { HealthQuestion } from '../kind/question.ts';

const changeTimeoutMs = 120_000;

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
      code: `${step}-failed`,
      exitCode: ExitCode.failed,
      hint: 'Check from the controller that its nodes can be reached, then run it again: it is safe to repeat.',
      cause: error,
    });
  }
}
