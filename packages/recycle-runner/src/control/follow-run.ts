import type { RunLine, Store } from '@esg-recycler/esg-store';
import { knownRuns } from './known-runs.ts';
import { type StatusView, viewRun } from './status-view.ts';

interface FollowOptions {
  /** Called once for every line, in order. */
  write: (line: RunLine) => void;
  pause: () => Promise<unknown>;
}

/** Follows a run through its status in the store until it ends. @returns its last state */
export async function followRun(
  store: Pick<Store, 'ledgers' | 'statuses' | 'leases'>,
  run: string,
  { write, pause }: FollowOptions,
): Promise<StatusView> {
  let last = 0;
  for (let wasLive = true; ;) {
    const known = (await knownRuns(store)).find(({ ledger }) => ledger.run === run)!;
    for (const line of known.status?.lines.filter(({ counter }) => counter > last) ?? []) {
      write(line);
      last = line.counter;
    }
    // The last lines may be written shortly after the end, so they are read once more.
    if (!wasLive) return viewRun(known);
    wasLive = known.isLive;
    await pause();
  }
}
