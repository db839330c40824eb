import type { Recycling } from './recycling.ts';
import type { Action, State } from './states.ts';

/** The effect on the machine when a state is entered. */
export type Effect = 'stop' | 'release' | 'replace' | 'remove';

export interface LifecycleStep {
  /** The time after the previous step. */
  afterMs: number;
  state: State | 'VANISHED';
  effect?: Effect;
  /** The line in Spot's log. */
  reason?: string;
}

/** The states that allow an action. The response of the real API in other states is unknown. */
const allowed: Record<Action, State[]> = {
  recycle: ['ACTIVE'],
  pause: ['ACTIVE'],
  resume: ['PAUSED', 'ERROR'],
  deallocate: ['ACTIVE', 'PAUSED', 'ERROR'],
};

export const allows = (state: State, action: Action): boolean => allowed[action].includes(state);

const reasons = {
  error: 'The instance cannot be launched: InsufficientInstanceCapacity',
  paused: "Can't create a new ENI for the specific free IP; the instance is rolled back to paused",
};

/** The last steps of a recycle or a resume. */
function endOf(outcome: Recycling['outcome'], afterMs: number): LifecycleStep[] {
  switch (outcome) {
    case 'error':
      return [{ afterMs, state: 'ERROR', effect: 'release', reason: reasons.error }];
    case 'paused':
      return [{ afterMs, state: 'PAUSED', effect: 'release', reason: reasons.paused }];
    case 'vanished':
      return [{ afterMs, state: 'VANISHED', effect: 'remove' }];
    case 'deallocated':
      return [
        { afterMs, state: 'DEALLOCATING' },
        { afterMs: 0, state: 'DEALLOCATED', effect: 'release' },
      ];
    case 'unchanged':
    case 'stuck':
      return [];
    default:
      return [{ afterMs, state: 'ACTIVE', effect: 'replace' }];
  }
}

/** The states of an instance after an accepted action starts. */
export function stepsOf(action: Action, recycling: Recycling): LifecycleStep[] {
  const { requestedMs, durationMs, outcome, exposesPausing } = recycling;
  const half = durationMs / 2;
  if (action === 'pause') {
    return [
      { afterMs: 0, state: 'PAUSE', effect: 'stop' },
      { afterMs: requestedMs, state: 'PAUSING' },
      { afterMs: half, state: 'PAUSED', effect: 'release' },
    ];
  }
  if (action === 'deallocate') {
    return [
      { afterMs: 0, state: 'DEALLOCATE', effect: 'stop' },
      { afterMs: requestedMs, state: 'DEALLOCATING' },
      { afterMs: half, state: 'DEALLOCATED', effect: 'release' },
    ];
  }
  if (outcome === 'unchanged') return [];
  if (action === 'resume') {
    return [{ afterMs: 0, state: 'RESUME' }, { afterMs: requestedMs, state: 'RESUMING' }, ...endOf(outcome, half)];
  }
  const begin: LifecycleStep = { afterMs: 0, state: 'RECYCLE', effect: 'stop' };
  if (!exposesPausing) {
    return [begin, { afterMs: requestedMs, state: 'RECYCLING' }, ...endOf(outcome, durationMs)];
  }
  const third = durationMs / 3;
  return [
    begin,
    { afterMs: requestedMs, state: 'PAUSING' },
    { afterMs: third, state: 'PAUSED', effect: 'release' },
    { afterMs: third, state: 'RESUMING' },
    ...endOf(outcome, third),
  ];
}
