import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { recordedRuns } from '../record/recorded-runs.ts';
import { replaceFile, runFiles } from '../record/run-folder.ts';
import { selectRun } from '../record/select-run.ts';
import { readReport } from '../report/read-report.ts';
import type { ReportView } from '../report/view/report-view.ts';
import { withStore } from './with-store.ts';

export interface ReportArguments {
  format: 'html' | 'markdown';
  output?: string;
  config?: string;
  json?: boolean;
}

const textOf = async (view: ReportView, format: ReportArguments['format']): Promise<string> =>
  format === 'html'
    ? (await import('../report/html/page.ts')).htmlReport(view, new Date())
    : (await import('../report/markdown.ts')).markdownReport(view);

/** A page belongs into the folder of its run, if that is here; a ticket is pasted. */
function defaultOutput({ run }: ReportView, format: ReportArguments['format'], stateDir: string): string {
  if (format === 'markdown') return '-';
  const files = runFiles(stateDir, run);
  return existsSync(files.folder) ? files.report : `${run}.html`;
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new EsgError(`Cannot write the report: ${(error as Error).message}`, {
      code: 'report-unwritable',
      exitCode: ExitCode.usage,
      hint: 'Name another file with --output FILE, or print it with --output -.',
      cause: error,
    });
  }
}

/** Writes the report of a recorded run, and prints its path. */
export async function report(name: string, given: ReportArguments): Promise<void> {
  await withStore(given.config, async ({ store, stateDir }) => {
    const view = readReport(selectRun(await recordedRuns(store), name), stateDir);
    const text = await textOf(view, given.format);
    const output = given.output ?? defaultOutput(view, given.format, stateDir);
    if (output === '-') {
      process.stdout.write(text);
      return;
    }
    const file = resolve(output);
    write(file, text);
    if (given.json) printJson({ run: view.run, file });
    else process.stdout.write(`${file}\n`);
  });
}
