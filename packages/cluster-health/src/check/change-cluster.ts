import { EsgError, ExitCode } from '@esg-recycler/core';
import type { ClusterChange, Kind } from '../kind/kind.ts';
import { NodeError } from '../net/node-error.ts';
import type { HealthQuestion } from '../kind/question.ts';

const changeTimeoutMs = 120_000;

/** If a node responded, it is reachable, and its response explains the failure. */
function hintFor(error: unknown): string {
  const { hint, answered } = error instanceof NodeError ? error : { hint: undefined, answered: false };
  if (hint === undefined && !answered) {
    return 'Check that its nodes are reachable from the controller, then run the command again. It is safe to repeat.';
  }
  const reason = hint ?? 'The nodes are reachable, but they refused: read their responses.';
  return `${reason} Then run the command again. It is safe to repeat.`;
}

/**
 * Prepares a cluster for the recycle of a node, or restores what that changed. Kinds without either change nothing.
 *
 * @throws EsgError `prepare-failed`, `restore-failed`, exit code 1, or an error of the kind
 */
export async function changeCluster(
  kind: Kind,
  step: 'prepare' | 'restore',
  options: unknown,
  question: HealthQuestion,
): Promise<ClusterChange> {
  try {
    const done = await kind[step]?.(question, options, AbortSignal.timeout(changeTimeoutMs));
    return done ?? { changed: false, message: `${kind.name} has nothing to ${step}` };
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
