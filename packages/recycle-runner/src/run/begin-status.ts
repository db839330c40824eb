import { decodeLease, type Store } from '@esg-recycler/esg-store';
import { operatorOf } from '../control/operator.ts';
import { publishStatus, type StatusPublisher } from './run-status.ts';
import type { RollSession } from './session.ts';

/** Makes a run visible to everybody who shares the store. */
export const beginStatus = ({ store, cluster }: RollSession, run: string, lease: string): StatusPublisher =>
  publishStatus(store.statuses, {
    run,
    lease: decodeLease(lease).number,
    operator: operatorOf(),
    pid: process.pid,
    groupNames: cluster.members.map(({ group }) => group.name),
    doing: { text: 'checking the plan', since: new Date().toISOString() },
    lines: [],
  });

/** What people requested of ended runs of these groups, and what those did last, is of no use any more. */
export async function forgetEndedRuns(
  { ledgers, statuses, controls }: Pick<Store, 'ledgers' | 'statuses' | 'controls'>,
  groups: readonly string[],
): Promise<void> {
  for (const records of [statuses, controls]) {
    for (const { key } of await records.list()) {
      const ledger = await ledgers.get(key);
      const isOurs = ledger === undefined || ledger.groups.some((group) => groups.includes(group));
      if (isOurs && ledger?.finishedAt !== undefined) await records.delete(key);
    }
  }
}
