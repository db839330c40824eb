import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';

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

describe('in the middle of a roll', () => {
  it('a group that is scaled: what is new is announced and appended, what is gone is let go', async () => {
    const { rolling } = await startRoll();
    await site.simulator.cloud.addInstance('sig-kafka', { id: 'ssi-4', privateIp: '127.0.1.94', imageId: 'ami-old' });
    await site.simulator.cloud.removeInstance('ssi-2');
    const { exitCode, stderr } = await rolling;
    expect(stderr).toContain('due by now, and appended: ssi-4');
    expect(stderr).toContain('ssi-2  skipped: no longer in its group');
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 gone', 'ssi-3 recycled', 'ssi-4 recycled']);
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-3', 'ssi-4']);
  });

  it('another instance that leaves ACTIVE by itself: the roll stops with the reason, and the next goes on', async () => {
    const { rolling } = await startRoll();
    site.simulator.cloud.interrupt('ssi-3');
    const { exitCode, stderr } = await rolling;
    expect(stderr).toContain('ssi-3  left ACTIVE by itself');
    expect(stderr).toMatch(/ssi-3 of sig-kafka was replaced by itself.*interrupted by AWS/);
    expect(exitCode).toBe(1);
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 failed', 'ssi-3 skipped']);
    expect(site.requested()).toEqual(['ssi-1']);

    expect(await site.run(args)).toMatchObject({ exitCode: 0 });
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
  });
});
