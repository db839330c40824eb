import { EsgError, type Finding } from '@esg-recycler/core';
import { refuseIfBlocked } from '@esg-recycler/spotinst-stateful';
import { confirm } from './confirm.ts';
import type { PlannedInstance } from './plan.ts';
import { stoppedOnRequest } from './roll-errors.ts';
import type { StopSignals } from './stop-signals.ts';

export interface Asking {
  cluster: string;
  /** A person is there to be asked. */
  asks: boolean;
  stop: StopSignals;
}

/** Why a plan is not carried out: something blocks it, or the user does not want it. */
export async function objectionTo(
  { planned, findings }: { planned: readonly PlannedInstance[]; findings: readonly Finding[] },
  { cluster, asks, stop }: Asking,
): Promise<EsgError | undefined> {
  try {
    refuseIfBlocked(findings);
  } catch (error) {
    if (error instanceof EsgError) return error;
    throw error;
  }
  const due = planned.filter(({ action }) => action === 'recycle').length;
  if (due === 0 || !asks) return undefined;
  const text = `Recycle ${due} of ${planned.length} instances of ${cluster}, one by one?`;
  return (await confirm({ text, assumed: true }, stop.signal)) ? undefined : stoppedOnRequest();
}
