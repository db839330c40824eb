import { commandOf } from '@esg-recycler/core';
import type { Ledger } from '@esg-recycler/esg-store';
import { hasChanged } from './changed.ts';

/** The command that rolls a run back; undefined when there is nothing to roll back, or it cannot be. */
export function rollbackCommand(ledger: Ledger): string | undefined {
  const { run, replaceRoot, rollbackOf } = ledger;
  // A rollback is continued by the same command.
  if (replaceRoot || rollbackOf !== undefined || !hasChanged(ledger)) return undefined;
  return commandOf('recycle-runner', `rollback ${run}`);
}
