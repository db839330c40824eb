import { printJson } from '@esg-recycler/core';
import { recycle as recycleInstance } from '../recycle/recycle.ts';
import { parsePatience, type PatienceArguments } from './patience.ts';
import { type CommonOptions, withContext } from './session.ts';
import { parseSince } from './since.ts';

export interface RecycleArguments extends CommonOptions, PatienceArguments {
  id: string;
  target?: string;
  since?: string;
  replaceRoot?: boolean;
}

export async function recycle(options: RecycleArguments): Promise<void> {
  const { esg, id: ssi, target, replaceRoot } = options;
  const what = { esg, ssi, target, replaceRoot, since: parseSince(options.since), ...parsePatience(options) };
  printJson(await withContext(options, (context) => recycleInstance(context, what)));
}
