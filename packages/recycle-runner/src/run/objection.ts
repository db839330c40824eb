import { EsgError, type Finding } from '@esg-recycler/core';
import { refuseIfBlocked } from '@esg-recycler/spotinst-stateful';
import { confirm } from './confirm.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import type { StopSignals } from './stop-signals.ts';

export interface Asking {
  cluster: string;
  /** Whether the user is asked. */
  asks: boolean;
  stop: StopSignals;
}

interface Plan {
  planned: readonly PlannedInstance[];
  findings: readonly Finding[];
}

export const countDue = (planned: readonly PlannedInstance[]): number =>
  planned.filter(({ action }) => action === 'recycle').length;

/** The question before a plan is carried out; undefined when there is nothing to do. */
export function questionAbout(planned: readonly PlannedInstance[], cluster: string): string | undefined {
  const due = countDue(planned);
  return due === 0 ? undefined : `Recycle ${due} of ${planned.length} instances of ${cluster}, one by one?`;
}

/** The refusal of a blocked plan; undefined when no finding blocks it. */
export function blockedBy(findings: readonly Finding[]): EsgError | undefined {
  try {
    refuseIfBlocked(findings);
  } catch (error) {
    if (error instanceof EsgError) return error;
    throw error;
  }
  return undefined;
}

/** Why a plan is not carried out: a finding blocks it, or the user declined. */
export async function objectionTo(
  { planned, findings }: Plan,
  { cluster, asks, stop }: Asking,
): Promise<EsgError | undefined> {
  const refusal = blockedBy(findings);
  if (refusal) return refusal;
  const question = asks ? questionAbout(planned, cluster) : undefined;
  return !question || (await confirm(question, stop.signal)) ? undefined : stoppedOnRequest();
}
