import { commandOf, countOf, EsgError, ExitCode, printJson } from '@esg-recycler/core';
import { findTools } from '../ansible/setup.ts';
import { checkUserArguments } from '../ansible/user-arguments.ts';
import { type Campaign, readCampaign } from '../campaign/campaign-file.ts';
import { type OpenCampaign, withCampaign } from '../campaign/open-campaign.ts';
import { overviewText, type WaveOverview } from '../campaign/overview.ts';
import { performCampaign } from '../campaign/perform-campaign.ts';
import { type CampaignReport, exitCodeOf, reportText } from '../campaign/report.ts';
import { readWaves } from '../campaign/read-waves.ts';
import { runCluster } from '../campaign/run-cluster.ts';
import type { WaveContext } from '../campaign/run-wave.ts';
import { checkLockTtl } from '../cluster/options.ts';
import { noteOnStderr } from '../check/check-plan.ts';
import { confirm } from '../run/confirm.ts';
import { confirmationOf } from '../run/confirmation.ts';
import { stopOnClosedOutput } from '../run/stop-on-closed-output.ts';
import { listenForStop, type StopSignals } from '../run/stop-signals.ts';
import { stoppedOnRequest } from '../run-errors.ts';

export interface CampaignArguments {
  config?: string;
  json?: boolean;
  yes?: boolean;
  workers?: boolean;
}

/** @throws EsgError `confirmation-missing`, exit code 2; `stopped`, exit code 130 */
async function confirmPlan(
  campaign: Campaign,
  waves: readonly WaveOverview[],
  given: CampaignArguments,
  stop: StopSignals,
) {
  const rows = waves.flatMap(({ clusters }) => clusters).filter(({ state }) => state !== 'done');
  const due = rows.reduce((sum, row) => sum + row.due, 0);
  if (rows.length === 0) return;
  const confirmation = confirmationOf(given.yes);
  const what = `${countOf(due, 'instance')} in ${countOf(rows.length, 'cluster')}`;
  if (confirmation === 'missing')
    throw new EsgError(
      `${what} of campaign ${campaign.name} to recycle, but --yes is missing, and stdin or stderr is not a terminal. Nothing was changed`,
      {
        code: 'confirmation-missing',
        exitCode: ExitCode.usage,
        hint: 'Add --yes to carry out the plan, or run the same command on a terminal to be asked.',
      },
    );
  if (confirmation === 'ask' && !(await confirm(`Recycle ${what}, wave by wave?`, stop.signal)))
    throw stoppedOnRequest();
}

type Note = (line: string) => void;

interface Starter {
  start: WaveContext['start'];
  close: () => Promise<void>;
}

/** Where the runs start: on workers, or in processes of this campaign. */
async function openStarter(
  campaign: Campaign,
  { accesses }: OpenCampaign,
  { workers }: CampaignArguments,
  { userArguments, note }: { userArguments: readonly string[]; note: Note },
): Promise<Starter> {
  const { runArguments } = campaign;
  if (workers)
    return (await import('../workers/start-on-workers.ts')).startOnWorkers({ campaign, accesses, userArguments, note });
  return {
    start: (cluster) => runCluster(cluster, { access: accesses[cluster.listing]!, runArguments, userArguments }),
    close: () => Promise.resolve(),
  };
}

async function carryOut(
  campaign: Campaign,
  open: OpenCampaign,
  given: CampaignArguments,
  userArguments: readonly string[],
): Promise<CampaignReport> {
  for (const { settings } of open.accesses) checkLockTtl(campaign.options, settings.timeoutMs);
  const note = given.json ? () => {} : noteOnStderr;
  const starter = await openStarter(campaign, open, given, { userArguments, note });
  const stop = listenForStop();
  try {
    const waves = await readWaves(campaign, open);
    if (!given.json)
      process.stdout.write(`${overviewText(`Campaign ${campaign.name}`, waves, process.stdout.columns)}\n\n`);
    await confirmPlan(campaign, waves, given, stop);
    stop.signal.addEventListener('abort', () =>
      note('Stopping: instances in progress are finished, and no other starts.'),
    );
    return await performCampaign({ campaign, open, stop, start: starter.start, note });
  } finally {
    await starter.close();
    stop.dispose();
  }
}

/** Rolls the clusters of a campaign file, wave by wave. */
export async function runCampaign(
  file: string,
  given: CampaignArguments,
  userArguments: readonly string[],
): Promise<void> {
  stopOnClosedOutput();
  const campaign = readCampaign(file);
  // A campaign over workers runs no Ansible of its own.
  if (given.workers) checkUserArguments(userArguments);
  else findTools(userArguments);
  const { config } = given;
  const access = { label: file, config, env: process.env };
  const report = await withCampaign(campaign.accounts, campaign.options, access, (open) =>
    carryOut(campaign, open, given, userArguments),
  );
  const status = `Status: ${commandOf('recycle-runner', `campaign status ${file}`)}`;
  if (given.json) printJson(report);
  else process.stdout.write(`${reportText(report, status, process.stdout.columns)}\n`);
  process.exitCode = exitCodeOf(report);
}
