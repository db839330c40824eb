import { addExamples, setExitCodes } from '@esg-recycler/core';
import type { Command } from 'commander';
import type { CampaignArguments } from './campaign.ts';
import type { CampaignPlanArguments } from './campaign-plan.ts';
import { ansibleArguments, campaignExitCodes, readOnlyExitCodes } from '../text/run-help.ts';

const planExamples = [
  ['Show what a campaign would do', 'recycle-runner campaign plan patch.yml'],
  ['Show every cluster that needs a recycle', 'recycle-runner campaign plan --all'],
] as const;
const runExamples = [
  ['Show the plan, ask, and roll the clusters in waves', 'recycle-runner campaign patch.yml'],
  ['Let workers roll the clusters', 'recycle-runner campaign patch.yml --workers'],
] as const;
const statusExamples = [
  ['Show which clusters are due, rolling, failed, or done', 'recycle-runner campaign status patch.yml'],
] as const;

export const campaignExamples = [...planExamples, ...runExamples];

const configHelp = 'config file (default: $ESG_CONFIG, or the only *.spotinst_esg.yml here)';

/** Adds `campaign`, with `run` (the default), `plan` and `status`. */
export function addCampaign(program: Command, userArguments: readonly string[]): void {
  const campaign = program
    .command('campaign')
    .description('roll many clusters in waves, from a campaign file')
    .usage('[run] FILE [options] [-- ansible arguments]');

  const run = campaign
    .command('run', { isDefault: true })
    .argument('<file>', 'campaign file')
    .description('show the plan, ask, and roll the clusters (default command)')
    .option('--config <file>', configHelp)
    .option('--workers', 'let workers roll the clusters; requires store redis:// (see recycle-runner worker)')
    .option('--yes', 'do not ask; required where stdin or stderr is not a terminal')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', ansibleArguments)
    .action(async (file: string, given: CampaignArguments) =>
      (await import('./campaign.ts')).runCampaign(file, given, userArguments),
    );

  const plan = campaign
    .command('plan')
    .argument('[file]', 'campaign file')
    .description('show which clusters are due, wave by wave; changes nothing')
    .option('--all', 'show every cluster of the accounts that needs a recycle')
    .option('--config <file>', configHelp)
    .option('--json', 'print the plan as JSON')
    .action(async (file: string | undefined, given: CampaignPlanArguments) =>
      (await import('./campaign-plan.ts')).planCampaign(file, given),
    );

  const status = campaign
    .command('status')
    .argument('<file>', 'campaign file')
    .description('show the state of every cluster; changes nothing')
    .option('--config <file>', configHelp)
    .option('--json', 'print the state as JSON')
    .action(async (file: string, given: { config?: string; json?: boolean }) =>
      (await import('./campaign-status.ts')).campaignStatus(file, given),
    );

  setExitCodes(campaign, campaignExitCodes);
  setExitCodes(plan, readOnlyExitCodes);
  setExitCodes(status, readOnlyExitCodes);
  addExamples(campaign, [...campaignExamples, ...statusExamples]);
  addExamples(run, runExamples);
  addExamples(plan, planExamples);
  addExamples(status, statusExamples);
}
