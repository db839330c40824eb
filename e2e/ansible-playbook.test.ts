import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { cachedConfig } from './support/ansible-site.ts';
import { node, repository } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import {
  addresses,
  oldImage,
  newImage,
  playbook,
  scenario,
  site,
  openSite,
  roll,
  images,
  changes,
  recap,
} from './support/playbook-site.ts';
import { memberCommand } from './support/member-command.ts';

describe('the playbook alone', () => {
  it('rolls three real processes one at a time, then has nothing to do', async () => {
    const port = await freePort(addresses);
    const member = memberCommand(port);
    await openSite({ ...scenario, processes: { [oldImage]: member, [newImage]: member } });
    const events = join(site.folder, 'events.jsonl');
    const variables = { esg_recycle_wait_ports: [port] };

    const first = await roll('my kafka', [], variables, { ESG_RECYCLER_EVENTS: events });
    expect(first).toMatchObject({ exitCode: 0, output: expect.stringContaining('changed=1') });
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.simulator.maxOut(['sig-kafka'])).toBe(1);
    expect(changes()).toHaveLength(3);
    const reported = readFileSync(events, 'utf8').trim().split('\n');
    const ours = reported
      .map((line) => JSON.parse(line))
      .filter(({ ssi, event }) => ssi === 'ssi-2' && !/^runner_|^recycle_state/.test(event));
    expect(ours.map(({ event, event_data: { phase } }) => (phase ? `${event} ${phase}` : event))).toEqual([
      'instance_started',
      'gate_waiting before',
      'gate_passed before',
      'recycle_requested',
      'recycle_proved',
      'gate_waiting after',
      'gate_passed after',
      'instance_finished',
    ]);

    const second = await roll('sig-kafka', [], variables, { ESG_RECYCLER_EVENTS: events });
    expect(second.exitCode).toBe(0);
    expect(recap(second.output, 'changed')).toEqual([0, 0, 0]);
    expect(second.output).toContain('ssi-1 is up to date: it runs ami-new');
    expect(readFileSync(events, 'utf8').match(/"instance_skipped"/g)).toHaveLength(3);
    expect(changes()).toHaveLength(3);
  }, 180_000);

  it('names the groups it found when none has that name', async () => {
    await openSite();
    const { exitCode, output } = await roll('typo');
    expect(exitCode).toBe(2);
    expect(output).toContain('with hosts. Groups with hosts: my kafka, other, sig-kafka, sig-other');
    const { output: unnamed } = await site.run('ansible-playbook', [playbook]);
    expect(unnamed).toContain('Set the group to recycle: -e esg=ID|NAME');
    expect(changes()).toEqual([]);
  });

  it('fails on an empty inventory too', async () => {
    await openSite({ groups: [] });
    expect(await roll('sig-kafka')).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('The inventory has no group'),
    });
  });

  it('changes nothing in check mode and shows what would change', async () => {
    await openSite();
    const { exitCode, output } = await roll('sig-kafka', ['--check', '--diff']);
    expect(exitCode).toBe(0);
    expect(recap(output, 'changed')).toEqual([1, 1, 1]);
    expect(output).toContain('+    "imageId": "ami-new"');
    expect(changes()).toEqual([]);
    expect(images()).toEqual([oldImage, oldImage, oldImage]);
  });

  it('stops at the first failure and leaves the rest unchanged', async () => {
    await openSite();
    const events = join(site.folder, 'events.jsonl');
    site.simulator.cloud.setRecycling('ssi-1', { outcome: 'error' });
    const { exitCode, output } = await roll('sig-kafka', [], {}, { ESG_RECYCLER_EVENTS: events });
    expect(exitCode).toBe(2);
    expect(output).toMatch(/ssi-1 \([\d.]+\) is in ERROR and down: Spot could not relaunch it/);
    expect(changes()).toHaveLength(1);
    expect(readFileSync(events, 'utf8')).toMatch(/"event": "instance_failed".*"ssi": "ssi-1".*"code": "recycle-error"/);
  });

  it('refuses a host whose address is no longer that of its instance', async () => {
    await openSite();
    site.write('site.spotinst_esg.yml', cachedConfig(site));
    await site.run('ansible-inventory', ['--list']);
    site.simulator.cloud.change('ssi-1', { privateIp: '127.0.1.44' });
    const { exitCode, output } = await roll('sig-kafka');
    expect(exitCode).toBe(2);
    expect(output).toContain(
      'ssi-1 is at 127.0.1.44, but the inventory lists it at 127.0.1.41. Refresh the inventory cache: add --flush-cache',
    );
    expect(changes()).toEqual([]);
  });

  it('holds one lease from start to end, and respects the lease of another holder', async () => {
    await openSite();
    const { simulator, folder } = site;
    const holder = execa(
      node,
      [
        join(repository, 'ansible/cli/spotinst-stateful.mjs'),
        'lease',
        'hold',
        '--esg',
        'sig-kafka',
        '--owner',
        `${process.pid}`,
      ],
      {
        extendEnv: false,
        reject: false,
        cwd: folder,
        env: {
          HOME: folder,
          SPOTINST_API_URL: simulator.url,
          SPOTINST_API_TOKEN: simulator.token,
          SPOTINST_ACCOUNT_ID: simulator.accountId,
        },
      },
    );
    await holder.iterable()[Symbol.asyncIterator]().next();
    const { exitCode, output } = await roll('sig-kafka');
    holder.kill();
    await holder;
    expect(exitCode).toBe(2);
    expect(output).toContain('"code": "lease-held"');
    expect(changes()).toEqual([]);
    expect(await roll('sig-kafka', ['--limit', addresses[0]!])).toMatchObject({ exitCode: 0 });
    expect(changes()).toHaveLength(1);
  });
});
