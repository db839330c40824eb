import { EsgError, type Finding } from '@esg-recycler/core';
import { refuseIfBlocked } from '@esg-recycler/spotinst-stateful';
import { confirm } from './confirm.ts';
import type { ImageChange } from '@esg-recycler/spotinst-stateful';
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
  imageChanges: readonly ImageChange[];
}

export const countDue = (planned: readonly PlannedInstance[]): number =>
  planned.filter(({ action }) => action === 'recycle').length;

/** The question before a plan is carried out; undefined when there is nothing to do. */
export function questionAbout(
  planned: readonly PlannedInstance[],
  cluster: string,
  changes: readonly ImageChange[] = [],
): string | undefined {
  const due = countDue(planned);
  const images = [...new Set(changes.map(({ image }) => image))].join(', ');
  const what = `${due} of ${planned.length} instances of ${cluster}, one by one?`;
  if (changes.length === 0) return due === 0 ? undefined : `Recycle ${what}`;
  const groups = changes.length === 1 ? '1 group' : `${changes.length} groups`;
  return due === 0
    ? `Set the image ${images} on ${groups} of ${cluster}?`
    : `Set the image ${images}, and recycle ${what}`;
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
  { planned, findings, imageChanges }: Plan,
  { cluster, asks, stop }: Asking,
): Promise<EsgError | undefined> {
  const refusal = blockedBy(findings);
  if (refusal) return refusal;
  const question = asks ? questionAbout(planned, cluster, imageChanges) : undefined;
  return !question || (await confirm(question, stop.signal)) ? undefined : stoppedOnRequest();
}
