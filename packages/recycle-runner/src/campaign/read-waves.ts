import { ExitCode } from '@esg-recycler/core';
import type { Campaign } from './campaign-file.ts';
import type { OpenCampaign } from './open-campaign.ts';
import { rowOf, type WaveOverview } from './overview.ts';
import { needsRun } from './read-cluster.ts';
import { allClusters, resolveWaves } from './resolve-waves.ts';

/** Every wave of a campaign as it is now: one request per account and one per group. Changes nothing. */
export async function readWaves(
  { waves, label }: Pick<Campaign, 'waves' | 'label'>,
  { list, read }: OpenCampaign,
): Promise<WaveOverview[]> {
  const listings = await list();
  const resolved = resolveWaves(waves, listings, label);
  const readings = await read(
    resolved.flatMap(({ clusters }) => clusters),
    listings,
  );
  return resolved.map(({ name, clusters, unmatched }) => ({
    wave: name,
    clusters: readings.filter(({ cluster }) => clusters.includes(cluster)).map(rowOf),
    unmatched,
  }));
}

/** Every cluster of the accounts that needs a recycle or cannot be read, as one wave. Changes nothing. */
export async function readEverything({ list, read }: OpenCampaign): Promise<WaveOverview[]> {
  const listings = await list();
  const readings = await read(allClusters(listings), listings, false);
  const shown = readings.filter(({ reading }) => needsRun(reading) || reading.rolling !== undefined);
  return [{ wave: '-', clusters: shown.map(rowOf), unmatched: [] }];
}

/** The exit code of a plan: that of the first cluster that cannot be read, else whether a finding blocks a cluster. */
export function planExitCode(waves: readonly WaveOverview[]): ExitCode {
  const rows = waves.flatMap(({ clusters }) => clusters);
  const unreadable = rows.find(({ state }) => state === 'unreadable')?.error;
  if (unreadable) return unreadable.exitCode as ExitCode;
  return rows.some(({ state }) => state === 'blocked') ? ExitCode.refused : ExitCode.done;
}
