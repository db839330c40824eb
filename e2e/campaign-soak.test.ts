import { expect, it } from '@jest/globals';
import { small } from './soak/campaign/plans.ts';
import { playCampaign } from './soak/campaign/play-campaign.ts';
import { describeWith } from './support/system.ts';

describeWith('redis-server', 'a campaign with two workers that are killed', () => {
  it('recycles each instance once, wave by wave, and continues after each kill', async () => {
    const { problems, kills, redisRestarts } = await playCampaign(1, small);
    expect(problems).toEqual([]);
    expect([kills.length, redisRestarts]).toEqual([2, 1]);
  }, 360_000);
});
