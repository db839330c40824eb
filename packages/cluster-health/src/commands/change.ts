import { EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { type CommonArguments, readRequest } from './arguments.ts';

const changeTimeoutMs = 120_000;

/** Prepares the cluster for a node's leaving, or puts back what that changed; kinds without either change nothing. */
export async function change(name: string, step: 'prepare' | 'restore', given: CommonArguments): Promise<void> {
  const { kind, options, question } = await readRequest(name, given);
  try {
    const done = await kind[step]?.(question, options, AbortSignal.timeout(changeTimeoutMs));
    printJson({ kind: name, changed: false, message: `${name} needs nothing`, ...done });
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
