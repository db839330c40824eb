import { randomBytes } from 'node:crypto';

/** An id that sorts by time and differs for two runs in one second: `20261123T070554Z-ab12`. */
export const createRunId = (now: Date = new Date(), suffix: string = randomBytes(2).toString('hex')): string =>
  `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;

const pattern = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[\da-f]{4}$/;

/** The start of a run by its id, ISO 8601; undefined for a text that is not the id of a run. */
export const runTime = (run: string): string | undefined =>
  pattern.test(run) ? run.replace(pattern, '$1-$2-$3T$4:$5:$6.000Z') : undefined;
