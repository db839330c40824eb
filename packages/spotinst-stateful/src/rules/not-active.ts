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
  const resume = `spotinst-stateful resume --esg ${esg} --id ${id}`;
  if (state === 'PAUSED' && isRequested(instance, intents)) {
    return `Its recycle may be passing through: run the same again in a minute. If it stays PAUSED, bring it back with: ${resume}`;
  }
  if (state === 'PAUSED' || state === 'ERROR') return `Bring it back with: ${resume}`;
  if (state.startsWith('DEALLOCAT'))
    return 'Somebody gives it up. If that is meant, go on once Spot lists it no longer.';
  return 'Wait until it is ACTIVE again.';
}
