import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { node } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import { startMajorityClient } from './support/majority-client.ts';
import { filesHolding, localConfig, token } from './support/roll-site.ts';
import {
  addresses,
  oldImage,
  newImage,
  instances,
  fast,
  site,
  open,
  lastRun,
  images,
  ledgerStates,
  isOut,
} from './support/kafka-roll.ts';
import { memberCommand } from './support/member-command.ts';

/** A process that runs, and listens once a file is deleted. */
const listenUnlessMute = `
const [, mute, address, port] = process.argv;
const timer = setInterval(() => {
  if (require('node:fs').existsSync(mute)) return;
  clearInterval(timer);
  require('node:net').createServer((socket) => socket.destroy()).listen(Number(port), address);
}, 50);
`;

describe('a roll', () => {
  it('recycles three real processes, never two at once, without leaking the token', async () => {
    const port = await freePort(addresses);
    const member = memberCommand(port);
    await open({ processes: { [oldImage]: member, [newImage]: member } });
    const client = await startMajorityClient(addresses.map((address) => `http://${address}:${port}/`));
    const ports = JSON.stringify({ esg_recycle_wait_ports: [port] });

    const rolling = site.start(['--esg', 'my kafka', ...fast, '--', '-e', ports]);
    let seen = '';
    const watch = setInterval(() => {
      seen += site
        .processes()
        .map((one) => one.arguments)
        .join('\n');
    }, 200);
    const first = await rolling;
    clearInterval(watch);
    await client.stop();

    expect(first.stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(first.stderr).toMatch(/ssi-1 {2}recycle requested[^]*ssi-3 {2}finished/);
    expect(first.exitCode).toBe(0);
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2', 'ssi-3']);
    expect(site.simulator.maxOut()).toBe(1);
    expect(client.failed).toBe(0);
    expect(client.reads).toBeGreaterThan(10);
    expect(client.images()).toEqual([newImage, newImage, newImage]);
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 recycled', 'ssi-3 recycled']);

    expect(seen).toContain('ansible-playbook');
    expect(seen + first.stdout + first.stderr).not.toContain(token);
    expect(filesHolding(site.folder, token)).toEqual([]);
    expect(statSync(lastRun()).mode & 0o777).toBe(0o700);

    const second = await site.run(['--esg', 'sig-kafka', ...fast]);
    expect(second.stdout).toContain('nothing to do');
    expect(second.exitCode).toBe(0);
    expect(site.requested()).toHaveLength(3);
  }, 120_000);

  it('prints only numbered events with --json', async () => {
    await open();
    rmSync(join(site.folder, 'site.spotinst_esg.yml'));
    const args = ['run', '--esg', 'sig-kafka', '--limit', addresses[1]!, '--json', ...fast];
    const { stdout, exitCode } = await site.run([...args, '--', '-e', 'ansible_connection=local']);
    const events = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ counter }) => counter)).toEqual(events.map((_, index) => index + 1));
    expect(events.every(({ uuid, created, event, run, cluster }) => uuid && created && event && run && cluster)).toBe(
      true,
    );
    const ours = events
      .map(({ event }) => String(event))
      .filter((event) => /^(run|instance)_|gate_passed|_proved/.test(event));
    expect(ours).toEqual([
      'run_started',
      'run_planned',
      'instance_started',
      'gate_passed',
      'recycle_proved',
      'gate_passed',
      'instance_finished',
      'run_finished',
    ]);
    expect(site.requested()).toEqual(['ssi-2']);
    expect(exitCode).toBe(0);
  });

  it('rolls all groups of a cluster under one lease, each onto its own image', async () => {
    const [first, second, third] = instances.map((instance) => ({ ...instance, imageId: oldImage }));
    await open({
      groups: [
        { id: 'sig-a', name: 'kafka a', image: 'ami-a', instances: [first!] },
        { id: 'sig-b', name: 'kafka b', image: 'ami-b', instances: [second!] },
        { id: 'sig-c', name: 'web', image: newImage, instances: [third!] },
      ],
    });
    site.write('site.spotinst_esg.yml', `${localConfig}clusters:\n  kafka: ['kafka *']\n`);
    const rolling = site.start(['--esg', 'kafka*', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    const refused = await site.run(['--esg', 'kafka b', ...fast]);
    expect(refused.exitCode).toBe(4);
    expect((await rolling).exitCode).toBe(0);
    expect(images()).toEqual(['ami-a', 'ami-b', oldImage]);
    expect(site.simulator.maxOut(['sig-a', 'sig-b'])).toBe(1);
  });

  it('stops at the first failure, and a second run completes the roll', async () => {
    await open();
    site.simulator.cloud.setRecycling('ssi-2', { imageAfter: 'ami-other' });
    const failed = await site.run(['--esg', 'sig-kafka', ...fast]);
    expect(failed.stdout).toContain('1 done, 0 skipped, 1 failed, 1 pending');
    expect(failed.stdout).toContain('Next: ');
    expect(failed.stderr).toMatch(/^recycle-runner: Error \(image-not-target\): ssi-2 is ACTIVE again .*ami-other/m);
    expect(failed.exitCode).toBe(1);
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 failed', 'ssi-3 pending']);
    expect(existsSync(join(lastRun(), 'ansible/2-ssi-2.log'))).toBe(true);

    site.simulator.cloud.setRecycling('ssi-2', { imageAfter: null });
    const second = await site.run(['--esg', 'sig-kafka', ...fast]);
    expect(second.stdout).toContain('2 done, 1 skipped, 0 failed, 0 pending');
    expect(second.exitCode).toBe(0);
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.simulator.maxOut()).toBe(1);
  });

  it('returns to an instance whose check after the recycle has not passed', async () => {
    const port = await freePort(addresses);
    const member = memberCommand(port);
    const mute = join(mkdtempSync(join(tmpdir(), 'esg-mute-')), 'mute');
    writeFileSync(mute, '');
    const late = [node, '-e', listenUnlessMute, mute, '{address}', String(port)];
    await open({ processes: { [oldImage]: member, [newImage]: late } });
    const ports = JSON.stringify({ esg_recycle_wait_ports: [port], esg_recycle_connection_timeout: '2s' });
    const run = () => site.run(['--esg', 'sig-kafka', ...fast, '--', '-e', ports]);

    const first = await run();
    expect(first.stderr).toContain(`${addresses[0]}:${port} does not accept connections`);
    expect(first.exitCode).toBe(1);

    const second = await run();
    expect(second.stdout).toContain('recycled, health check pending');
    expect(second.stderr).toContain(`${addresses[0]}:${port} does not accept connections`);
    expect(second.exitCode).toBe(3);
    expect(site.requested()).toEqual(['ssi-1']);

    rmSync(dirname(mute), { recursive: true });
    const third = await run();
    expect(third.stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(third.exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2', 'ssi-3']);
    expect((await run()).stdout).toContain('nothing to do');
  }, 120_000);

  it('stops when the target image changes during the roll', async () => {
    await open();
    const rolling = site.start(['--esg', 'sig-kafka', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    site.simulator.cloud.updateGroup('sig-kafka', { compute: { launchSpecification: { imageId: 'ami-newer' } } });
    const { exitCode, stderr } = await rolling;
    expect(stderr).toMatch(/^recycle-runner: Error \(image-not-target\): .*ami-newer/m);
    expect(exitCode).toBe(1);
    expect(site.requested()).toEqual(['ssi-1']);
  });

  it('refuses to start or to recover during another roll, whose progress is shown', async () => {
    await open({ recycling: { outcome: 'stuck' } });
    const rolling = site.start(['--esg', 'sig-kafka', '--limit', 'ssi-1', ...fast, '--timeout', '5m']);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    const [refused, recovered, planned] = await Promise.all([
      site.run(['--esg', 'sig-kafka', ...fast]),
      site.run(['recover', '--esg', 'sig-kafka', ...fast]),
      site.run(['plan', '--esg', 'sig-kafka', ...fast]),
    ]);
    const progress = /run \S+, \S+@\S+ \(PID \d+ on \S+\), since \S+Z: 0 of 1 recycled, ssi-1 in progress/;
    for (const { stderr, exitCode } of [refused, recovered]) {
      expect(stderr).toMatch(/Error \(lease-held\): cluster sig-kafka is locked by another roll: /);
      expect(stderr).toMatch(progress);
      expect(exitCode).toBe(4);
    }
    expect(planned.stdout).toMatch(/warn roll-under-way: cluster sig-kafka is being rolled now: /);
    expect(planned.stdout).toMatch(progress);

    const launched = { instanceId: 'i-new', imageId: 'ami-new', launchedAt: Date.now() };
    site.simulator.cloud.change('ssi-1', { ...launched, state: 'ACTIVE' });
    expect((await rolling).exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
  });
});
