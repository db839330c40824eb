import { until } from '../attempt.ts';
import { eventsOf, hasBegun, isQuiet } from '../phases.ts';
import { acceptedIn } from '../verdict.ts';
import { pause, send, type Strikes, type Struck } from './strikes.ts';

type AfterHold = (struck: Struck) => Promise<void> | void;

const isHeld = ({ view }: Struck): boolean => eventsOf(view, /^run_(held|continued)$/).at(-1)?.event === 'run_held';

/** A held run finishes the instance in progress and starts no other. */
export const holdThen =
  (next: AfterHold): Strikes =>
  (struck) => {
    // Before, there is no run in progress that somebody can hold.
    return hasBegun(struck.view) ? hold(struck, next) : undefined;
  };

async function hold(struck: Struck, next: AfterHold): Promise<boolean> {
  const { view, group, over, report } = struck;
  const { site } = view;
  const { exitCode, stderr } = await site.run(['hold', '--esg', group, '--reason', 'soak']);
  if (over.aborted) return false;
  if (exitCode !== 0) report(`hold ended with exit code ${exitCode}: ${stderr}`);
  const heldAt = Date.now();
  await until(() => isHeld(struck), over);
  // The last instance was in progress.
  if (over.aborted) return false;
  const since = acceptedIn(site).filter(({ at }) => at > heldAt);
  if (since.length > 1) report(`${since.length} recycles were accepted after the hold`);
  if (!isQuiet(site)) report('the run is held with an instance out');
  const { length: count } = acceptedIn(site);
  await pause(struck);
  if (over.aborted) report('the run ended while it was held');
  if (acceptedIn(site).length !== count) report('a recycle was requested while the run was held');
  await next(struck);
  return true;
}

export async function continueRun({ view: { site }, group, report }: Struck): Promise<void> {
  const { exitCode, stderr } = await site.run(['continue', '--esg', group]);
  if (exitCode !== 0) report(`continue ended with exit code ${exitCode}: ${stderr}`);
}

export const stopRunner: AfterHold = ({ started }) => void send(started.pid, 'SIGTERM');
export const killRunner: AfterHold = ({ started }) => void send(started.pid, 'SIGKILL');
