import type { CampaignPlan } from './play-campaign.ts';

/** 40 groups, and workers that are killed all the time. */
export const killed: CampaignPlan = {
  groups: 40,
  accounts: 3,
  instances: 2,
  workers: 4,
  atOnce: 4,
  recycleMs: [1000, 8000],
  lockTtl: '10s',
  pollInterval: '100ms',
  requestsPerWindow: 150,
  kills: { everyMs: [3000, 8000], most: Infinity, victims: 'any' },
  restartsRedis: true,
  timeoutMs: 45 * 60_000,
};

/** The same without kills, and with recycles that take longer than the runs around them. */
export const undisturbed: CampaignPlan = {
  ...killed,
  instances: 1,
  atOnce: 8,
  recycleMs: [100_000, 140_000],
  pollInterval: '250ms',
  kills: { ...killed.kills, most: 0 },
  restartsRedis: false,
};

/** A small one for `npm test`. */
export const small: CampaignPlan = {
  ...killed,
  groups: 4,
  accounts: 2,
  instances: 1,
  workers: 2,
  atOnce: 2,
  recycleMs: [1000, 3000],
  lockTtl: '6s',
  kills: { everyMs: [1000, 5000], most: 2, victims: 'busy' },
  timeoutMs: 5 * 60_000,
};
