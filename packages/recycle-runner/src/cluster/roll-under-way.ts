import { EsgError, type ExitCode, type Finding } from '@esg-recycler/core';
import type { Ledger, Lease, RunStatus, Store } from '@esg-recycler/esg-store';
import { knownRuns } from '../control/known-runs.ts';
import { controlCommand } from '../control/run-control.ts';
import { viewRun } from '../control/status-view.ts';

/** Another process that holds the lease of a cluster, and its progress. */
export interface RollUnderWay {
  lease: Lease;
  /** Absent where a playbook or a single recycle holds the lease. */
  ledger?: Ledger;
  /** Absent for runs of earlier versions. */
  status?: RunStatus;
}

/** The roll of a cluster that is in progress, by the records in this store. */
export async function rollUnderWay(
  store: Pick<Store, 'leases' | 'ledgers' | 'statuses'>,
  groups: readonly string[],
): Promise<RollUnderWay | undefined> {
  const held = await store.leases.show(groups);
  const lease = held.find(({ isGood }) => isGood);
  if (!lease) return undefined;
  const run = (await knownRuns(store)).findLast((one) => one.lease?.number === lease.number);
  return { lease, ...(run && { ledger: run.ledger, status: run.status }) };
}

const timeOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** The run, its operator, its start, its progress, and what it waits for, in one line. */
export function describeRoll({ lease, ledger, status }: RollUnderWay): string {
  const { owner, acquiredAt } = lease;
  const process = `PID ${owner.pid} on ${owner.host}`;
  const holder = `${status ? `${status.operator} (${process})` : process}, since ${timeOf(acquiredAt)}`;
  if (!ledger) return holder;
  const { done, total, instance, doing, waitsFor } = viewRun({ ledger, status, isLive: true });
  const current = instance && `${instance.ssi} in progress`;
  const phase = doing?.ssi !== undefined && doing.ssi === instance?.ssi ? ` (${doing.text})` : '';
  const waiting = waitsFor && `waiting: ${waitsFor.reason}`;
  const progress = [`${done} of ${total} recycled`, current && `${current}${phase}`, waiting]
    .filter(Boolean)
    .join(', ');
  return `run ${ledger.run}, ${holder}: ${progress}`;
}

const followHint = ({ ledger }: RollUnderWay): string =>
  ledger ? `Wait until it ends, or follow it: ${controlCommand('status --follow', ledger.run)}` : 'Wait until it ends.';

/** The finding of a plan during another roll. */
export const underWayFinding = (cluster: string, roll: RollUnderWay): Finding => ({
  code: 'roll-under-way',
  severity: 'warn',
  subject: cluster,
  message: `cluster ${cluster} is being rolled now: ${describeRoll(roll)}. A run that starts now is refused`,
  hint: followHint(roll),
});

/** The error of a run that starts during another roll. */
export const lockedBy = (
  cluster: string,
  refusal: { code: string; exitCode: ExitCode },
  roll: RollUnderWay,
): EsgError =>
  new EsgError(`cluster ${cluster} is locked by another roll: ${describeRoll(roll)}`, {
    code: refusal.code,
    exitCode: refusal.exitCode,
    hint: followHint(roll),
    cause: refusal,
  });

/** Adds the progress of the other roll to the error `lease-held`; any other error stays as it is. */
export async function withHolder(
  error: unknown,
  cluster: string,
  { store, groups }: { store: Parameters<typeof rollUnderWay>[0]; groups: readonly string[] },
): Promise<unknown> {
  if (!(error instanceof EsgError) || error.code !== 'lease-held') return error;
  const other = await rollUnderWay(store, groups);
  return other ? lockedBy(cluster, error, other) : error;
}
