import { printJson } from '@esg-recycler/core';
import { resume as resumeInstance } from '../recycle/resume.ts';
import { parsePatience, type PatienceArguments } from './patience.ts';
import { type GroupArguments, settingsOf } from './arguments.ts';
import { withContext } from '../session.ts';

export interface ResumeArguments extends GroupArguments, PatienceArguments {
  id: string;
}

export async function resume(options: ResumeArguments): Promise<void> {
  const { esg, id: ssi } = options;
  const what = { esg, ssi, ...parsePatience(options) };
  printJson(await withContext(settingsOf(options), (context) => resumeInstance(context, what)));
}
