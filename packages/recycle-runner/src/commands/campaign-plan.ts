import { commandOf, EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { defaultOptions, readCampaign } from '../campaign/campaign-file.ts';
import { type OpenCampaign, withCampaign } from '../campaign/open-campaign.ts';
import { overviewText } from '../campaign/overview.ts';
import { planExitCode, readEverything, readWaves } from '../campaign/read-waves.ts';
import { reword } from '../campaign/reword.ts';

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

/** The tokens may be named only in a campaign file. */
function suggestFile(error: unknown): unknown {
  if (!(error instanceof EsgError) || error.code !== 'setting-missing') return error;
  const command = commandOf('recycle-runner', 'campaign plan --all FILE');
  return reword(error, { hint: `${error.hint} Or use the accounts of a campaign file: ${command}` });
}

/** Shows which clusters a campaign would roll; with `all`, every cluster that needs a recycle. Changes nothing. */
export async function planCampaign(file: string | undefined, given: CampaignPlanArguments): Promise<void> {
  if (file === undefined && !given.all) throw noFile();
  const campaign = file === undefined ? undefined : readCampaign(file);
  const access = { label: file ?? 'campaign', config: given.config, env: process.env };
  const options = campaign?.options ?? defaultOptions();
  const planned = given.all ? undefined : campaign;
  const show = async (open: OpenCampaign): Promise<void> => {
    const waves = planned ? await readWaves(planned, open) : await readEverything(open);
    const title = planned ? `Campaign ${planned.name}` : 'All clusters off their image';
    if (given.json) printJson({ ...(campaign && { campaign: campaign.name }), waves });
    else process.stdout.write(`${overviewText(title, waves, process.stdout.columns)}\n`);
    process.exitCode = planExitCode(waves);
  };
  await withCampaign(campaign?.accounts, options, access, show).catch((error: unknown) => {
    throw campaign ? error : suggestFile(error);
  });
}
