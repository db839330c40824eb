import { errorLine, EsgError } from '@esg-recycler/core';
import { findTools } from '../ansible/setup.ts';
import { checkLockTtl, readOptions, type RollArguments, type RollOptions } from '../cluster/options.ts';
import { withHolder } from '../cluster/roll-under-way.ts';
import { createEventPrinter } from '../events/print-events.ts';
import { confirmationOf } from '../run/confirmation.ts';
import { endWithParent } from '../run/end-with-parent.ts';
import { isSameOutput } from '../run/same-output.ts';
import { stopOnClosedOutput } from '../run/stop-on-closed-output.ts';
import { underLease } from '../run/lease.ts';
import { readReportTargets, type ObserverArguments } from '../run/observers.ts';
import { performRun } from '../run/perform-run.ts';
import { withRollSession } from '../run/session.ts';
import { showOnly } from '../run/show-only.ts';

export interface RunArguments extends RollArguments, ObserverArguments {
  yes?: boolean;
  endWithParent?: boolean;
  plain?: boolean;
}

/**
 * Shows the plan, asks for confirmation, and rolls.
 *
 * @returns the error that ended the run and is in its record
 */
export async function startRoll(
  options: RollOptions,
  given: Pick<RunArguments, 'json' | 'plain' | 'yes' | keyof ObserverArguments>,
  userArguments: readonly string[],
): Promise<EsgError | undefined> {
  const tools = findTools(userArguments);
  const isJson = given.json === true;
  const confirmation = confirmationOf(given.yes);
  return withRollSession(options, async (session) => {
    checkLockTtl(options, session.settings.timeoutMs);
    const reports = readReportTargets(given, session.settings, session.cluster.name);
    // A configuration that Ansible cannot use is refused before the run has a lease or a record.
    await tools.environment;
    if (confirmation === 'missing') return showOnly(session, { options, tools, isJson });
    const roll = underLease(session.store.leases, session.leased, options.lockTtlMs, (lease) =>
      performRun({
        session,
        lease,
        options,
        isJson,
        isPlain: given.plain === true,
        asks: confirmation === 'ask',
        tools,
        reports,
      }),
    );
    return roll.catch(async (error: unknown) => {
      throw await withHolder(error, session.cluster.name, session);
    });
  });
}

/** Runs a command that rolls, and reports the error that ended it. */
export async function withRollErrors(
  given: Pick<RunArguments, 'json' | 'endWithParent'>,
  start: () => Promise<EsgError | undefined>,
): Promise<void> {
  stopOnClosedOutput();
  if (given.endWithParent) endWithParent();
  const unrecorded = (error: unknown): EsgError => {
    if (!given.json || !(error instanceof EsgError)) throw error;
    // Programs read only events, so an error before the run has a record is an event too.
    createEventPrinter()('run_failed', {}, { error: error.toJSON() });
    return error;
  };
  const error = await start().catch(unrecorded);
  if (!error) return;
  // The summary on stdout has the complete error already.
  if (given.json || !isSameOutput(process.stdout.fd, process.stderr.fd))
    process.stderr.write(`${errorLine('recycle-runner', error)}\n`);
  process.exitCode = error.exitCode;
}

/** Shows the plan, asks for confirmation, and recycles the due instances one by one. */
export const run = (given: RunArguments, userArguments: readonly string[]): Promise<void> =>
  withRollErrors(given, async () => startRoll(readOptions(given), given, userArguments));
