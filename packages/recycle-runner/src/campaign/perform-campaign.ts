import { EsgError } from '@esg-recycler/core';
import type { StopSignals } from '../run/stop-signals.ts';
import type { ReadListing } from './accounts.ts';
import type { Campaign } from './campaign-file.ts';
import type { OpenCampaign } from './open-campaign.ts';
import type { CampaignReport, WaveResult } from './report.ts';
import { resolveWaves } from './resolve-waves.ts';
import type { ClusterRun } from './run-cluster.ts';
import { runWave, type WaveContext } from './run-wave.ts';
import { msUntilOpen } from '../control/window.ts';

export interface CampaignSetup {
  campaign: Campaign;
  open: OpenCampaign;
  stop: StopSignals;
  /** Starts the run of a cluster: in a process of its own, or on a worker. */
  start: WaveContext['start'];
  /** Called with one line of progress. */
  note: (line: string) => void;
}

/** A campaign outlives suspends of the machine, so its times are those of the wall clock. */
const now = (): number => Date.now();

function contextOf({ campaign, open, stop, start, note }: CampaignSetup, startedAt: number) {
  const { at_once, stop_after_failures, between, stop_after } = campaign;
  let runs: readonly ClusterRun[] = [];
  // The first signal stops each run after its instance in progress; a run counts every later Ctrl-C itself.
  stop.onPress(() => {
    for (const run of runs) run.signal('SIGINT');
  });
  return (listings: readonly ReadListing[]): WaveContext => ({
    start,
    read: async (clusters) => open.read(clusters, await open.list().catch(() => listings)),
    limits: () => ({
      atOnce: at_once,
      stopAfterFailures: stop_after_failures,
      isStopping: stop.signal.aborted,
      opensInMs: between ? msUntilOpen(between, now()) : 0,
      leftMs: stop_after === undefined ? Infinity : startedAt + stop_after - now(),
    }),
    stop: stop.signal,
    watch: (running) => {
      runs = running;
    },
    note,
    window: between?.text,
  });
}

const notStarted = (name: string): WaveResult => ({ name, outcome: 'not-started', clusters: [] });

/** The waves that follow, as they were resolved last. */
const rest = (waves: ReturnType<typeof resolveWaves>): WaveResult[] =>
  waves.map(({ name, clusters }) => ({
    ...notStarted(name),
    clusters: clusters.map(({ title, name: id, account }) => ({
      cluster: title,
      id,
      account,
      result: 'not-started' as const,
    })),
  }));

/**
 * Rolls the waves of a campaign, one after the other, and never past a wave that did not pass. Each wave is read again when
 * it starts: clusters with nothing due are done.
 *
 * @throws EsgError when the first wave cannot be read; a later one becomes part of the report
 */
export async function performCampaign(setup: CampaignSetup): Promise<CampaignReport> {
  const { campaign, open } = setup;
  const startedAt = now();
  const contextFor = contextOf(setup, startedAt);
  const waves: WaveResult[] = [];
  const report = (outcome: CampaignReport['outcome'], following: WaveResult[], error?: EsgError): CampaignReport => ({
    campaign: campaign.name,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(now()).toISOString(),
    outcome,
    waves: [...waves, ...following],
    ...(error && { error: error.toJSON() }),
  });

  for (const index of campaign.waves.keys()) {
    try {
      const listings = await open.list();
      const resolved = resolveWaves(campaign.waves, listings, campaign.label);
      const { name, clusters } = resolved[index]!;
      const result = await runWave(name, await open.read(clusters, listings), contextFor(listings));
      waves.push(result);
      if (result.outcome !== 'passed' && result.outcome !== 'not-started')
        return report(result.outcome, rest(resolved.slice(index + 1)));
    } catch (error) {
      if (!(error instanceof EsgError) || index === 0) throw error;
      return report(
        'failed',
        campaign.waves.slice(index).map(({ name }) => notStarted(name)),
        error,
      );
    }
  }
  return report('done', []);
}
