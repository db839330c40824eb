import { randomBytes } from 'node:crypto';

/** An id that sorts by time and differs for two runs in one second: `20261123T070554Z-ab12`. */
export const createRunId = (now: Date = new Date(), suffix: string = randomBytes(2).toString('hex')): string =>
  `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;
