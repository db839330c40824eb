import { printJson } from '@esg-recycler/core';
import { passGate } from '../gate/pass-gate.ts';
import { type CommonOptions, withContext } from './session.ts';

export interface PassedArguments extends CommonOptions {
  id: string;
}

export async function passed(options: PassedArguments): Promise<void> {
  const { esg, id: ssi } = options;
  printJson(await withContext(options, (context) => passGate(context, { esg, ssi })));
}
