import { EsgError, type Finding } from '@esg-recycler/core';
import { refuseIfBlocked } from '@esg-recycler/spotinst-stateful';
import { confirm, type Question } from './confirm.ts';
import type { PlannedInstance } from '../plan/plan.ts';
import { stoppedOnRequest } from '../run-errors.ts';
import { noClusterGate } from '../plan/plan-findings.ts';
import type { StopSignals } from './stop-signals.ts';

export interface Asking {
  cluster: string;
  /** A person is there to be asked. */
  asks: boolean;
  stop: StopSignals;
}

interface Plan {
  planned: readonly PlannedInstance[];
  findings: readonly Finding[];
}

/** What to ask before a plan is carried out; undefined when there is nothing to do. */
export function questionAbout({ planned, findings }: Plan, cluster: string): Question | undefined {
  const due = planned.filter(({ action }) => action === 'recycle').length;
  if (due === 0) return undefined;
  const text = `Recycle ${due} of ${planned.length} instances of ${cluster}, one by one?`;
  return { text, assumed: findings.every(({ code }) => code !== noClusterGate) };
}

/** Why a plan is not carried out: something blocks it, or the user does not want it. */
export async function objectionTo(plan: Plan, { cluster, asks, stop }: Asking): Promise<EsgError | undefined> {
  try {
    refuseIfBlocked(plan.findings);
  } catch (error) {
    if (error instanceof EsgError) return error;
    throw error;
  }
  const question = asks ? questionAbout(plan, cluster) : undefined;
  return !question || (await confirm(question, stop.signal)) ? undefined : stoppedOnRequest();
}
