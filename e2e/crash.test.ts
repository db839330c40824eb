import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const kills = Number(process.env['ESG_CRASH_KILLS'] ?? 10);
const seed = Number(process.env['ESG_CRASH_SEED'] ?? Date.now() % 1_000_000);
/** As many as kills, for a kill may let one more be finished. */
const ids = Array.from({ length: kills }, (_, index) => `ssi-${index + 1}`);

const theStart = 'the start';
/** Where a run may be when it is killed: some time after its start, or after one of these events. */
const moments = [
  theStart,
  'run_planned',
  'instance_started',
  'gate_passed',
  'recycle_requested',
  'recycle_state',
  'recycle_proved',
  'instance_finished',
];
const jitterMs = 600;

/** The same seed makes the same numbers, from 0 to 1 (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let site: RollSite;
afterEach(() => site.stop());

const startRunner = () => site.start(['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '30s']);

/** What went on in Spot, for whoever reads a failure. */
const phase = (): string => {
  const done = ids.filter((id) => site.simulator.cloud.instance(id).imageId === 'ami-new').length;
  const out = ids.filter((id) => site.simulator.cloud.instance(id).state !== 'ACTIVE');
  return `${done} of ${ids.length} done, ${out.length > 0 ? `${out.join(', ')} out` : 'none out'}`;
};

/** Whether a run that is not among the earlier ones has told of an event. */
const hasTold = (event: string, earlier: readonly string[]): boolean =>
  event === theStart ||
  site
    .runs()
    .filter((run) => !earlier.includes(run))
    .map((run) => join(run, 'events.jsonl'))
    .some((file) => existsSync(file) && new RegExp(`"event": ?"${event}"`).test(readFileSync(file, 'utf8')));

/** Starts the runner and kills it some time after a moment. Answers its exit code when it ended before. */
async function killAfter(moment: string, jitter: number): Promise<number | undefined> {
  const earlier = site.runs();
  const ended = new AbortController();
  const runner = startRunner();
  const exited = runner.then(({ exitCode }) => {
    ended.abort();
    return exitCode;
  });
  while (!ended.signal.aborted && !hasTold(moment, earlier)) await delay(5);
  await delay(jitter, undefined, { signal: ended.signal }).catch(() => {});
  runner.kill('SIGKILL');
  return exited;
}

describe('a runner that is killed', () => {
  it(`at ${kills} random moments, and started again each time, recycles every instance exactly once, never two at a time`, async () => {
    const random = randomFrom(seed);
    const story = [`seed ${seed} (ESG_CRASH_SEED)`];
    site = await startRollSite({
      groups: [
        {
          id: 'sig-kafka',
          image: 'ami-new',
          instances: ids.map((id, index) => ({ id, privateIp: `127.0.1.${61 + index}`, imageId: 'ami-old' })),
        },
      ],
      recycling: { lagMs: 300, durationMs: 700 },
    });

    let killed = 0;
    while (killed < kills) {
      const moment = moments[Math.floor(random() * moments.length)]!;
      const jitter = Math.round(random() * jitterMs);
      const exitCode = await killAfter(moment, jitter);
      story.push(`${exitCode ?? 'killed'} ${jitter} ms after ${moment}: ${phase()}`);
      if (exitCode !== undefined) break;
      killed += 1;
    }
    const last = await startRunner();
    if (last.exitCode !== 0) story.push(last.stdout, last.stderr);
    process.stderr.write(`${story.join('\n')}\n`);

    expect(last.exitCode).toBe(0);
    expect(site.requested().toSorted()).toEqual(ids.toSorted());
    expect(ids.map((id) => site.simulator.cloud.instance(id).imageId)).toEqual(ids.map(() => 'ami-new'));
    expect(site.simulator.maxOut()).toBe(1);
    expect(killed).toBe(kills);
  }, 300_000);
});
