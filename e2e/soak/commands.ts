import { execa } from 'execa';
import { join } from 'node:path';
import { node, python, repository } from '../support/executables.ts';
import type { RollSite } from '../support/roll-site.ts';

export interface CommandEnd {
  /** undefined: it was killed. */
  exitCode: number | undefined;
  output: string;
}

/** A command that was started. */
export interface Started {
  pid: number;
  /** Its reader goes away, as when `| tee` is interrupted. */
  closeOutput: () => void;
  ended: Promise<CommandEnd>;
}

/** The command of a user, which is repeated after a failure. */
export interface Command {
  name: string;
  kind: 'runner' | 'playbook';
  start: () => Started;
}

interface RunnerOptions {
  name?: string;
  group: string;
  config?: string;
  more?: readonly string[];
}

const limits = { esg_recycle_gate_timeout: 30, esg_recycle_wait_timeout: 20, esg_recycle_poll_interval: 0.05 };

const fast = ['--poll-interval', '50ms', '--timeout', '20s'];

function startRunner(site: RollSite, args: readonly string[]): Started {
  const runner = site.start(args);
  const ended = async (): Promise<CommandEnd> => {
    const { exitCode, stdout, stderr } = await runner;
    return { exitCode, output: `${stdout}\n${stderr}` };
  };
  const closeOutput = (): void => [runner.stdout, runner.stderr].forEach((stream) => stream?.destroy());
  return { pid: runner.pid!, closeOutput, ended: ended() };
}

export const runnerOf = (site: RollSite, { name = 'runner', group, config, more = [] }: RunnerOptions): Command => ({
  name,
  kind: 'runner',
  start: () => {
    const gates = JSON.stringify({ esg_recycle_gate_timeout: limits.esg_recycle_gate_timeout });
    const settings = config ? ['--config', config] : [];
    return startRunner(site, ['--esg', group, ...fast, ...settings, ...more, '--', '-e', gates]);
  },
});

export const recoverOf = (site: RollSite, group: string): Command => ({
  name: 'recover',
  kind: 'runner',
  start: () => startRunner(site, ['recover', '--esg', group, ...fast]),
});

let playbooks = 0;

/** `ansible-playbook` without a runner, as a user of Ansible alone runs it. */
export const playbookOf = (site: RollSite, name: string, group: string): Command => ({
  name,
  kind: 'playbook',
  start: () => {
    playbooks += 1;
    const variables = JSON.stringify({ esg: group, ...limits });
    const playbook = join(repository, 'ansible/playbooks/recycle.yml');
    const inventory = join(site.folder, 'site.spotinst_esg.yml');
    const child = execa(python('ansible-playbook'), ['-i', inventory, '--flush-cache', '-e', variables, playbook], {
      cwd: repository,
      reject: false,
      stdin: 'ignore',
      all: true,
      extendEnv: false,
      env: {
        ...site.environment,
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_CALLBACKS_ENABLED: 'esg_recycler.spotinst.esg_events',
        ESG_RECYCLER_NODE: node,
        ESG_RECYCLER_EVENTS: join(site.folder, `playbook-${playbooks}.jsonl`),
      },
    });
    const ended = async (): Promise<CommandEnd> => {
      const { exitCode, all } = await child;
      return { exitCode, output: all };
    };
    return { pid: child.pid!, closeOutput: () => child.all.destroy(), ended: ended() };
  },
});
