import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, expect, it } from '@jest/globals';
import { repository } from './support/executables.ts';
import { type SshSite, startSshSite } from './support/ssh-site.ts';
import { describeWith } from './support/system.ts';

const addresses = ['127.0.1.71', '127.0.1.72', '127.0.1.73'];
const [oldImage, newImage] = ['ami-old', 'ami-new'];
const playbook = join(repository, 'ansible/playbooks/recycle.yml');
const instances = addresses.map((privateIp, index) => ({ id: `ssi-${index + 1}`, privateIp, imageId: oldImage }));
const group = { id: 'sig-kafka', name: 'kafka', image: newImage, instances };

let site: SshSite;
afterEach(() => site.stop());

/** Machines whose host keys the user has recorded, as after a first login. The options describe the new machines. */
async function open(optionsOf: (authority: string) => string[] = () => [], scenario: ScenarioInput = {}) {
  site = await startSshSite(addresses, { groups: [group], ...scenario }, (authority) => ({
    [oldImage]: [],
    [newImage]: optionsOf(authority),
  }));
  await site.getToKnow(addresses);
}

const roll = () => {
  const ports = JSON.stringify({ esg_recycle_wait_ports: [site.port] });
  return site.run(['--esg', 'sig-kafka', '--poll-interval', '50ms', '--', '-e', ports]);
};
const rollAlone = (variables: object, args: string[] = [], env = {}, book = playbook) =>
  site.ansible(
    'ansible-playbook',
    [book, '-e', JSON.stringify({ esg: 'sig-kafka', esg_recycle_poll_interval: '200ms', ...variables }), ...args],
    env,
  );
const ping = (env = {}) => site.ansible('ansible', ['all', '-m', 'ping'], env);
/** Makes Ansible use no connection that is open already. */
const alone = { ANSIBLE_SSH_ARGS: '-o ControlPath=none' };

const images = () => instances.map(({ id }) => site.simulator.cloud.instance(id).imageId);
/** The lines of the files in which a run records host keys. */
const learned = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
const lastLearned = () => learned(join(site.runs().at(-1) ?? '', 'known_hosts'));
const keyIn = (line: string): string => line.split(' ').slice(1).join(' ');
const forget = (address: string) =>
  execFileSync('ssh-keygen', ['-R', `[${address}]:${site.port}`, '-f', site.knownHosts], { stdio: 'ignore' });

/** Also adds an authority to the user's known_hosts. Returns the environment for the recorded host keys. */
function knowAuthority(): Record<string, string> {
  appendFileSync(site.knownHosts, `@cert-authority * ${site.authorityKey}\n`);
  return { ESG_RECYCLER_KNOWN_HOSTS: join(site.folder, 'learned') };
}

describeWith('sshd', 'machines behind SSH, with host keys checked strictly', () => {
  it('are rolled by the runner, which accepts each new host key once', async () => {
    await open();
    const known = readFileSync(site.knownHosts, 'utf8');
    // Also leaves a connection to each old machine open.
    expect(await ping()).toMatchObject({ exitCode: 0 });

    const { exitCode, stdout } = await roll();
    expect(stdout).toContain('3 done, 0 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(images()).toEqual([newImage, newImage, newImage]);
    expect(site.simulator.maxOut()).toBe(1);
    expect(lastLearned().map(keyIn)).toEqual(instances.map(({ id }) => site.hostKey(id)));

    expect(readFileSync(site.knownHosts, 'utf8')).toBe(known);
    expect(await ping(alone)).toMatchObject({ exitCode: 4, output: expect.stringContaining('HAS CHANGED') });
    addresses.forEach(forget);
    appendFileSync(site.knownHosts, `${lastLearned().join('\n')}\n`);
    expect(await ping(alone)).toMatchObject({ exitCode: 0 });
  }, 180_000);

  it('are rolled by the playbook alone, which leaves no files', async () => {
    await open();
    const known = readFileSync(site.knownHosts, 'utf8');
    expect(await rollAlone({}, ['--limit', addresses[0]!])).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual([newImage, oldImage, oldImage]);
    expect(readFileSync(site.knownHosts, 'utf8')).toBe(known);
    expect(readdirSync(join(site.folder, '.ansible/tmp'))).toEqual([]);
  }, 120_000);

  it('are known to the later playbooks of the run that recycled them', async () => {
    await open();
    const env = { ESG_RECYCLER_KNOWN_HOSTS: join(site.folder, 'learned') };
    expect(await rollAlone({}, ['--limit', addresses[0]!], env)).toMatchObject({ exitCode: 0 });
    const later = site.write(
      'later.yml',
      `- hosts: ${addresses[1]}
  gather_facts: false
  roles: [esg_recycler.spotinst.esg_recycle]
  tasks:
    - ansible.builtin.ping:
      delegate_to: "{{ item }}"
      loop: [${addresses.join(', ')}]
`,
    );
    expect(await rollAlone({}, [], env, later)).toMatchObject({ exitCode: 0 });
    expect(images()).toEqual([newImage, newImage, oldImage]);
    const withoutRun = await rollAlone({}, [], alone, later);
    expect(withoutRun).toMatchObject({ exitCode: 4, output: expect.stringContaining('HAS CHANGED') });
  }, 180_000);

  it('stop the roll when a host key changes that no recycle explains', async () => {
    await open(() => ['--impostor']);
    const { exitCode, stderr } = await roll();
    expect(stderr).toMatch(
      /^recycle-runner: Error \(host-key-refused\): ssi-1: .*127\.0\.1\.71 presents an SSH host key that differs from the recorded key, and no recycle/m,
    );
    expect(exitCode).toBe(1);
    expect(site.requested()).toEqual(['ssi-1']);
  }, 120_000);

  it('are reached at a new address when the address is not persisted', async () => {
    await open(() => [], {
      groups: [{ ...group, persistence: { shouldPersistBlockDevices: true, blockDevicesMode: 'reattach' } }],
    });
    const folder = join(site.folder, 'learned');
    const env = { ESG_RECYCLER_KNOWN_HOSTS: folder };
    const outcome = await rollAlone({ esg_recycle_wait_ports: [site.port] }, ['--limit', addresses[0]!], env);
    expect(outcome).toMatchObject({ exitCode: 0 });
    const { privateIp } = site.simulator.cloud.instance('ssi-1');
    expect(privateIp).not.toBe(addresses[0]);
    expect(readdirSync(folder)).toEqual([privateIp]);
    expect(learned(folder).map(keyIn)).toEqual([site.hostKey('ssi-1')]);
  }, 120_000);

  it('are taken on the word of an authority, without learning a key', async () => {
    await open((authority) => ['--authority', authority]);
    const outcome = await rollAlone({}, ['--limit', addresses[0]!], knowAuthority());
    expect(outcome).toMatchObject({ exitCode: 0 });
    expect(learned(join(site.folder, 'learned'))).toEqual([expect.stringMatching(/^@cert-authority/)]);
  }, 120_000);

  it('are refused without the signature of the authority that is known for them', async () => {
    await open();
    const { exitCode, output } = await rollAlone({}, [], knowAuthority());
    expect(exitCode).toBe(2);
    expect(output).toContain('127.0.1.71 presents an SSH host key that has no record');
    expect(site.requested()).toEqual(['ssi-1']);
  }, 120_000);
});
