import type { StruckRun } from './strike-run.ts';

/** 2 to 5 promise that nothing was changed. */
const unchanged = new Set([2, 3, 4, 5]);

/** On a starved machine, no time is left between a read and the request that it is for. */
const isStarved = (output: string): boolean => output.includes('the read before the request was too old');

function expectedOf({ end, hit, isAccompanied }: StruckRun): (number | undefined)[] {
  // The playbook of a killed runner still holds the lease, or may still send its request.
  const accompanied = [...(isAccompanied ? [3, 4] : []), ...(isStarved(end.output) ? [1, 3] : [])];
  if (!hit) return [0, ...accompanied];
  // Before a run has begun, a signal just ends it.
  const early = hit.hasBegun || hit.kind.family !== 'signal' ? [] : [undefined];
  return [0, ...hit.kind.exitCodes, ...early, ...accompanied];
}

/** What is wrong with how a run ended. */
export function* wrongWithEnd(run: StruckRun): Generator<string> {
  const { end, hit, isAccompanied, accepted, problems } = run;
  const { exitCode, output } = end;
  yield* problems;
  const what = `exit code ${exitCode} after ${hit ? `${hit.kind.name} in ${hit.phase ?? 'between'}` : 'no fault'}`;
  const expected = expectedOf(run);
  if (!expected.includes(exitCode)) yield `${what}, not ${expected.join(' or ')}: ${output.slice(-2000)}`;
  if (/^ +at .*:\d+:\d+\)?$/m.test(output)) yield `${what}: a stack was printed: ${output.slice(-2000)}`;
  if (unchanged.has(exitCode ?? 0) && accepted > 0 && !isAccompanied)
    yield `${what}, which promises no change, but ${accepted} recycles were accepted: ${output.slice(-2000)}`;
}
