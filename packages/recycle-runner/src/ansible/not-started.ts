import { withheld } from '@esg-recycler/spotinst-stateful';
import { isBlameless } from './failed-task.ts';
import { frozen } from '../control/freeze.ts';

/** Whether an instance that was refused with this code starts once the run has the permission. */
export const isAskedAgain = (code: unknown): boolean => code === frozen || code === withheld;

/** Whether nothing is wrong with an instance that was refused with this code: it only did not start. */
export const isNotStarted = (code: unknown): boolean => isBlameless(code) || isAskedAgain(code);
