import { parseTime, printJson } from '@esg-recycler/core';
import { recycle as recycleInstance } from '../recycle/recycle.ts';
import { parseWaitLimits, type WaitArguments } from './wait-limits.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { withContext } from '../session.ts';

export interface RecycleArguments extends GroupArguments, WaitArguments {
  id: string;
  target?: string;
  since?: string;
  replaceRoot?: boolean;
  takeOver?: string;
}

export async function recycle(options: RecycleArguments): Promise<void> {
  const { esg, id: ssi, target, replaceRoot } = options;
  const what = {
    esg,
    ssi,
    target,
    replaceRoot,
    since: parseTime(options.since, '--since'),
    ...parseWaitLimits(options),
  };
  const { takeOver } = options;
  printJson(await withContext(settingsOf(options), (context) => recycleInstance(context, what), { takeOver }));
}
