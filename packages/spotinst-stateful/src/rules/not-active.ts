import { commandOf } from '@esg-recycler/core';
import type { Intent } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** States in which an instance stays until somebody acts. */
export const isStanding = (state: string): boolean =>
  state === 'ACTIVE' || state === 'PAUSED' || state === 'ERROR' || state.startsWith('DEALLOCAT');

const isRequested = ({ id }: StatefulInstance, intents: readonly Intent[]): boolean =>
  intents.some(({ ssi }) => ssi === id);

/** Whether an instance is out because of a recycle of ours, which ends by itself. */
export const isUnderWay = (instance: StatefulInstance, intents: readonly Intent[]): boolean =>
  !isStanding(instance.state) && isRequested(instance, intents);

/** What to do about an instance that is out. */
export function resumeHint(esg: string, instance: StatefulInstance, intents: readonly Intent[]): string {
  const { id, state } = instance;
  const resume = commandOf('spotinst-stateful', `resume --esg ${esg} --id ${id}`);
  if (state === 'PAUSED' && isRequested(instance, intents)) {
    return `It may still be recycling: run the same command again in a minute. If it stays PAUSED, bring it back with: ${resume}`;
  }
  if (state === 'PAUSED' || state === 'ERROR') return `Bring it back with: ${resume}`;
  if (state.startsWith('DEALLOCAT'))
    return 'Somebody deallocates it. If that is meant, run the same command again once Spot no longer lists it.';
  return 'Wait until it is ACTIVE again.';
}
