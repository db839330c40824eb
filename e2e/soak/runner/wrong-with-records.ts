import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routeTable } from '@esg-recycler/spot-simulator';
import type { RollSite } from '../../support/roll-site.ts';

const { recycle, suspendProcesses, resumeProcesses } = routeTable;
const allowed = [recycle, suspendProcesses, resumeProcesses];

/** Requests to Spot that change something other than what a roll changes. */
export function* wrongWithWrites({ simulator: { requests } }: RollSite, group: string): Generator<string> {
  for (const { method, path, route } of requests) {
    if (method === 'GET') continue;
    const isOfGroup = path.startsWith(`/aws/ec2/group/${group}/`);
    if (!isOfGroup || !allowed.some((one) => one.method === method && one.template === route))
      yield `an unexpected change was requested: ${method} ${path}`;
  }
}

/** In the home folder and the working folder of a run: what the site, Ansible, and this test have put there. */
const known = /^(site\.spotinst_esg\.yml|state|temporary|\.ansible|\.cache|attempt-\d+\.log)$/;

/** Files of a run outside of its state folder. @param isClean whether nothing was killed that would have removed its files */
export function* wrongWithFiles({ folder }: RollSite, isClean: boolean): Generator<string> {
  for (const name of readdirSync(folder)) if (!known.test(name)) yield `an unexpected file was written: ${name}`;
  if (!isClean) return;
  for (const name of readdirSync(join(folder, 'temporary'))) yield `a temporary file is left: ${name}`;
}

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Every event begins with its id. */
const eventStart = '{"uuid":';

interface HistoryEntry {
  run: string;
  outcome?: string;
}

/** The records must be readable for people and for the commands that show them. */
export async function* wrongWithRecords(site: RollSite): AsyncGenerator<string> {
  const { exitCode, stdout, stderr } = await site.run(['history', '--json']);
  if (exitCode !== 0 || !parses(stdout)) {
    yield `history ended with exit code ${exitCode}: ${stderr}`;
    return;
  }
  const { runs } = JSON.parse(stdout) as { runs: HistoryEntry[] };
  for (const folder of site.runs()) {
    const ledger = join(folder, 'ledger.json');
    const run = folder.split('/').at(-1)!;
    const entry = runs.find((one) => one.run === run);
    // A disk that is full leaves a folder without a record.
    if (!entry) {
      if (existsSync(ledger)) yield `history does not have ${run}`;
      continue;
    }
    const text = existsSync(ledger) ? readFileSync(ledger, 'utf8') : '';
    if (!parses(text)) yield `${ledger} is not JSON: ${text.slice(0, 200)}`;
    else if ((JSON.parse(text) as HistoryEntry).outcome !== entry.outcome)
      yield `${ledger} does not have the outcome ${entry.outcome}`;
    const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').filter(Boolean);
    // A full disk cuts a line; the next event begins a new one.
    const isCut = (line: string): boolean => site.disk !== undefined && line.lastIndexOf(eventStart) === 0;
    const broken = lines.filter((line) => !parses(line) && !isCut(line));
    for (const line of broken) yield `a line of the events of ${run} is not JSON: ${line}`;
  }
  const last = runs.toSorted((one, other) => one.run.localeCompare(other.run)).at(-1);
  if (last?.outcome !== 'done') yield `the outcome of the last run is ${last?.outcome}`;
}
