import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecycleSetup } from '../ansible/command.ts';
import { filesIn } from '../ansible/scratch-files.ts';
import { type Candidate, readingOf, viewOf } from '../fixtures.ts';
import { checkPlan } from './check-plan.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const setup: RecycleSetup = {
  repository: {
    root: '/r',
    collection: '/r/ansible',
    playbook: 'recycle.yml',
    checkPlaybook: 'check.yml',
    restorePlaybook: 'restore.yml',
    ansibleConfig: 'ansible.cfg',
  },
  ansiblePlaybook: '/bin/true',
  environment: {},
  inventories: ['x'],
  userArguments: [],
  groups: ['sig-1'],
  replaceRoot: false,
  overrides: [],
  timeoutMs: 1000,
  pollIntervalMs: 1000,
};

interface Reported {
  event: string;
  ssi?: string;
  host?: string;
  event_data: object;
}

/** Replaces ansible-playbook: records its arguments, writes events, and ends. */
function playbookThat(exitCode: number, ...events: Reported[]): RecycleSetup {
  const file = join(folder, 'ansible-playbook');
  const all =
    exitCode === 0 || events.length > 0 ? [{ event: 'playbook_on_task_start', event_data: {} }, ...events] : [];
  writeFileSync(join(folder, 'events'), all.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const script = [
    '#!/bin/sh',
    `printf '%s\\n' "$@" > ${folder}/arguments`,
    `cat ${folder}/events >> "$ESG_RECYCLER_EVENTS"`,
    "echo '[ERROR]: no route to host'",
    `exit ${exitCode}`,
  ];
  writeFileSync(file, `${script.join('\n')}\n`, { mode: 0o700 });
  return { ...setup, ansiblePlaybook: file };
}
const variables = (): unknown => {
  const args = readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
  return JSON.parse(args.find((arg) => arg.startsWith('--extra-vars='))!.slice('--extra-vars='.length));
};

const judgement = { safe: true, serving: true, role: 'follower', yieldTo: [], unsatisfiable: [], outage: false };
const checked = (n: number, ...findings: object[]): Reported => ({
  event: 'instance_checked',
  ssi: `ssi-${n}`,
  host: `host-${n}`,
  event_data: { closedPorts: [], health: { kinds: ['kafka'], judgement: { ...judgement, findings } } },
});
const failed = (event_data: object): Reported => ({
  event: 'runner_on_failed',
  event_data: { task: 'Check the cluster', ignore_errors: false, ...event_data },
});
const three: Partial<Candidate>[] = [
  { ssi: 'ssi-1', address: '10.0.0.1' },
  { ssi: 'ssi-2', address: '10.0.0.2', image: 'ami-new', due: false, awaitsGate: true },
  { ssi: 'ssi-3', address: '10.0.0.3', image: 'ami-new', due: false },
];
const check = (given: RecycleSetup, candidates = three) =>
  checkPlan(given, readingOf(viewOf(candidates)), filesIn(folder));

describe('checkPlan', () => {
  it.each([
    [[true, true, false], ['Checking the cluster for 2 instances…']],
    [[true], ['Checking the cluster for 1 instance…']],
    [[false], []],
  ])('announces the check, which takes a while: %j', async (due, expected) => {
    const notes: string[] = [];
    const note = (line: string): void => void notes.push(line);
    const candidates = due.map((each, index) => ({ ssi: `ssi-${index + 1}`, due: each }));
    await checkPlan(setup, readingOf(viewOf(candidates)), filesIn(folder), { note });
    expect(notes).toEqual(expected);
  });

  it('checks every instance to recycle in its phase, among all members', async () => {
    await check(playbookThat(0, checked(1), checked(2)));
    expect(variables()).toEqual({
      __esg_recycle_plan: {
        cluster: 'kafka',
        members: three.map(({ ssi, address }) => ({ ssi, address })),
        due: [
          { ssi: 'ssi-2', phase: 'after' },
          { ssi: 'ssi-1', phase: 'before' },
        ],
      },
    });
  });

  it('starts nothing when no instance needs a recycle', async () => {
    const notThere = { ...setup, ansiblePlaybook: join(folder, 'missing') };
    expect(await check(notThere, [{ due: false }])).toEqual({ findings: [], yieldTo: new Map() });
  });

  it('evaluates the results of the playbook', async () => {
    const block = { code: 'in-sync', severity: 'block', subject: 'orders', message: '2 of 3' };
    const view = await check(playbookThat(0, checked(1), checked(2, block)));
    expect(view).toMatchObject({ kind: 'kafka', findings: [block], evaluate: { open: ['ssi-1'] } });
  });

  it('warns when no health check is configured', async () => {
    const bare = (n: number): Reported => ({ ...checked(n), event_data: { closedPorts: [] } });
    const { kind, findings } = await check(playbookThat(0, bare(1), bare(2)));
    expect(kind).toBeUndefined();
    expect(findings).toMatchObject([{ code: 'no-cluster-gate', severity: 'warn', subject: 'kafka' }]);
  });

  it('reports an instance without a host, also when a later check fails', async () => {
    const block = { code: 'in-sync', severity: 'block', subject: 'orders', message: '2 of 3' };
    const candidates = ['1', '2', '3'].map((n) => ({ ssi: `ssi-${n}`, address: `10.0.0.${n}` }));
    const { findings } = await check(playbookThat(0, checked(1), checked(2, block)), candidates);
    expect(findings).toEqual([
      expect.objectContaining({ code: 'gates-unread', severity: 'block', subject: 'ssi-3', hint: expect.any(String) }),
    ]);
  });
});

describe('a mistake in the settings', () => {
  it.each([
    ['an override of no rule', 'override-invalid', 'No such rule', 'Did you mean "in-sync"?'],
    ['an override without a health check', 'override-unused', 'there is no rule to override', 'Leave it out'],
    ['an unknown variable of the role', 'settings-invalid', 'no such variable', 'Correct it'],
    ['invalid options of the check', 'options-invalid', 'port is not a number', 'Set a number'],
  ])('is an error, not a finding: %s', async (_, code, message, hint) => {
    const mistake = { code, message, msg: `${message}. ${hint}.`, hint, exit_code: 2 };
    await expect(check(playbookThat(2, failed(mistake)))).rejects.toMatchObject({
      code,
      exitCode: 2,
      message,
      hint: expect.stringContaining(hint),
    });
  });

  it('is an error when Ansible itself refuses the variables', async () => {
    const mistake = { task_action: 'ansible.builtin.validate_argument_spec', msg: 'Not valid:\nno such variable' };
    await expect(check(playbookThat(2, failed(mistake)))).rejects.toMatchObject({
      code: 'settings-invalid',
      exitCode: 2,
      message: 'Not valid: no such variable',
    });
  });

  it('prints its hint once', async () => {
    const hint = 'Did you mean "in-sync"?';
    const mistake = { code: 'override-invalid', message: 'No such rule', hint: `${hint}.`, exit_code: 2 };
    await expect(check(playbookThat(2, failed(mistake)))).rejects.toMatchObject({ message: 'No such rule', hint });
  });
});

describe('a check that fails', () => {
  const findingsOf = async (given: RecycleSetup) => (await check(given)).findings;

  it('ends with the exit code of the executable when Spot cannot be read', () =>
    expect(
      check(playbookThat(2, failed({ code: 'unreachable', message: 'no network', exit_code: 5 }))),
    ).rejects.toMatchObject({ code: 'unreachable', exitCode: 5 }));

  it('blocks with its reason', async () =>
    expect(await findingsOf(playbookThat(2, failed({ task: 'Find the group', msg: 'no such group' })))).toEqual([
      expect.objectContaining({
        code: 'gates-unread',
        severity: 'block',
        message: 'Cannot check the cluster: Find the group: no such group',
        hint: `Full log: ${join(folder, 'ansible.log')}.`,
      }),
    ]));

  it('blocks with the hint of an executable that failed', async () => {
    const failure = { code: 'failed', message: 'no memory', hint: 'Add some', exit_code: 1 };
    expect(await findingsOf(playbookThat(2, failed(failure)))).toMatchObject([
      {
        code: 'gates-unread',
        message: expect.stringContaining('no memory'),
        hint: expect.stringMatching(/^Add some\. Full log: /),
      },
    ]);
  });

  it('blocks with the last line of Ansible when no event explains its end', async () =>
    expect(await findingsOf(playbookThat(4, checked(1)))).toMatchObject([
      { code: 'gates-unread', message: expect.stringMatching(/\(exit code 4\): no route to host$/) },
    ]));

  it.each(['was ended by SIGKILL', 'was killed by SIGKILL', 'was terminated by signal SIGTERM'])(
    'blocks when a process that Ansible started %s from outside',
    async (end) => {
      const killed = playbookThat(1);
      const words = `[ERROR]: /site.yml: esg-inventory ${end}: it printed no error.`;
      writeFileSync(killed.ansiblePlaybook, `#!/bin/sh\necho '${words}'\nexit 1\n`);
      expect(await findingsOf(killed)).toMatchObject([
        { code: 'gates-unread', message: expect.stringContaining(`esg-inventory ${end}`) },
      ]);
    },
  );

  it('is a mistake in the settings when Ansible ends before its first task', async () => {
    const keep = join(folder, 'kept/plan.log');
    const files = { ...filesIn(folder), keep };
    await expect(checkPlan(playbookThat(4), readingOf(viewOf(three)), files)).rejects.toMatchObject({
      code: 'gates-unread',
      exitCode: 2,
      message: expect.stringMatching(/ansible-playbook failed \(exit code 4\): no route to host$/),
      hint: `Fix the argument after --, ansible.cfg, or the inventory and its variables. Nothing was changed. Full log: ${keep}.`,
    });
    expect(readFileSync(keep, 'utf8')).toBe('[ERROR]: no route to host\n');
  });

  it('blocks when Ansible cannot be started', async () =>
    expect(await findingsOf({ ...setup, ansiblePlaybook: join(folder, 'missing') })).toMatchObject([
      { code: 'gates-unread', message: expect.stringContaining('could not be started') },
    ]));

  it('stops on request', async () => {
    const signal = AbortSignal.abort();
    const stopped = checkPlan(playbookThat(0), readingOf(viewOf(three)), filesIn(folder), { signal });
    await expect(stopped).rejects.toMatchObject({ code: 'stopped', exitCode: 130 });
  });
});
