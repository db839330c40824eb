import type { EmitEvent } from '@esg-recycler/core';
import type { ImageChange } from '@esg-recycler/spotinst-stateful';
import type { Turn } from '../control/decide-turn.ts';
import { markImagesSet } from '../record/ledger.ts';
import type { RollContext } from '../roll/roll-context.ts';
import type { RollSession } from './session.ts';

interface ImageSetterSetup {
  session: Pick<RollSession, 'setImages'>;
  /** The images of the plan. */
  changes: readonly ImageChange[];
  run: string;
  /** The token of the lease. */
  token: () => string;
  emit: EmitEvent;
  signal: AbortSignal;
  /** Whether a turn that was permitted may still start. */
  isPermitted: (turn: Turn) => Promise<boolean>;
}

/**
 * Sets the images of the plan on the groups, once. Until then, the cluster is read as if they had them. It may wait for
 * minutes before the request, so the permission is checked again right before it.
 */
export function createImageSetter({ session, changes, run, token, emit, signal, isPermitted }: ImageSetterSetup): {
  setImages: NonNullable<RollContext['setImages']>;
  isBeforeImages: () => boolean;
} {
  let isSet = changes.length === 0;
  let wasRequested = false;
  const observed: EmitEvent = (event, ...rest) => {
    wasRequested ||= event === 'image_requested';
    emit(event, ...rest);
  };
  return {
    isBeforeImages: () => !isSet,
    setImages: async (ledger, keep, turn) => {
      if (isSet) return false;
      const groups = changes.map(({ group }) => group);
      await keep(markImagesSet(ledger, groups));
      let isWithdrawn = false;
      const checkAgain = async (): Promise<void> => {
        isWithdrawn = !(await isPermitted(turn));
        if (isWithdrawn) throw new Error('the run must wait now');
      };
      try {
        await session.setImages(changes, { token: token(), run, emit: observed, signal, checkAgain });
        isSet = true;
      } catch (error) {
        if (!isWithdrawn) throw error;
        if (!wasRequested) await keep(ledger);
      }
      return true;
    },
  };
}
