import { EsgError, ExitCode } from '@esg-recycler/core';
import { positiveDuration } from './option-values.ts';

/** How many instances go first, and how long the cluster must stay healthy after them. */
export interface CanaryOptions {
  count: number;
  bakeMs: number;
}

const usage = (code: string, message: string, hint: string): EsgError =>
  new EsgError(message, { code, exitCode: ExitCode.usage, hint });

/** The bake time without `--bake`. */
const defaultBake = '10m';

/** @throws EsgError exit code 2: `canary-invalid`, `duration-invalid` */
export function readCanary({ canary, bake }: { canary?: string; bake?: string }): CanaryOptions | undefined {
  if (canary === undefined) {
    if (bake === undefined) return undefined;
    throw usage(
      'canary-invalid',
      '--bake is given without --canary',
      'Add --canary N: the run waits after the first N instances.',
    );
  }
  if (/^[1-9]\d*$/.test(canary))
    return { count: Number(canary), bakeMs: positiveDuration(bake ?? defaultBake, '--bake') };
  throw usage(
    'canary-invalid',
    `--canary ${JSON.stringify(canary)} is not a number of instances`,
    'Use a number from 1, for example --canary 1 --bake 10m.',
  );
}
