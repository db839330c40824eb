import { printJson } from '@esg-recycler/core';
import { openClusterCheck } from '../check/cluster-check.ts';
import type { CommonArguments } from './arguments.ts';
import { readOptionsFile } from './options-file.ts';

/** Prepares the cluster for the recycle of a node, or restores it afterwards. */
export async function change(kind: string, step: 'prepare' | 'restore', given: CommonArguments): Promise<void> {
  const check = await openClusterCheck({
    checks: [{ kind, options: await readOptionsFile(given.config) }],
    overrides: [],
  });
  printJson({ kind, ...(await check[step](given)) });
}
