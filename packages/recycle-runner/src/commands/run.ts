import { randomUUID } from 'node:crypto';
import { EsgError } from '@esg-recycler/core';
import { underLease } from '../run/lease.ts';
import { checkLockTtl, readOptions, type RollArguments } from '../cluster/options.ts';
import type { NumberedEvent } from '../events/event-log.ts';
import { findTools } from '../ansible/setup.ts';
import { performRun } from '../run/perform-run.ts';
import { withRollSession } from '../run/session.ts';

export interface RunArguments extends RollArguments {
  yes?: boolean;
}

/** Whoever reads may leave, or the terminal may close: what was begun is seen through all the same. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners('error');
    stream.on('error', () => {});
  }
}

/** @returns the error that ended the run, once its record tells it */
async function start(given: RunArguments, userArguments: readonly string[]): Promise<EsgError | undefined> {
  const options = readOptions(given);
  const tools = findTools(userArguments);
  const isJson = given.json === true;
  const asks = given.yes !== true && process.stdin.isTTY && process.stderr.isTTY;
  return withRollSession(options, (session) => {
    checkLockTtl(options, session.settings.timeoutMs);
    return underLease(session.store.leases, session.leased, options.lockTtlMs, (lease) =>
      performRun({ session, lease, options, isJson, asks, tools }),
    );
  });
}

/** What ends a run before it has a record is an event all the same, for programs that read nothing else. */
function printFailure(error: EsgError): void {
  const event: NumberedEvent = {
    uuid: randomUUID(),
    created: new Date().toISOString(),
    event: 'run_failed',
    event_data: { error },
    counter: 1,
  };
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Recycles what is due, one by one, after showing the plan and, at a terminal, asking. */
export async function run(given: RunArguments, userArguments: readonly string[]): Promise<void> {
  outliveReaders();
  const untold = (error: unknown): EsgError => {
    if (!given.json || !(error instanceof EsgError)) throw error;
    printFailure(error);
    return error;
  };
  const error = await start(given, userArguments).catch(untold);
  if (!error) return;
  // What to do next is in the summary already.
  process.stderr.write(`recycle-runner: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
