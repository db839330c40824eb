import { EsgError, ExitCode, parseDuration, parseTime, printJson } from '@esg-recycler/core';
import { recordedRuns } from '../record/recorded-runs.ts';
import { historyText, noRunText } from '../report/text/history-text.ts';
import { selectHistory } from '../report/text/select-history.ts';
import { withStore } from './with-store.ts';

export interface HistoryArguments {
  cluster?: string;
  esg?: string[];
  outcome?: string[];
  since?: string;
  limit: string;
  config?: string;
  json?: boolean;
}

/** A time, or a duration before now: `24h`, `7d`. */
function sinceOf(text: string | undefined, now: Date): number | undefined {
  const days = /^(\d+)d$/.exec(text ?? '')?.[1];
  if (days !== undefined) return now.getTime() - Number(days) * 24 * 3_600_000;
  if (text !== undefined && /^\d+(\.\d+)?(ms|s|m|h)$/.test(text)) return now.getTime() - parseDuration(text, '--since');
  return parseTime(text, '--since');
}

function limitOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new EsgError(`--limit: ${JSON.stringify(text)} is not a number of runs`, {
    code: 'usage',
    exitCode: ExitCode.usage,
    hint: 'Write a number greater than 0.',
  });
}

/** Lists the recorded runs, the newest first. */
export async function history(given: HistoryArguments): Promise<void> {
  const limit = limitOf(given.limit);
  const since = sinceOf(given.since, new Date());
  await withStore(given.config, async ({ store }) => {
    const runs = await recordedRuns(store);
    const found = selectHistory(runs, { ...given, since });
    const shown = found.slice(0, limit);
    if (given.json) printJson({ runs: shown.map(({ ledger, outcome }) => ({ ...ledger, outcome })) });
    else if (shown.length === 0) process.stdout.write(`${noRunText(runs.length)}\n`);
    else process.stdout.write(`${historyText(shown, found.length - shown.length, process.stdout.columns)}\n`);
  });
}
