import { printJson } from '@esg-recycler/core';
import { resume as resumeInstance } from '../recycle/resume.ts';
import { parseWaitLimits, type WaitArguments } from './wait-limits.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { withContext } from '../session.ts';

export interface ResumeArguments extends GroupArguments, WaitArguments {
  id: string;
}

export async function resume(options: ResumeArguments): Promise<void> {
  const { esg, id: ssi } = options;
  const what = { esg, ssi, ...parseWaitLimits(options) };
  printJson(await withContext(settingsOf(options), (context) => resumeInstance(context, what)));
}
