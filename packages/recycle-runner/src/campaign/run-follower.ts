import { type ErrorDocument, type EsgError, isErrorDocument } from '@esg-recycler/core';

/** The result of a run of one cluster. */
export interface RunEnd {
  /** Absent when a signal ended it. */
  exitCode?: number;
  signal?: string;
  /** The id of the run; absent when it ended before it had a record. */
  run?: string;
  /** The number of recycled instances. */
  recycled: number;
  error?: Pick<ErrorDocument, 'code' | 'message' | 'hint' | 'runbook'>;
}

/** The result of a run that ended with this error. */
export const endWith = ({ code, message, hint, runbook, exitCode }: EsgError, recycled = 0): RunEnd => ({
  exitCode,
  recycled,
  error: { code, message, hint, runbook },
});

/** The state of a run that has not ended. */
export type RunProgress = Pick<RunEnd, 'run' | 'recycled'>;

type RunError = NonNullable<RunEnd['error']>;

interface Line {
  run?: string;
  event?: string;
  error?: unknown;
  event_data?: { error?: unknown; instances?: { done?: number } };
}

/** How a process ended. */
interface ProcessEnd {
  exitCode?: number;
  signal?: string;
  startError?: string;
}

/** Enough for the error of a run that printed no event. */
const keptCharacters = 8000;
const keep = (text: string): string => text.slice(-keptCharacters);

function parse(text: string): Line | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** A run that was killed, or crashed, prints no error. */
function unexplained(words: string, { exitCode, signal, startError }: ProcessEnd): RunError {
  const how = signal === undefined ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
  const last = words.trim().split('\n').at(-1);
  const reason = startError ?? (last === '' ? undefined : last);
  return {
    code: 'run-killed',
    message: `The run ${startError === undefined ? how : 'could not be started'}${reason === undefined ? '' : `: ${reason}`}`,
    hint: 'Run the same command again: it continues from what Spot shows.',
    runbook: 'docs/runbooks/run-killed.md',
  };
}

/** Follows the output of a run with `--json`. */
export function createRunFollower(progress: (progress: RunProgress) => void = () => {}): {
  line: (text: string) => void;
  stderr: (text: string) => void;
  end: (how: ProcessEnd) => RunEnd;
} {
  let run: string | undefined;
  // An instance whose health check is pending is finished, and counted, by the next run.
  let recycled = 0;
  let error: ErrorDocument | undefined;
  let other = '';
  let words = '';
  return {
    line: (text) => {
      const line = parse(text);
      if (line?.event === undefined) {
        other = keep(`${other}${text}\n`);
        return;
      }
      const isFirst = run === undefined;
      run ??= line.run;
      if (line.event === 'instance_finished') recycled += 1;
      if ((isFirst && run !== undefined) || line.event === 'instance_finished') progress({ run, recycled });
      if (line.event !== 'run_finished' && line.event !== 'run_failed') return;
      recycled = line.event_data?.instances?.done ?? recycled;
      if (isErrorDocument(line.event_data?.error)) error = line.event_data.error;
    },
    stderr: (text) => {
      words = keep(words + text);
    },
    end: (how) => {
      const { exitCode, signal } = how;
      const end = { exitCode, signal, run, recycled };
      if (exitCode === 0) return end;
      // An error before the first event is one document, over several lines.
      const document = parse(other.trim())?.error;
      const found = error ?? (isErrorDocument(document) ? document : undefined);
      if (!found) return { ...end, error: unexplained(words, how) };
      const { code, message, hint, runbook } = found;
      return { ...end, error: { code, message, hint, runbook } };
    },
  };
}
