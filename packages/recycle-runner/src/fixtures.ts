import type { Candidate } from './plan.ts';

/** For tests: an ACTIVE instance that is due, changed as wanted. */
export const candidateOf = (fields: Partial<Candidate> = {}): Candidate => ({
  ssi: 'ssi-1',
  group: 'sig-1',
  groupName: 'kafka',
  address: null,
  state: 'ACTIVE',
  image: 'ami-old',
  target: 'ami-new',
  launchedAt: null,
  due: true,
  isUnderWay: false,
  awaitsGate: false,
  ...fields,
});
