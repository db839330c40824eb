import { setTimeout as delay } from 'node:timers/promises';
import { randomFrom } from '../soak/random.ts';
import { type RollSite, startRollSite } from './roll-site.ts';

/** How the two runs of one round ended. */
export interface LaptopsEnd {
  seed: number;
  /** When the second run started after the first, in milliseconds. */
  delayMs: number;
  exitCodes: (number | undefined)[];
  /** The most instances that were out at the same time. */
  maxOut: number;
  /** Accepted recycle requests. */
  requests: string[];
  /** What is not as it must be. */
  problems: string[];
}

const group = 'sig-1';
const lagMs = 2500;
/** The settle time on loopback is 12 intervals: longer than the lag. */
const pollInterval = '250ms';

const scenarioOf = (seed: number, keepsFirstSuspension: boolean) => ({
  groups: [
    {
      id: group,
      image: 'ami-new',
      instances: ['127.0.3.1', '127.0.3.2', '127.0.3.3'].map((privateIp, index) => ({
        id: `ssi-${index + 1}`,
        privateIp,
        imageId: 'ami-old',
      })),
    },
  ],
  recycling: { lagMs, durationMs: 4000 },
  answers: { suspensionLagMs: lagMs, suspensionSeed: seed, keepsFirstSuspension },
});

const laptop = (site: RollSite, name: string, limit: string) =>
  site.run(['--esg', group, '--limit', limit, '--poll-interval', pollInterval, '--timeout', '60s'], {
    ESG_STATE_DIR: `${site.environment['ESG_STATE_DIR']}/${name}`,
  });

/**
 * Two laptops, each with a store of its own, recycle different instances of one group at the same time or up to two
 * seconds apart, over a Spot whose lists lag.
 */
export async function playTwoLaptops(seed: number): Promise<LaptopsEnd> {
  const random = randomFrom(seed);
  const delayMs = random.chance(0.3) ? 0 : random.between(0, 2000);
  const site = await startRollSite(scenarioOf(seed, random.chance(0.3)));
  try {
    const first = laptop(site, 'one', 'ssi-1');
    await delay(delayMs);
    const ends = await Promise.all([first, laptop(site, 'two', 'ssi-2')]);
    const exitCodes = ends.map(({ exitCode }) => exitCode);
    const requests = site.requested();
    const maxOut = site.simulator.maxOut();
    const suspended = [...site.simulator.cloud.group(group).suspensions.keys()];
    const problems = [
      ...(maxOut > 1 ? [`${maxOut} instances were out at once`] : []),
      ...([...exitCodes].toSorted((one = -1, other = -1) => one - other).join() === '0,4'
        ? []
        : [`exit codes ${exitCodes.join(' and ')}`]),
      ...(requests.length === 1 ? [] : [`recycled: ${requests.join(', ') || 'none'}`]),
      ...(suspended.length === 0 ? [] : [`still suspended: ${suspended.join(', ')}`]),
      ...ends
        .filter(({ exitCode }) => exitCode === 4)
        .flatMap(({ stdout, stderr }) =>
          /rolled from another machine/.test(stdout + stderr) ? [] : ['the run that yielded does not say why'],
        ),
    ];
    if (problems.length > 0) for (const { stdout, stderr } of ends) problems.push(`${stdout}\n${stderr}`);
    return { seed, delayMs, exitCodes, maxOut, requests, problems };
  } finally {
    await site.stop();
  }
}

export const laptopsText = ({ seed, delayMs, exitCodes, maxOut, requests, problems }: LaptopsEnd): string =>
  [
    `seed ${seed}: ${delayMs} ms apart, exit codes ${exitCodes.join(' and ')}, ${requests.join(', ') || 'nothing'} recycled, ${maxOut} out at most${problems.length > 0 ? ': FAILED' : ''}`,
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n');
