import type { Intent } from '@esg-recycler/esg-store';
import type { StatefulInstance } from '@esg-recycler/spotinst-client';

/** States in which an instance stays until somebody acts. */
const isStanding = (state: string): boolean =>
  state === 'ACTIVE' || state === 'PAUSED' || state === 'ERROR' || state.startsWith('DEALLOCAT');

/** Whether an instance is out because of a recycle of ours, which ends by itself. */
export const isUnderWay = ({ id, state }: StatefulInstance, intents: readonly Intent[]): boolean =>
  !isStanding(state) && intents.some(({ ssi }) => ssi === id);

/** What to do about an instance that is out. */
export const resumeHint = (esg: string, { id, state }: StatefulInstance): string =>
  state === 'PAUSED' || state === 'ERROR'
    ? `Bring it back with: spotinst-stateful resume --esg ${esg} --id ${id}`
    : 'Wait until it is ACTIVE again.';
