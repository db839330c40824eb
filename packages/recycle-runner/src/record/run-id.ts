import { randomBytes } from 'node:crypto';

/** Names a run so that names sort by time, and two runs of one second differ: `20261123T070554Z-ab12`. */
export const createRunId = (now: Date = new Date(), suffix: string = randomBytes(2).toString('hex')): string =>
  `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;
