import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import { repository } from './support/executables.ts';
import { startTerminal } from './support/terminal.ts';

const instances = ['ssi-1', 'ssi-2'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${71 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };

let site: RollSite;
beforeEach(async () => {
  site = await startRollSite({ groups: [kafka], recycling: { durationMs: 3000 } });
});
afterEach(() => site.stop());

interface Ledger {
  outcome?: string;
  instances: { ssi: string; state: string }[];
}

const ledger = (): Ledger | undefined => {
  const file = join(site.runs()[0] ?? '', 'ledger.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Ledger) : undefined;
};
const untilOver = async (): Promise<Ledger> => {
  for (;;) {
    const found = ledger();
    if (found?.outcome !== undefined && site.processes().length === 0) return found;
    await delay(50);
  }
};
const isOut = () => site.simulator.log.some(({ ssi, state }) => ssi === 'ssi-1' && state === 'RECYCLING');
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '60s', '--yes'];
/** As in the README: in the clone, through npx. */
const throughNpx = () => {
  const command = ['npx', '--no-install', 'recycle-runner', '--config', join(site.folder, 'site.spotinst_esg.yml')];
  return startTerminal(site, args, { command, folder: repository });
};
const finished = {
  outcome: 'stopped',
  instances: [
    { ssi: 'ssi-1', state: 'recycled' },
    { ssi: 'ssi-2', state: 'pending' },
  ],
};

describe('a roll started through npx on a terminal', () => {
  it('finishes the instance in progress when the terminal closes', async () => {
    const terminal = throughNpx();
    await site.simulator.waitFor(isOut, 100_000);
    terminal.close();
    const runner = site.processes().find(({ arguments: text }) => /^\S*node .*recycle-runner/.test(text));
    for (const signal of ['SIGHUP', 'SIGTERM', 'SIGHUP'] as const) process.kill(runner!.pid, signal);
    expect(await untilOver()).toMatchObject(finished);
    expect(site.requested()).toEqual(['ssi-1']);
  });

  it('finishes it after one Ctrl-C, which npx and the shell also receive', async () => {
    const terminal = throughNpx();
    await site.simulator.waitFor(isOut, 100_000);
    terminal.type('\u0003');
    await terminal.untilShown('Press Ctrl-C again to interrupt it now');
    expect(await untilOver()).toMatchObject(finished);
  });
});
