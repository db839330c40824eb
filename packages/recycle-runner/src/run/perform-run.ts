import { type EsgError, ExitCode } from '@esg-recycler/core';
import { describeProtection } from '@esg-recycler/spotinst-stateful';
import { writeReport } from '../report/write-report.ts';
import { rollbackCommand } from '../rollback/rollback-command.ts';
import { planText } from '../text/plan-text.ts';
import { summaryText } from '../text/summary.ts';
import { carryOut } from './carry-out.ts';
import { objectionTo } from './objection.ts';
import { planRun, type RunSetup } from './plan-run.ts';
import { listenForStop } from './stop-signals.ts';

/** A run from its plan to its summary. @returns the error that ended it, if any */
export async function performRun(setup: RunSetup): Promise<EsgError | undefined> {
  const { session, lease, isJson, asks } = setup;
  const stop = listenForStop();
  try {
    await session.beginLeaseSession(lease.token());
    const run = await planRun(setup, stop);
    const { planned, gates, findings, record, opened } = run;
    const { evaluate } = gates;
    const { overrides } = setup.options;
    // The user must see the plan that the question is about.
    const output = isJson || (asks && !process.stdout.isTTY) ? process.stderr : process.stdout;
    if (!isJson || asks)
      output.write(
        `${planText(session.cluster.name, planned, findings, { ...opened, imageChanges: run.reading.imageChanges, evaluate, overrides, protection: describeProtection(session.settings.store), columns: output.columns })}\n\n`,
      );
    if (asks) run.status.note('waiting for the confirmation on the terminal');
    const objection =
      run.objection ??
      (await objectionTo(
        { planned, findings, imageChanges: run.reading.imageChanges },
        { cluster: session.cluster.name, asks, stop },
      ));
    run.status.note(undefined);
    const { ledger, error } = await carryOut(setup, run, stop, objection);
    const report = await writeReport(ledger, session.settings.stateDir, new Date());
    const summary = summaryText(ledger, {
      report,
      error,
      rollback: error && error.exitCode !== ExitCode.stopped ? rollbackCommand(ledger) : undefined,
      folder: record.folder.path,
      columns: process.stdout.columns,
    });
    if (!isJson) process.stdout.write(`${summary}\n`);
    return error;
  } finally {
    await session.liftSuspensions(lease.token());
    await session.endLeaseSession(lease.token());
    stop.dispose();
  }
}
