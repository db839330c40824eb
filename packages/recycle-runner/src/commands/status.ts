import { setTimeout as sleep } from 'node:timers/promises';
import { ExitCode, printJson } from '@esg-recycler/core';
import type { RecordedLease, RunLine, Store } from '@esg-recycler/esg-store';
import { followRun } from '../control/follow-run.ts';
import { knownRuns, liveRun, shownRuns } from '../control/known-runs.ts';
import { type RunNameArguments, runNameOf } from '../control/run-name.ts';
import { viewRun } from '../control/status-view.ts';
import { statusText } from '../text/status-text.ts';
import { withStore } from './with-store.ts';

export interface StatusArguments extends RunNameArguments {
  follow?: boolean;
}

const followPollMs = 500;

/** Leases that no run holds: of a playbook, or of one recycle. */
const leaseLine = ({ groups, owner, acquiredAt }: RecordedLease): string =>
  `${groups.join(', ')}: locked by process ${owner.pid} on ${owner.host} since ${new Date(acquiredAt).toISOString()}, without a run`;

async function show(store: Store, name: string | undefined, isJson: boolean): Promise<void> {
  const runs = await knownRuns(store);
  const shown = shownRuns(runs, name).map(viewRun);
  const ofRuns = new Set(runs.flatMap(({ lease }) => (lease ? [lease.number] : [])));
  const others = (await store.leases.show()).filter(({ number, isGood }) => isGood && !ofRuns.has(number));
  const leases = name === undefined ? others : [];
  if (isJson) return printJson({ runs: shown, leases });
  const { columns } = process.stdout;
  const texts = [...shown.map((view) => statusText(view, { now: Date.now(), columns })), ...leases.map(leaseLine)];
  process.stdout.write(`${texts.length > 0 ? texts.join('\n\n') : 'No run is in progress in this store.'}\n`);
}

const lineText = ({ created, ssi, text }: RunLine): string =>
  [created.slice(0, 19) + 'Z', ssi, text].filter(Boolean).join('  ');

async function follow(store: Store, name: string | undefined, isJson: boolean): Promise<void> {
  const { ledger } = liveRun(await knownRuns(store), name);
  const write = (line: RunLine): void =>
    void process.stdout.write(`${isJson ? JSON.stringify({ run: ledger.run, ...line }) : lineText(line)}\n`);
  if (!isJson) await show(store, ledger.run, false);
  const end = await followRun(store, ledger.run, { write, pause: () => sleep(followPollMs) });
  if (isJson) process.stdout.write(`${JSON.stringify(end)}\n`);
  else process.stdout.write(`\n${statusText(end, { now: Date.now(), columns: process.stdout.columns })}\n`);
  if (end.state === 'interrupted') process.exitCode = ExitCode.failed;
}

/** Shows what runs do now, from the records that they keep in the store. */
export async function status(name: string | undefined, given: StatusArguments): Promise<void> {
  const wanted = runNameOf(name, given);
  const isJson = given.json === true;
  await withStore(given.config, ({ store }) => (given.follow ? follow : show)(store, wanted, isJson));
}
