import { EsgError } from '@esg-recycler/core';

/**
 * Does a piece of work that may be refused.
 *
 * @param instead what there is without it
 * @param consequence for the warning: `account act-1 is left out`
 */
export type Tolerate = <T>(work: () => Promise<T>, instead: T, consequence: string) => Promise<T>;

/** Passes nothing over. */
export const strictly: Tolerate = (work) => work();

const refusals = new Set(['spot-forbidden', 'aws-forbidden', 'answer-not-kept']);

/** Whether a call was refused because the credentials, good as they are, may not make it (403). */
const isRefusal = (error: unknown): error is EsgError => error instanceof EsgError && refusals.has(error.code);

/** Passes over what is refused, and tells each time what that costs (`strict_permissions: false`). */
export const createTolerance =
  (warn: (line: string) => void): Tolerate =>
  async (work, instead, consequence) => {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      warn(`WARNING: ${consequence}, for strict_permissions is off: ${error.message}`);
      return instead;
    }
  };
