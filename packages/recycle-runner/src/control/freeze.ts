import type { Finding } from '@esg-recycler/core';

/** The code of the finding about the freeze tag of a group. */
export const frozen = 'frozen';

/** Why the cluster is frozen; undefined when it is not. */
export const freezeIn = (findings: readonly Finding[]): string | undefined =>
  findings.find(({ code }) => code === frozen)?.message;
