import { join } from 'node:path';
import { openStore } from '@esg-recycler/esg-store';
import { maxOut, type SimulatorEvent } from '@esg-recycler/spot-simulator';
import { setTimeout as delay } from 'node:timers/promises';
import type { RollSite } from '../support/roll-site.ts';
import type { AttemptEnd, Ended } from './attempt.ts';
import { targetImage } from './scenario.ts';

const isRefusal = ({ command, end }: Ended): boolean =>
  command.kind === 'runner' ? end.exitCode === 4 : end.exitCode === 2 && end.output.includes('is locked by');

/** Unexpected ends of commands. A start may fail because of a kill or a fault. */
export function* wrongWithEnds({ ends, hit, barred }: AttemptEnd, isContest: boolean): Generator<string> {
  for (const { command, end } of ends) {
    const { exitCode, output } = end;
    // Ansible's own: 1 when the inventory cannot be read, 2 when a host failed.
    const expected = command.kind === 'runner' ? [0, 1, 3, 4, 5] : [0, 1, 2];
    if (exitCode === undefined ? !hit : !expected.includes(exitCode)) {
      yield `the ${command.name} ended with exit code ${exitCode}: ${output.slice(-1000)}`;
    }
    if (/^ +at .*:\d+:\d+\)?$/m.test(output)) yield `the ${command.name} printed a stack: ${output.slice(-2000)}`;
    if (!isContest && !hit && exitCode === 4) yield `the ${command.name} was refused, with nobody there: ${output}`;
  }
  if (barred && !isRefusal(barred)) {
    yield `the ${barred.command.name} was not refused: ${barred.end.exitCode} ${barred.end.output.slice(-1000)}`;
  }
}

/** The settings of a group that must be the same at the end as at the start. */
export interface Settings {
  strategy: unknown;
  suspensions: Map<string, number | null>;
}

export const settingsOf = (site: RollSite): Map<string, Settings> =>
  new Map(
    [...site.simulator.cloud.groups].map(([id, { document, suspensions }]) => [
      id,
      { strategy: structuredClone(document['strategy']), suspensions: new Map(suspensions) },
    ]),
  );

const leavingMs = 15_000;

/** A lease holder ends shortly after the process that it serves. */
export async function whatStillRuns(site: RollSite): Promise<string[]> {
  const deadline = Date.now() + leavingMs;
  for (;;) {
    const left = site.processes();
    if (left.length === 0) return [];
    if (Date.now() > deadline) return left.map((one) => `process ${one.pid} is left: ${one.arguments}`);
    await delay(50);
  }
}

/** Accepted recycle requests, in order. */
export const acceptedIn = ({ simulator: { log } }: RollSite): SimulatorEvent[] =>
  log.filter(({ what, detail }) => what === 'accepted' && detail === 'recycle');

function* wrongWithInstances(site: RollSite, groups: readonly string[]): Generator<string> {
  const { cloud, log } = site.simulator;
  for (const { instances } of groups.map((id) => cloud.group(id))) {
    for (const { id, state, imageId, bootImage } of instances.values()) {
      const accepted = acceptedIn(site).filter(({ ssi }) => ssi === id);
      if (accepted.length !== 1) yield `${id}: ${accepted.length} recycles were accepted`;
      if (state !== 'ACTIVE') yield `${id} is ${state}`;
      if (imageId !== targetImage || bootImage !== targetImage) yield `${id} runs ${bootImage} as ${imageId}`;
    }
  }
  const out = maxOut(log, groups);
  if (out > 1) yield `${out} instances were out at once`;
}

/** Journals of completed work, and of the marks that late reads may show. All other journals list what must be restored. */
const lasting = new Set(['root-replaced', 'mark']);

const sortedJson = (map: Map<string, number | null>): string =>
  JSON.stringify([...map].toSorted(([one], [other]) => one.localeCompare(other)));

/** Settings of the groups that differ from the start. */
export function* wrongWithSettings(
  site: RollSite,
  before: Map<string, Settings>,
  storeWasDeleted: boolean,
): Generator<string> {
  for (const [id, { strategy, suspensions }] of settingsOf(site)) {
    const was = before.get(id)!;
    if (JSON.stringify(strategy) !== JSON.stringify(was.strategy))
      yield `${id}: its strategy is ${JSON.stringify(strategy)}`;
    // Suspensions whose record was deleted end on their own.
    const kept = [...suspensions].filter(
      ([name, end]) => !storeWasDeleted || end === null || was.suspensions.has(name),
    );
    if (sortedJson(new Map(kept)) !== sortedJson(was.suspensions))
      yield `${id}: suspended are ${sortedJson(suspensions)}`;
  }
}

async function* wrongWithStore(site: RollSite): AsyncGenerator<string> {
  const store = await openStore({ stateDir: site.state, cacheDir: join(site.folder, 'unused-cache') });
  try {
    for (const lease of await store.leases.show()) yield `a lease is left: ${JSON.stringify(lease)}`;
    for (const { value } of await store.intents.list()) yield `an intent is open: ${JSON.stringify(value)}`;
    for (const { value } of await store.journals.list()) {
      if (!lasting.has(value.kind)) yield `a journal is open: ${JSON.stringify(value)}`;
    }
    for (const { value } of await store.ledgers.list()) {
      if (value.finishedAt === undefined) yield `the ledger of ${value.run} is not closed`;
    }
  } finally {
    await store.close();
  }
}

interface Rolled {
  /** The groups that were rolled (default: all). */
  groups?: readonly string[];
  storeWasDeleted?: boolean;
}

/** All problems that remain after all commands have succeeded. */
export async function whatIsWrong(
  site: RollSite,
  before: Map<string, Settings>,
  { groups = [...before.keys()], storeWasDeleted = false }: Rolled,
): Promise<string[]> {
  const problems = await whatStillRuns(site);
  problems.push(...wrongWithInstances(site, groups), ...wrongWithSettings(site, before, storeWasDeleted));
  for await (const problem of wrongWithStore(site)) problems.push(problem);
  return problems;
}
