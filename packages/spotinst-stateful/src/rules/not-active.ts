import { commandOf } from '@esg-recycler/core';
import type { Intent } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** Whether an instance stays in this state until somebody acts. */
export const isStable = (state: string): boolean =>
  state === 'ACTIVE' || state === 'PAUSED' || state === 'ERROR' || state.startsWith('DEALLOCAT');

const isRequested = ({ id }: StatefulInstance, intents: readonly Intent[]): boolean =>
  intents.some(({ ssi }) => ssi === id);

/** Whether an instance is out, and stays out until somebody acts. */
export const isDown = ({ state }: Pick<StatefulInstance, 'state'>): boolean => state !== 'ACTIVE' && isStable(state);

/** Whether an instance is out because of our own recycle, which ends without help. */
export const isUnderWay = (instance: StatefulInstance, intents: readonly Intent[]): boolean =>
  !isStable(instance.state) && isRequested(instance, intents);

/** What to add to the state of an instance whose recycle has no recorded result; else nothing. */
export function requestNote({ id }: StatefulInstance, intents: readonly Intent[]): string {
  const intent = intents.find(({ ssi }) => ssi === id);
  return intent ? ` (recycle requested at ${intent.requestedAt})` : '';
}

/** What to do about an instance that is out. */
export function resumeHint(esg: string, instance: StatefulInstance, intents: readonly Intent[]): string {
  const { id, state } = instance;
  const resume = commandOf('spotinst-stateful', `resume --esg ${esg} --id ${id}`);
  if (state === 'PAUSED' && isRequested(instance, intents)) {
    return `It may still be recycling: run the same command again in a minute. If it stays PAUSED, resume it: ${resume}`;
  }
  if (state === 'PAUSED' || state === 'ERROR') return `Resume it: ${resume}`;
  if (state.startsWith('DEALLOCAT'))
    return 'Somebody is deallocating it. If this is intended, run the same command again once Spot no longer lists it.';
  return 'Wait until it is ACTIVE, then run the same command again.';
}
