import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EsgError, type Finding } from '@esg-recycler/core';
import { type Ledger, type Lease, type Store } from '@esg-recycler/esg-store';

/** Another process that holds the lease of a cluster, and its progress. */
export interface RollUnderWay {
  lease: Lease;
  /** Absent where a playbook or a single recycle holds the lease. */
  ledger?: Ledger;
}

/** The roll of a cluster that is in progress, by the records in this store. */
export async function rollUnderWay(
  { leases, ledgers }: Pick<Store, 'leases' | 'ledgers'>,
  groups: readonly string[],
): Promise<RollUnderWay | undefined> {
  const held = await leases.show(groups);
  const lease = held.find(({ isGood }) => isGood);
  if (!lease) return undefined;
  const open = (await ledgers.list())
    .map(({ value }) => value)
    .filter((ledger) => ledger.finishedAt === undefined && ledger.groups.some((group) => groups.includes(group)));
  const ledger = open.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt)).at(-1);
  // A run opens its ledger after it took the lease: an older open ledger belongs to an interrupted run.
  const isOurs = ledger !== undefined && Date.parse(ledger.startedAt) >= lease.acquiredAt;
  return { lease, ...(isOurs && { ledger }) };
}

const timeOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** The run, its process, its start and its progress, in one line. */
export function describeRoll({ lease: { owner, acquiredAt }, ledger }: RollUnderWay): string {
  const holder = `PID ${owner.pid} on ${owner.host}, since ${timeOf(acquiredAt)}`;
  if (!ledger) return holder;
  const planned = ledger.instances.filter(({ state }) => state !== 'skipped' && state !== 'gone');
  const done = planned.filter(({ state }) => state === 'recycled').length;
  const current = planned.find(({ state }) => state === 'running')?.ssi;
  const progress = `${done} of ${planned.length} recycled${current === undefined ? '' : `, ${current} in progress`}`;
  return `run ${ledger.run}, ${holder}: ${progress}`;
}

/** With a shared store, the run folder can be on another machine, or in another state folder of this one. */
function followHint({ lease, ledger }: RollUnderWay, stateDir: string): string {
  if (!ledger) return 'Wait until it ends.';
  const events = join(stateDir, 'runs', ledger.run, 'events.jsonl');
  if (existsSync(events)) return `Wait until it ends, or follow it: tail -f ${events}`;
  return `Wait until it ends. To follow it, open the state folder (ESG_STATE_DIR) of its user on ${lease.owner.host}: runs/${ledger.run}/events.jsonl`;
}

/** The finding of a plan during another roll. */
export const underWayFinding = (cluster: string, roll: RollUnderWay, stateDir: string): Finding => ({
  code: 'roll-under-way',
  severity: 'warn',
  subject: cluster,
  message: `cluster ${cluster} is being rolled now: ${describeRoll(roll)}. A run that starts now is refused`,
  hint: followHint(roll, stateDir),
});

/** The error of a run that starts during another roll. */
export const lockedBy = (cluster: string, refusal: EsgError, roll: RollUnderWay, stateDir: string): EsgError =>
  new EsgError(`cluster ${cluster} is locked by another roll: ${describeRoll(roll)}`, {
    code: refusal.code,
    exitCode: refusal.exitCode,
    hint: followHint(roll, stateDir),
    cause: refusal,
  });
