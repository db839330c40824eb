import { printJson } from '@esg-recycler/core';
import { resume as resumeInstance } from '../recycle/resume.ts';
import { parsePatience, type PatienceArguments } from './patience.ts';
import { type CommonOptions, withContext } from './session.ts';

export interface ResumeArguments extends CommonOptions, PatienceArguments {
  id: string;
}

export async function resume(options: ResumeArguments): Promise<void> {
  const { esg, id: ssi } = options;
  const what = { esg, ssi, ...parsePatience(options) };
  printJson(await withContext(options, (context) => resumeInstance(context, what)));
}
