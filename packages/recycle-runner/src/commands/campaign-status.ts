import { ExitCode, printJson } from '@esg-recycler/core';
import { readCampaign } from '../campaign/campaign-file.ts';
import { withCampaign } from '../campaign/open-campaign.ts';
import { overviewText } from '../campaign/overview.ts';
import { planExitCode, readWaves } from '../campaign/read-waves.ts';

/** Shows the state of every cluster of a campaign, from Spot and the records of this store. Changes nothing. */
export async function campaignStatus(file: string, given: { config?: string; json?: boolean }): Promise<void> {
  const campaign = readCampaign(file);
  const access = { label: file, config: given.config, env: process.env };
  await withCampaign(campaign.accounts, campaign.options, access, async (open) => {
    const waves = await readWaves(campaign, open);
    if (given.json) printJson({ campaign: campaign.name, waves });
    else process.stdout.write(`${overviewText(`Campaign ${campaign.name}`, waves, process.stdout.columns)}\n`);
    const exitCode = planExitCode(waves);
    process.exitCode = exitCode === ExitCode.refused ? ExitCode.done : exitCode;
  });
}
