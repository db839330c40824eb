import type { RunStatus } from '@esg-recycler/esg-store';

/** What a stop does to the instance in progress. */
export interface StopEffect {
  /** The instance in progress. */
  instance?: string;
  /** Whether its recycle was requested. */
  isRequested: boolean;
}

/** What a stop does to the instance in progress now. */
export const stopEffect = ({ doing, requested }: Pick<RunStatus, 'doing' | 'requested'>): StopEffect => ({
  instance: requested ?? doing?.ssi,
  isRequested: requested !== undefined,
});

/** The effect of a stop, for people. The record that a recycle was requested is a moment late. */
export function stopText({ instance, isRequested }: StopEffect): string {
  if (instance === undefined) return 'no recycle is in progress';
  return isRequested
    ? `${instance} is finished first`
    : `${instance} is left as it is, unless its recycle was just requested`;
}
