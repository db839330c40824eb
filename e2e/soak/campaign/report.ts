import { windowMs } from './layout.ts';
import type { CampaignEnd } from './play-campaign.ts';

/** The wall time may be this many times the slowest chain. */
export const mostOverhead = 1.3;

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The figures of a campaign, and what is wrong with it. */
export function campaignText(end: CampaignEnd): string {
  const { layout, kills, problems, recoveriesMs } = end;
  const { groups, accounts, size } = layout;
  const machines = kills.filter(({ what }) => what === 'machine').length;
  const out = kills.filter((kill) => kill.out.length > 0).length;
  const longest =
    recoveriesMs.length === 0 ? [] : [`; the next request at most ${inSeconds(Math.max(...recoveriesMs))} later`];
  return [
    `${groups.length} groups in ${accounts.length} accounts, ${groups.flatMap(({ instances }) => instances).length} instances, ${size.atOnce} clusters at once`,
    `${end.requests} requests, at most ${end.busiestWindow} of ${size.requestsPerWindow} in ${windowMs / 1000} s, ${end.limited} with response 429`,
    `${end.mostAtOnce} clusters in progress at most`,
    `${kills.length} kills: ${kills.length - machines} of a worker, ${machines} of a machine, ${out} with an instance out${longest.join('')}; ${end.redisRestarts} restarts of Redis`,
    `${end.seconds.toFixed(1)} s, ${(end.seconds / end.slowestChainSeconds).toFixed(2)} × the slowest chain (${end.slowestChainSeconds.toFixed(1)} s)`,
    ...problems.map((problem) => `FAILED: ${problem}`),
  ]
    .map((line) => `  ${line}`)
    .join('\n');
}
