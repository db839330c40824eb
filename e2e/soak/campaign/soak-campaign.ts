import { killed, undisturbed } from './plans.ts';
import { playCampaign } from './play-campaign.ts';
import { campaignText, mostOverhead } from './report.ts';

/**
 * Rolls 40 groups with workers that are killed, and then without kills.
 *
 * @returns whether both passed
 */
export async function soakCampaign(seed: number, parts: { kills: boolean; noKills: boolean }): Promise<boolean> {
  let isPassed = true;
  if (parts.kills) {
    console.log(`A campaign from seed ${seed}, with workers that are killed: about ten minutes`);
    const end = await playCampaign(seed, killed, console.log);
    console.log(campaignText(end));
    isPassed &&= end.problems.length === 0;
  }
  if (parts.noKills) {
    console.log(`A campaign from seed ${seed}, without kills: about a quarter of an hour`);
    const end = await playCampaign(seed, undisturbed, console.log);
    const ratio = end.seconds / end.slowestChainSeconds;
    const problems = ratio > mostOverhead ? [`more than ${mostOverhead} × the slowest chain`] : [];
    const all = [...end.problems, ...problems];
    console.log(campaignText({ ...end, problems: all }));
    isPassed &&= all.length === 0;
  }
  console.log(isPassed ? 'passed' : 'FAILED');
  return isPassed;
}
