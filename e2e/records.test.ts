import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import type { Ledger } from '@esg-recycler/esg-store';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { node } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import { filesHolding, type RollSite, startRollSite, token } from './support/roll-site.ts';
import { memberCommand } from './support/member-command.ts';

const addresses = ['127.0.1.91', '127.0.1.92'];
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: 'ami-old' }));
const group = { id: 'sig-kafka', name: 'my kafka', image: 'ami-new', instances };
const fast = ['--poll-interval', '50ms', '--timeout', '20s'];
const secret = 'Tr0ub4dor-and-3';

let site: RollSite;
const open = async (scenario: ScenarioInput = {}): Promise<void> => {
  site = await startRollSite({ groups: [group], ...scenario });
};
afterEach(() => site.stop());

const lastRun = (): string => site.runs().at(-1) ?? '';
const lastLedger = async (): Promise<Ledger> =>
  JSON.parse((await site.run(['show', 'last', '--json'])).stdout) as Ledger;

describe('the record of a run', () => {
  it('names who ran what, without secrets, and when each phase began and ended', async () => {
    await open();
    const variables = JSON.stringify({ kafka_password: secret });
    const ran = await site.run(['--esg', 'my kafka', '--limit', 'ssi-1', ...fast, '--', '-e', variables], {
      SUDO_USER: 'alice',
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain(`Report: ${join(lastRun(), 'report.html')}`);

    const { origin, outcome, instances: entries, findings } = await lastLedger();
    expect(origin).toMatchObject({ user: userInfo().username, sudoUser: 'alice', host: hostname() });
    expect(origin?.command).toContain("recycle-runner --esg 'my kafka' --limit ssi-1");
    expect(origin?.versions).toMatchObject({ node: process.versions.node, ansible: expect.stringMatching(/^2\./) });
    expect([outcome, findings?.map(({ code }) => code)]).toEqual(['done', expect.arrayContaining(['no-cluster-gate'])]);
    expect(entries[0]).toMatchObject({
      state: 'recycled',
      phases: expect.arrayContaining([expect.objectContaining({ name: 'recycle' })]),
      evidence: expect.arrayContaining([expect.objectContaining({ check: 'new-instance', holds: true })]),
    });
    expect(entries[0]!.finishedAt! > entries[0]!.startedAt!).toBe(true);
    const page = readFileSync(join(lastRun(), 'report.html'), 'utf8');
    expect(page).toContain('<pattern id="p-recycle"');
    expect([token, secret].flatMap((text) => filesHolding(join(lastRun()), text))).toEqual([]);
  }, 240_000);

  it('shows the complete evidence of an instance that a second run finished', async () => {
    const port = await freePort(addresses);
    await open({
      processes: {
        'ami-old': memberCommand(port),
        'ami-new': [node, '-e', 'setInterval(() => {}, 60_000)'],
      },
    });
    const closed = JSON.stringify({ esg_recycle_wait_ports: [port], esg_recycle_connection_timeout: '1s' });
    const roll = ['--esg', 'my kafka', '--limit', 'ssi-1', ...fast];
    const old = site.simulator.cloud.instance('ssi-1').instanceId;
    expect((await site.run([...roll, '--', '-e', closed])).exitCode).toBe(1);
    const first = basename(lastRun());
    expect((await site.run(roll)).exitCode).toBe(0);

    const [entry] = (await lastLedger()).instances;
    expect(entry).toMatchObject({ state: 'recycled', earlier: { run: first, before: { instanceId: old } } });
    expect(entry?.evidence).toContainEqual({
      check: 'new-instance',
      before: old,
      after: site.simulator.cloud.instance('ssi-1').instanceId,
      holds: true,
    });
    const { stdout } = await site.run(['show', 'last']);
    expect(stdout).toContain(`${old} -> ${entry?.after?.instanceId}, ami-old -> ami-new`);
    expect(stdout).toContain(`begun by run ${first}`);

    const { stdout: history } = await site.run(['history', '--esg', 'my *', '--outcome', 'failed', 'done']);
    expect(history.split('\n').map((line) => line.split(/\s+/).slice(0, 3))).toEqual([
      ['RUN', 'OUTCOME', 'DONE'],
      [basename(lastRun()), 'done', '1/1'],
      [first, 'failed', '0/1'],
    ]);
  }, 240_000);

  it('is read without access to Spot, and without its folder', async () => {
    await open();
    await site.run(['--esg', 'my kafka', '--limit', 'ssi-1', ...fast]);
    const run = basename(lastRun());
    rmSync(lastRun(), { recursive: true });
    const noSpot = { SPOTINST_API_TOKEN: undefined, SPOTINST_ACCOUNT_ID: undefined };
    const { stdout, exitCode } = await site.run(['report', run.slice(0, -3)], noSpot);
    expect([stdout, exitCode]).toEqual([join(site.folder, `${run}.html`), 0]);
    expect(readFileSync(stdout, 'utf8')).toContain(`The run folder is not on this machine`);
    expect((await site.run(['report', 'last', '--format', 'markdown'], noSpot)).stdout).toContain('### Phases');
    expect(existsSync(lastRun())).toBe(false);
  }, 240_000);
});
