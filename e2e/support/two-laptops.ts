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
  /** How long the run that yielded took, in milliseconds. */
  yieldedAfterMs: number;
  /** What is not as it must be. */
  problems: string[];
}

const lagMs = 2500;
/** The settle time on loopback is 12 intervals: longer than the lag. */
const pollInterval = '250ms';

const scenarioOf = (group: string, seed: number, keepsFirstSuspension: boolean) => ({
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

interface LaptopRun {
  exitCode?: number;
  output: string;
  tookMs: number;
  endedAt: number;
}

async function runLaptop(site: RollSite, name: string, args: string[], store: string | undefined): Promise<LaptopRun> {
  const startedAt = performance.now();
  const { exitCode, stdout, stderr } = await site.run([...args, '--poll-interval', pollInterval, '--timeout', '60s'], {
    ESG_STATE_DIR: `${site.environment['ESG_STATE_DIR']}/${name}`,
    ESG_STORE_URL: store,
  });
  const endedAt = performance.now();
  return { exitCode, output: `${stdout}\n${stderr}`, tookMs: endedAt - startedAt, endedAt };
}

/** What the run that yields prints: with a shared store it is refused by the lease, otherwise it sees the mark. */
const reasonFor = (store: string | undefined): RegExp =>
  store === undefined ? /rolled from another machine/ : /Error \(lease-held\): cluster .* is locked by another roll: /;

/** A run that yields must explain itself; the lease of a shared store refuses it before the other run has ended. */
function problemsOfYield(yielded: LaptopRun, other: LaptopRun, store: string | undefined): string[] {
  return [
    ...(reasonFor(store).test(yielded.output) ? [] : ['the run that yielded does not print the reason']),
    ...(store === undefined || yielded.endedAt < other.endedAt ? [] : ['the run that yielded waited for the other']),
  ];
}

/**
 * Two laptops recycle different instances of one group at the same time or up to two seconds apart, over a Spot whose
 * lists lag.
 *
 * @param store the URL of a server that both use; without it, each has a store of its own
 */
export async function playTwoLaptops(seed: number, store?: string): Promise<LaptopsEnd> {
  const random = randomFrom(seed);
  const delayMs = random.chance(0.3) ? 0 : random.between(0, 2000);
  // The rounds of one server leave records, so each has a group of its own.
  const group = `sig-${seed}`;
  const site = await startRollSite(scenarioOf(group, seed, random.chance(0.3)));
  try {
    const first = runLaptop(site, 'one', ['--esg', group, '--limit', 'ssi-1'], store);
    await delay(delayMs);
    const ends = await Promise.all([first, runLaptop(site, 'two', ['--esg', group, '--limit', 'ssi-2'], store)]);
    const exitCodes = ends.map(({ exitCode }) => exitCode);
    const requests = site.requested();
    const maxOut = site.simulator.maxOut();
    const suspended = [...site.simulator.cloud.group(group).suspensions.keys()];
    const yielding = ends.find(({ exitCode }) => exitCode === 4);
    const other = ends.find((end) => end !== yielding)!;
    const problems = [
      ...(maxOut > 1 ? [`${maxOut} instances were out at once`] : []),
      ...([...exitCodes].toSorted((one = -1, two = -1) => one - two).join() === '0,4'
        ? []
        : [`exit codes ${exitCodes.join(' and ')}`]),
      ...(requests.length === 1 ? [] : [`recycled: ${requests.join(', ') || 'none'}`]),
      ...(suspended.length === 0 ? [] : [`still suspended: ${suspended.join(', ')}`]),
      ...(yielding ? problemsOfYield(yielding, other, store) : []),
    ];
    if (problems.length > 0) problems.push(...ends.map(({ output }) => output));
    const yieldedAfterMs = Math.round(yielding?.tookMs ?? 0);
    return { seed, delayMs, exitCodes, maxOut, requests, yieldedAfterMs, problems };
  } finally {
    await site.stop();
  }
}

export const laptopsText = (end: LaptopsEnd): string =>
  [
    `seed ${end.seed}: ${end.delayMs} ms apart, exit codes ${end.exitCodes.join(' and ')} (after ${end.yieldedAfterMs} ms), ${end.requests.join(', ') || 'nothing'} recycled, ${end.maxOut} out at most${end.problems.length > 0 ? ': FAILED' : ''}`,
    ...end.problems.map((problem) => `  ${problem}`),
  ].join('\n');
