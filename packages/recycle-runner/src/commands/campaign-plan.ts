import { EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { defaultOptions, readCampaign } from '../campaign/campaign-file.ts';
import { withCampaign } from '../campaign/open-campaign.ts';
import { overviewText } from '../campaign/overview.ts';
import { planExitCode, readEverything, readWaves } from '../campaign/read-waves.ts';

export interface CampaignPlanArguments {
  config?: string;
  json?: boolean;
  all?: boolean;
}

const noFile = (): EsgError =>
  new EsgError('No campaign file is given', {
    code: 'selection-invalid',
    exitCode: ExitCode.usage,
    hint: 'Name the file, or use --all for every cluster of the configured accounts.',
  });

/** Shows which clusters a campaign would roll; with `all`, every cluster that needs a recycle. Changes nothing. */
export async function planCampaign(file: string | undefined, given: CampaignPlanArguments): Promise<void> {
  if (file === undefined && !given.all) throw noFile();
  const campaign = file === undefined ? undefined : readCampaign(file);
  const access = { label: file ?? 'campaign', config: given.config, env: process.env };
  const options = campaign?.options ?? defaultOptions();
  await withCampaign(campaign?.accounts, options, access, async (open) => {
    const waves = given.all || !campaign ? await readEverything(open) : await readWaves(campaign, open);
    const title = given.all || !campaign ? 'All clusters off their image' : `Campaign ${campaign.name}`;
    if (given.json) printJson({ ...(campaign && { campaign: campaign.name }), waves });
    else process.stdout.write(`${overviewText(title, waves, process.stdout.columns)}\n`);
    process.exitCode = planExitCode(waves);
  });
}
