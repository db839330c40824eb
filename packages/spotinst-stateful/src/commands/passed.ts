import { printJson } from '@esg-recycler/core';
import { passGate } from '../under-lease/pass-gate.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { withContext } from '../session.ts';

export interface PassedArguments extends GroupArguments {
  id: string;
}

export async function passed(options: PassedArguments): Promise<void> {
  const { esg, id: ssi } = options;
  printJson(await withContext(settingsOf(options), (context) => passGate(context, { esg, ssi })));
}
