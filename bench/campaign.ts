import { parseArgs } from 'node:util';
import type { Size } from '../e2e/soak/campaign/layout.ts';
import { type CampaignCost, measureCampaign } from './campaign-measure.ts';
import { campaignChecks, campaignHead, campaignRow, ratioRows } from './campaign-report.ts';

const basis: Omit<Size, 'groups'> = {
  accounts: 3,
  instances: 1,
  atOnce: 4,
  recycleMs: [500, 500],
  lockTtl: '2m',
  pollInterval: '100ms',
};

function optionsOf(args: readonly string[]): { sizes: number[]; workers: number } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      groups: { type: 'string', default: '10,40,160' },
      /** 0: the campaign starts the runs on its own. */
      workers: { type: 'string', default: '2' },
    },
  });
  const sizes = values.groups.split(',').map(Number);
  const workers = Number(values.workers);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw new Error('--groups takes numbers: 10,40,160');
  if (!Number.isInteger(workers) || workers < 0 || workers > 4) throw new Error('--workers takes 0 to 4');
  return { sizes: sizes.toSorted((one, other) => one - other), workers };
}

/** Measures how the cost of a campaign grows with its groups. Fails if it is not linear, or if a worker needs too much memory. */
export async function bench(args: readonly string[]): Promise<void> {
  const { sizes, workers } = optionsOf(args);
  const machines = workers > 0 ? `${workers} workers` : 'one machine';
  console.log(`Campaigns over groups of one instance in ${basis.accounts} accounts, ${basis.atOnce} clusters at once, ${machines}:
  recycles of half a second, no health checks. Below, of the complete campaign: requests to Spot; user and system time of
  the campaign, the workers and everything that they start; wall time; the most memory of one worker.\n`);
  console.log(campaignHead);
  const costs: CampaignCost[] = [];
  for (const groups of sizes) {
    const cost = await measureCampaign({ ...basis, groups }, workers);
    console.log(campaignRow(cost));
    costs.push(cost);
  }
  for (const row of ratioRows(costs)) console.log(row);
  console.log(`\n${campaignChecks(costs, workers > 0 ? 'worker' : 'campaign')}`);
}
