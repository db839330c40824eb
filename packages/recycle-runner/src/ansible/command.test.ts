import { describe, expect, it } from '@jest/globals';
import { checkCommand, recycleCommand, type RecycleSetup, restoreCommand } from './command.ts';

const setup: RecycleSetup = {
  repository: {
    root: '/r',
    collection: '/r/ansible',
    playbook: '/r/ansible/playbooks/recycle.yml',
    checkPlaybook: '/r/ansible/playbooks/check.yml',
    restorePlaybook: '/r/ansible/playbooks/restore.yml',
    ansibleConfig: '/r/ansible.cfg',
  },
  ansiblePlaybook: '/r/.venv/bin/ansible-playbook',
  environment: { ANSIBLE_CALLBACKS_ENABLED: 'timer,esg_recycler.spotinst.esg_events' },
  inventories: ['/c/demo.spotinst_esg.yml'],
  userArguments: [],
  replaceRoot: false,
  overrides: [],
  timeoutMs: 1_800_000,
  pollIntervalMs: 50,
  knownHosts: '/s/runs/r1/known_hosts',
  groups: ['sig-1', 'sig-2'],
};
const instance = { ssi: 'ssi-1', group: 'sig-1', target: 'ami-new' };
const files = { events: '/s/runs/r1/events.jsonl', stop: '/s/runs/r1/stop' };
const playbookRun = { due: ['ssi-1', 'ssi-2'], lease: 'lease-token', completes: false, ...files };
const command = (change: Partial<RecycleSetup> = {}) => recycleCommand({ ...setup, ...change }, instance, playbookRun);
const variablesOf = ({ args }: { args: string[] }): unknown =>
  JSON.parse(args.find((arg) => arg.startsWith('--extra-vars='))!.slice('--extra-vars='.length));

describe('recycleCommand', () => {
  it('limits the playbook to one instance, and leaves the order to the runner', () => {
    const { file, args } = command();
    expect(file).toBe('/r/.venv/bin/ansible-playbook');
    expect(args).toEqual([
      '--inventory=/c/demo.spotinst_esg.yml',
      '--limit=~ssi[\\W_]1\\Z',
      '--flush-cache',
      expect.stringMatching(/^--extra-vars=/),
      '/r/ansible/playbooks/recycle.yml',
    ]);
    expect(variablesOf({ args })).toEqual({
      esg: 'sig-1',
      esg_recycle_target: 'ami-new',
      esg_recycle_due: ['ssi-1', 'ssi-2'],
      esg_recycle_leader: 'defer',
      esg_recycle_wait_timeout: 1800,
      esg_recycle_poll_interval: 0.05,
    });
  });

  it('puts the arguments of the user first', () => {
    const { args } = command({ userArguments: ['--limit', 'all', '-e', 'esg=x'] });
    expect(args.slice(0, 4)).toEqual(['--limit', 'all', '-e', 'esg=x']);
    expect(args.lastIndexOf('--limit=~ssi[\\W_]1\\Z')).toBeGreaterThan(3);
  });

  it.each<[string, Partial<RecycleSetup>, object]>([
    ['since', { since: '2026-01-01T00:00:00.000Z' }, { esg_recycle_since: '2026-01-01T00:00:00.000Z' }],
    ['that root volumes are replaced', { replaceRoot: true }, { esg_recycle_replace_root: true }],
    [
      'overrides, in addition to those set in Ansible',
      { overrides: [{ rule: 'enough-members', reason: 'a = test' }] },
      { __esg_recycle_run_overrides: ['enough-members=a = test'] },
    ],
  ])('passes on %s', (_, change, variables) => expect(variablesOf(command(change))).toMatchObject(variables));

  it('names an instance that is only completed', () => {
    const { env } = recycleCommand(setup, instance, { ...playbookRun, completes: true });
    expect([env['ESG_RECYCLER_COMPLETES'], command().env['ESG_RECYCLER_COMPLETES']]).toEqual(['1', undefined]);
  });

  it('passes lease, events, host keys, groups and instance in the environment', () => {
    expect(command().env).toMatchObject({
      ANSIBLE_CALLBACKS_ENABLED: 'timer,esg_recycler.spotinst.esg_events',
      ESG_RECYCLER_EVENTS: '/s/runs/r1/events.jsonl',
      ESG_RECYCLER_KNOWN_HOSTS: '/s/runs/r1/known_hosts',
      ESG_RECYCLER_LEASE: 'lease-token',
      ESG_RECYCLER_ONLY: 'sig-1,sig-2',
      ESG_RECYCLER_SSI: 'ssi-1',
      ESG_RECYCLER_STOP: '/s/runs/r1/stop',
    });
  });

  it('passes every inventory, the config file first', () => {
    const { args } = command({ inventories: ['/c/demo.spotinst_esg.yml', '/c/groups.yml'] });
    expect(args.slice(0, 2)).toEqual(['--inventory=/c/demo.spotinst_esg.yml', '--inventory=/c/groups.yml']);
  });
});

describe('checkCommand', () => {
  const plan = {
    cluster: 'zk',
    members: [
      { ssi: 'ssi-1', address: '10.0.0.1' },
      { ssi: 'ssi-2', address: null },
    ],
    due: [{ ssi: 'ssi-1', phase: 'before' as const }],
  };

  it('passes all members and the due ones, and no lease', () => {
    const { args, env } = checkCommand(setup, plan, playbookRun.events);
    expect(args).toEqual([
      '--inventory=/c/demo.spotinst_esg.yml',
      '--limit=all',
      '--flush-cache',
      expect.stringMatching(/^--extra-vars=/),
      '/r/ansible/playbooks/check.yml',
    ]);
    expect(variablesOf({ args })).toEqual({ __esg_recycle_plan: plan });
    expect(env).toMatchObject({ ESG_RECYCLER_EVENTS: playbookRun.events, ESG_RECYCLER_ONLY: 'sig-1,sig-2' });
    expect(env).not.toHaveProperty('ESG_RECYCLER_LEASE');
    expect(env).not.toHaveProperty('ESG_RECYCLER_SSI');
  });

  it('checks all hosts, whatever the limit of the user', () => {
    const { args } = checkCommand({ ...setup, userArguments: ['--limit', 'x'] }, plan, playbookRun.events);
    expect(args.indexOf('--limit=all')).toBeGreaterThan(args.indexOf('x'));
  });

  it('passes on overrides', () => {
    const overrides = [{ rule: 'enough-members', reason: 'a test' }];
    expect(variablesOf(checkCommand({ ...setup, overrides }, plan, playbookRun.events))).toMatchObject({
      __esg_recycle_run_overrides: ['enough-members=a test'],
    });
  });
});

describe('restoreCommand', () => {
  it('restores the cluster under the lease, whatever the limit of the user', () => {
    const { args, env } = restoreCommand({ ...setup, userArguments: ['--limit', 'x'] }, 'sig-2', playbookRun);
    expect(args.slice(2)).toEqual([
      '--inventory=/c/demo.spotinst_esg.yml',
      '--limit=all',
      '--flush-cache',
      '--extra-vars={"esg":["sig-2","sig-1"]}',
      '/r/ansible/playbooks/restore.yml',
    ]);
    expect(env).toMatchObject({ ESG_RECYCLER_LEASE: 'lease-token' });
  });
});
