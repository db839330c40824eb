import { describe, expect, it } from '@jest/globals';
import { ansibleCommand, type AnsibleSetup } from './ansible-command.ts';

const setup: AnsibleSetup = {
  repository: { root: '/r', playbook: '/r/ansible/playbooks/recycle.yml', ansibleConfig: '/r/ansible.cfg' },
  ansiblePlaybook: '/r/.venv/bin/ansible-playbook',
  inventory: '/c/demo.spotinst_esg.yml',
  userArguments: [],
  replaceRoot: false,
  timeoutMs: 1_800_000,
  pollIntervalMs: 50,
  events: '/s/runs/r1/events.jsonl',
  knownHosts: '/s/runs/r1/known_hosts',
  groups: ['sig-1', 'sig-2'],
};
const instance = { ssi: 'ssi-1', group: 'sig-1', target: 'ami-new' };

describe('ansibleCommand', () => {
  it('limits the playbook to one instance and names its target', () => {
    const { file, args } = ansibleCommand(setup, instance, 'lease', {});
    expect(file).toBe('/r/.venv/bin/ansible-playbook');
    expect(args).toEqual([
      '--inventory=/c/demo.spotinst_esg.yml',
      '--limit=ssi-1',
      '--flush-cache',
      '--extra-vars={"esg":"sig-1","esg_recycle_target":"ami-new","esg_recycle_wait_timeout":1800,"esg_recycle_poll_interval":0.05}',
      '/r/ansible/playbooks/recycle.yml',
    ]);
  });

  it('puts the arguments of the user before its own', () => {
    const { args } = ansibleCommand(
      { ...setup, userArguments: ['--limit', 'all', '-e', 'esg=x'] },
      instance,
      'lease',
      {},
    );
    expect(args.slice(0, 4)).toEqual(['--limit', 'all', '-e', 'esg=x']);
    expect(args.lastIndexOf('--limit=ssi-1')).toBeGreaterThan(3);
  });

  it('hands on since when there is one', () => {
    const { args } = ansibleCommand({ ...setup, since: '2026-01-01T00:00:00.000Z' }, instance, 'lease', {});
    expect(args.at(-2)).toContain('"esg_recycle_since":"2026-01-01T00:00:00.000Z"');
  });

  it('says that root volumes are to be replaced, where they are', () => {
    const { args } = ansibleCommand({ ...setup, replaceRoot: true }, instance, 'lease', {});
    expect(args.at(-2)).toContain('"esg_recycle_replace_root":true');
  });

  it('hands lease, events, host keys, groups and instance down in the environment', () => {
    expect(ansibleCommand(setup, instance, 'lease-token', {}).env).toMatchObject({
      ANSIBLE_CONFIG: '/r/ansible.cfg',
      ANSIBLE_CALLBACKS_ENABLED: 'esg_recycler.spotinst.esg_events',
      ESG_RECYCLER_EVENTS: '/s/runs/r1/events.jsonl',
      ESG_RECYCLER_KNOWN_HOSTS: '/s/runs/r1/known_hosts',
      ESG_RECYCLER_LEASE: 'lease-token',
      ESG_RECYCLER_ONLY: 'sig-1,sig-2',
      ESG_RECYCLER_SSI: 'ssi-1',
    });
  });

  it('keeps what the user has set for Ansible', () => {
    const own = { ANSIBLE_CONFIG: '/u/ansible.cfg', ANSIBLE_CALLBACKS_ENABLED: 'timer, profile_tasks' };
    expect(ansibleCommand(setup, instance, 'lease', own).env).toMatchObject({
      ANSIBLE_CONFIG: '/u/ansible.cfg',
      ANSIBLE_CALLBACKS_ENABLED: 'timer,profile_tasks,esg_recycler.spotinst.esg_events',
    });
  });
});
