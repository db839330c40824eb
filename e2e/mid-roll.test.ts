import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { untilShown } from './support/until-shown.ts';

const instances = [1, 2, 3].map((n) => ({ id: `ssi-${n}`, privateIp: `127.0.1.${90 + n}`, imageId: 'ami-old' }));
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];

let site: RollSite;
afterEach(() => site.stop());

/** A roll whose first instance is just being recycled. */
async function startRoll() {
  site = await startRollSite({
    groups: [{ id: 'sig-kafka', image: 'ami-new', instances }],
    recycling: { durationMs: 1000 },
  });
  const rolling = site.start(args);
  await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').state === 'RECYCLING', 60_000);
  return { rolling };
}

const ledgerStates = (): string[] => {
  const { instances: entries } = JSON.parse(readFileSync(join(site.runs().at(-1) ?? '', 'ledger.json'), 'utf8')) as {
    instances: { ssi: string; state: string }[];
  };
  return entries.map(({ ssi, state }) => `${ssi} ${state}`);
};

describe('at the first start', () => {
  it.each(['run', 'plan'])(
    'a %s whose timeout is shorter than the quiet period is refused at once',
    async (command) => {
      site = await startRollSite({ groups: [{ id: 'sig-kafka', image: 'ami-new', instances }] });
      const given = [command, '--esg', 'sig-kafka', '--poll-interval', '5s', '--timeout', '20s'];
      const { exitCode, stdout, stderr } = await site.run(given);
      expect(stderr).toContain('--timeout 20s is too short');
      expect(stdout + stderr).toContain('Set --timeout to more than 1m');
      expect(exitCode).toBe(2);
      expect(site.requested()).toEqual([]);
    },
  );
});

describe('in the middle of a roll', () => {
  it('adds new instances of a scaled group and drops removed ones', async () => {
    const { rolling } = await startRoll();
    await site.simulator.cloud.addInstance('sig-kafka', { id: 'ssi-4', privateIp: '127.0.1.94', imageId: 'ami-old' });
    await site.simulator.cloud.removeInstance('ssi-2');
    const { exitCode, stderr } = await rolling;
    expect(stderr).toContain('added to the plan: ssi-4');
    expect(stderr).toContain('ssi-2  skipped: no longer in its group');
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 gone', 'ssi-3 recycled', 'ssi-4 recycled']);
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-3', 'ssi-4']);
  });

  it('stops with the reason when another instance leaves ACTIVE; the next continues', async () => {
    const { rolling } = await startRoll();
    // It has read ssi-3 as ACTIVE then.
    await untilShown(rolling, 'Spot reports RECYCLING');
    site.simulator.cloud.interrupt('ssi-3');
    const { exitCode, stdout, stderr } = await rolling;
    expect(stderr).toContain('no record of a finished run: watching the cluster for 600ms before the first request');
    expect(stderr).toContain('ssi-3  left ACTIVE on its own');
    expect(stderr).toMatch(
      /Stopped before ssi-2: ssi-3 of sig-kafka was replaced .*interrupted by AWS.*ssi-2 is unchanged/,
    );
    expect(stdout).toContain('1 done, 1 skipped, 0 failed, 1 pending');
    expect(stdout).toMatch(/Next: If Spot's log lines show a spot interruption, run the same command again/);
    expect(exitCode).toBe(1);
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 pending', 'ssi-3 skipped']);
    expect(site.requested()).toEqual(['ssi-1']);

    expect(await site.run(args)).toMatchObject({ exitCode: 0 });
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
  });
});
