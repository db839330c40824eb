import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';
const instances = [1, 2].map((n) => ({ id: `ssi-${n}`, privateIp: `127.0.6.${n}`, imageId: 'ami-old' }));
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];

let site: RollSite;
afterEach(() => site.stop());

const eventsOfRun = (): string => {
  const run = site.runs().at(-1);
  const file = join(run ?? '', 'events.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const wasIn = (state: string): boolean =>
  site.simulator.log.some((event) => event.ssi === 'ssi-1' && event.state === state);

/** The time between Spot's acceptance of the recycle and the end of it in Spot's list. */
const moments: [string, () => boolean][] = [
  ['Spot has accepted it, and the answer is on its way', () => site.requested().length > 0],
  ['the answer is on record', () => eventsOfRun().includes('"recycle_requested"')],
  ['Spot has begun, and its list does not show it', () => wasIn('RECYCLING')],
  ['the list shows the end of it', () => eventsOfRun().includes('"recycle_proved"')],
  ['its check after the recycle is under way', () => /"gate_waiting"[^\n]*"after"/.test(eventsOfRun())],
];

/** Kills the runner, its playbook and everything that they started, at once. */
function killAll(): void {
  for (const { pid } of site.processes()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

describe('a run after one that was killed while the list of Spot lags', () => {
  it.each(moments)('finishes when %s', async (moment, isReached) => {
    const faults = moment === moments[0]![0] ? [{ kind: 'hang' as const, route: recycleRoute, accepted: true }] : [];
    site = await startRollSite({
      groups: [{ id: 'sig-kafka', image: 'ami-new', instances }],
      recycling: { lagMs: 1200, durationMs: 200, visible: false },
      faults,
    });
    const killed = site.start(args);
    while (!isReached()) await delay(5);
    killAll();
    await killed;

    const { exitCode, stdout, stderr } = await site.run(args);
    expect(stderr).not.toContain('was replaced during this roll');
    // An instance that passed its check is skipped.
    expect(stdout).toMatch(/(2 done, 0 skipped|1 done, 1 skipped), 0 failed, 0 pending/);
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
    expect(site.simulator.maxOut()).toBe(1);
  });
});
