import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { node, repository } from './support/executables.ts';
import { freePort } from './support/free-port.ts';
import { startMajorityClient } from './support/majority-client.ts';
import { filesHolding, localConfig, type RollSite, startRollSite, token } from './support/roll-site.ts';

const addresses = ['127.0.1.51', '127.0.1.52', '127.0.1.53'];
const [oldImage, newImage] = ['ami-old', 'ami-new'];
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: oldImage }));
const kafka = { id: 'sig-kafka', name: 'my kafka', image: newImage, instances };
const fast = ['--poll-interval', '50ms', '--timeout', '20s'];

/** A process that runs, and listens once a file is deleted. */
const listenUnlessMute = `
const [, mute, address, port] = process.argv;
const timer = setInterval(() => {
  if (require('node:fs').existsSync(mute)) return;
  clearInterval(timer);
  require('node:net').createServer((socket) => socket.destroy()).listen(Number(port), address);
}, 50);
`;

let site: RollSite;
afterEach(() => site.stop());

const open = async (scenario: ScenarioInput = {}): Promise<RollSite> => {
  site = await startRollSite({ groups: [kafka], ...scenario });
  return site;
};
const lastRun = (): string => site.runs().at(-1) ?? '';
const images = (): (string | null)[] => instances.map(({ id }) => site.simulator.cloud.instance(id).imageId);
const ledgerStates = (): string[] => {
  const { instances: entries } = JSON.parse(readFileSync(join(lastRun(), 'ledger.json'), 'utf8')) as {
    instances: { ssi: string; state: string }[];
  };
  return entries.map(({ ssi, state }) => `${ssi} ${state}`);
};
const isOut = (ssi: string): boolean =>
  site.simulator.log.some((event) => event.ssi === ssi && event.state === 'RECYCLING');

describe('a roll', () => {
  it('recycles three real processes, never two at once, without leaking the token', async () => {
    const port = await freePort(addresses);
    const member = [
      node,
      join(repository, 'e2e/support/member.mjs'),
      '{address}',
      String(port),
      '{dataDir}',
      '{image}',
    ];
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
    const member = [
      node,
      join(repository, 'e2e/support/member.mjs'),
      '{address}',
      String(port),
      '{dataDir}',
      '{image}',
    ];
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

  it('finishes the instance in progress when the reader of its output closes the pipe', async () => {
    await open();
    const rolling = site.start(['--esg', 'sig-kafka', '--json', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    rolling.stdout?.destroy();
    expect((await rolling).exitCode).toBe(130);
    expect(ledgerStates()).toEqual(['ssi-1 recycled', 'ssi-2 pending', 'ssi-3 pending']);
    expect(site.requested()).toEqual(['ssi-1']);
  });

  it('finishes the instance in progress at the first signal and leaves the rest', async () => {
    await open();
    const rolling = site.start(['--esg', 'sig-kafka', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    rolling.kill('SIGINT');
    const { exitCode, stdout, stderr } = await rolling;
    expect(stderr).toContain('Stopping once the instance in progress is finished');
    expect(stdout).toContain('1 done, 0 skipped, 0 failed, 2 pending');
    expect(exitCode).toBe(130);
    expect(images()).toEqual([newImage, oldImage, oldImage]);
  });

  it('ends Ansible at a second Ctrl-C; the next run completes the instance', async () => {
    await open({ recycling: { durationMs: 4000 } });
    const rolling = site.start(['--esg', 'sig-kafka', '--limit', 'ssi-1', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    rolling.kill('SIGTERM');
    // Signals in quick succession count as one, so it is sent until it has an effect.
    const rolls = () => site.processes().some(({ arguments: text }) => text.includes('ansible-playbook'));
    const pressing = setInterval(() => rolls() && rolling.kill('SIGINT'), 300);
    const pressed = await rolling;
    clearInterval(pressing);
    expect(pressed.stdout).toMatch(/failed +ssi-1 .*continues in Spot/);
    expect(pressed.exitCode).toBe(130);
    expect(site.processes()).toEqual([]);
    expect(ledgerStates()).toContain('ssi-1 interrupted');

    const next = await site.run(['--esg', 'sig-kafka', '--limit', 'ssi-1', ...fast]);
    expect(next.stdout).toContain('1 done, 2 skipped');
    expect(next.exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
  });

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

  it('refuses to start during another roll; a plan shows its progress', async () => {
    await open({ recycling: { durationMs: 8000 } });
    const rolling = site.start(['--esg', 'sig-kafka', '--limit', 'ssi-1', ...fast]);
    await site.simulator.waitFor(() => isOut('ssi-1'));
    const [refused, planned] = await Promise.all([
      site.run(['--esg', 'sig-kafka', ...fast]),
      site.run(['plan', '--esg', 'sig-kafka', ...fast]),
    ]);
    const progress = /run \S+, PID \d+ on \S+, since \S+Z: 0 of 1 recycled, ssi-1 in progress/;
    expect(refused.stderr).toMatch(/Error \(lease-held\): cluster sig-kafka is locked by another roll: /);
    expect(refused.stderr).toMatch(progress);
    expect(refused.exitCode).toBe(4);
    expect(planned.stdout).toMatch(/warn roll-under-way: cluster sig-kafka is being rolled now: /);
    expect(planned.stdout).toMatch(progress);
    expect((await rolling).exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-1']);
  });
});

describe('what cannot be rolled', () => {
  const paused = {
    ...kafka,
    id: 'sig-paused',
    name: 'paused',
    instances: [{ imageId: oldImage }, { id: 'ssi-8', state: 'PAUSED' as const }],
  };
  const groups = [
    kafka,
    { id: 'sig-a', name: 'twin' },
    { id: 'sig-b', name: 'twin' },
    { id: 'sig-web', name: 'web', persistence: {} },
    paused,
  ];

  it.each<[string, string[], Record<string, string>, number, RegExp]>([
    ['an unknown group', ['--esg', 'sig-kafkb'], {}, 2, /sig-kafkb/],
    ['a name of two groups', ['--esg', 'twin'], {}, 2, /sig-a.*sig-b/s],
    ['groups of two clusters', ['--esg', 'sig-a', 'sig-b'], {}, 2, /several clusters/],
    ['no group at all', [], {}, 2, /--esg/],
    ['a glob over groups of several clusters', ['--esg', 'sig-*'], {}, 2, /several clusters/],
    ['a glob that matches nothing', ['--esg', 'kafkb*'], {}, 2, /No group has the id or name "kafkb\*"/],
    ['an unknown instance', ['--esg', 'sig-kafka', '--limit', 'ssi-77'], {}, 2, /ssi-77/],
    ['a group that is not stateful', ['--esg', 'web'], {}, 3, /group-not-stateful|persists neither/],
    ['another instance that is out', ['--esg', 'paused'], {}, 3, /ssi-8.*PAUSED/],
    ['no token', ['--esg', 'sig-kafka'], { SPOTINST_API_TOKEN: '' }, 2, /SPOTINST_API_TOKEN/],
    ['a wrong token', ['--esg', 'sig-kafka'], { SPOTINST_API_TOKEN: 'wrong' }, 5, /token/i],
    ['no network', ['--esg', 'sig-kafka'], { SPOTINST_API_URL: 'http://127.0.0.1:9' }, 5, /127\.0\.0\.1:9/],
  ])('%s: one clear message, nothing changed', async (_, args, env, code, message) => {
    await open({ groups });
    const { exitCode, stdout, stderr } = await site.run([...args, ...fast], env);
    expect(stdout + stderr).toMatch(message);
    expect(exitCode).toBe(code);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

    const machine = await site.run([...args, ...fast, '--json'], env);
    const events = machine.stdout
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; event_data: { error?: object } });
    expect(events.at(-1)).toMatchObject({ event: 'run_failed', event_data: { error: { exitCode: code } } });
    expect(machine.exitCode).toBe(code);
  });

  it('an unknown command', async () => {
    await open();
    const { exitCode, stderr } = await site.startUnconfirmed(['status', '--esg', 'sig-kafka']);
    expect(stderr).toMatch(/unknown command 'status'\n +Known commands: run, plan, recover, campaign, worker\./);
    expect(exitCode).toBe(2);
    expect(site.simulator.requests).toEqual([]);
  });

  it('a config file with a typo', async () => {
    await open();
    site.write('site.spotinst_esg.yml', `${localConfig}cache_tll: 5s\n`);
    const { exitCode, stderr } = await site.run(['--esg', 'sig-kafka']);
    expect(stderr).toMatch(/cache_tll.*Did you mean "cache_ttl"/);
    expect(exitCode).toBe(2);
  });
});

describe('recover', () => {
  it('works under its old name, which is hidden and reports the new one', async () => {
    await open();
    const { exitCode, stdout, stderr } = await site.run(['doctor', '--esg', 'sig-kafka']);
    expect(stderr).toContain('recycle-runner: "doctor" is deprecated. Use "npx recycle-runner recover".');
    expect(stdout).toContain('Nothing is left to do.');
    expect(exitCode).toBe(0);
    expect((await site.run(['--help'])).stdout).not.toContain('doctor');
  });
});

describe('plan', () => {
  it('shows what would be done, and changes nothing', async () => {
    await open();
    const { stdout, exitCode } = await site.run(['plan', '--esg', 'sig-kafka', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'sig-kafka',
      instances: [
        { ssi: 'ssi-1', address: addresses[0], image: oldImage, target: newImage, action: 'recycle' },
        { ssi: 'ssi-2', action: 'recycle' },
        { ssi: 'ssi-3', action: 'recycle' },
      ],
    });
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual([]);
    expect(existsSync(join(site.folder, 'state/runs'))).toBe(false);
  });
});
