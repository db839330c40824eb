import { EsgError, ExitCode } from '@esg-recycler/core';
import { rootNotRestored, type StopFile } from '@esg-recycler/spotinst-stateful';

/**
 * Ends a step that the stop file has stopped, whatever the aborted waits and reads returned or threw.
 *
 * @throws EsgError `stopped`, exit code 130, with the finding about root persistence that is still off
 */
export async function endIfStopped<T>(stopFile: StopFile | undefined, ssi: string, use: () => Promise<T>): Promise<T> {
  const stopped = (cause?: unknown): EsgError =>
    new EsgError(`Stopped before the recycle of ${ssi} was requested`, {
      code: 'stopped',
      exitCode: ExitCode.stopped,
      hint: 'Run the same command again to recycle it.',
      // Why it was refused meanwhile does not matter any more.
      findings: cause instanceof EsgError ? cause.findings.filter(({ code }) => code === rootNotRestored) : [],
      cause,
    });
  let answer: T;
  try {
    answer = await use();
  } catch (error) {
    throw stopFile?.isRequested() ? stopped(error) : error;
  }
  if (stopFile?.isRequested()) throw stopped();
  return answer;
}
