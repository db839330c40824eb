import { EsgError } from '@esg-recycler/core';

/**
 * Runs work that can be refused.
 *
 * @param instead the result when it is refused
 * @param consequence for the warning: `account act-1 is left out`
 */
export type Tolerate = <T>(work: () => Promise<T>, instead: T, consequence: string) => Promise<T>;

/** Tolerates nothing. */
export const strictly: Tolerate = (work) => work();

const refusals = new Set(['spot-forbidden', 'aws-forbidden', 'answer-not-kept']);

/** Whether a call was refused because the credentials are valid but not allowed to make it (403). */
const isRefusal = (error: unknown): error is EsgError => error instanceof EsgError && refusals.has(error.code);

/** Tolerates refusals, with a warning for each (`strict_permissions: false`). */
export const createTolerance =
  (warn: (line: string) => void): Tolerate =>
  async (work, instead, consequence) => {
    try {
      return await work();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      warn(`WARNING: ${consequence}, because strict_permissions is off: ${error.message}`);
      return instead;
    }
  };
