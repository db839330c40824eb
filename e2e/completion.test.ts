import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { node, repository } from './support/executables.ts';
import { describeWith } from './support/system.ts';
import { startTerminal, type Terminal } from './support/terminal.ts';

let folder: string;
let terminal: Terminal | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'esg-completion-'));
  writeFileSync(join(folder, 'patch-kafka.yml'), '');
});
afterEach(async () => {
  terminal?.close();
  await terminal?.exited;
  rmSync(folder, { recursive: true });
});

const environment = (): Record<string, string> => ({
  PATH: [dirname(node), join(repository, 'node_modules/.bin'), '/usr/bin', '/bin'].join(':'),
  HOME: folder,
  LANG: 'C.UTF-8',
});

/** An interactive shell that has sourced the completion. */
async function openShell(command: readonly string[], ...setup: string[]): Promise<Terminal> {
  terminal = startTerminal({ folder, environment: environment() }, [], { command });
  // The text that is waited for is not the text that is typed.
  terminal.type([...setup, "echo rea''dy", ''].join('\n'));
  await terminal.untilShown('ready\r\n');
  return terminal;
}

/** Types a command up to a Tab, a part of an option up to a Tab, and a part of a file name up to a Tab. */
async function completeIn(shell: Terminal): Promise<void> {
  shell.type('recycle-runner rec\t --help\n');
  await shell.untilShown('Usage: recycle-runner recover');
  shell.type('recycle-runner plan --poll\t');
  await shell.untilShown('-interval');
  shell.type('\u0015recycle-runner campaign status patch\t');
  await shell.untilShown('-kafka.yml');
}

describeWith('bash', 'the completion in bash', () => {
  it('completes commands, options and files', async () => {
    await completeIn(
      await openShell(['bash', '--norc', '--noprofile', '-i'], 'source <(recycle-runner completion bash)'),
    );
    expect(terminal?.shown()).not.toContain('command not found');
  });

  it('does not evaluate what is typed', async () => {
    const shell = await openShell(['bash', '--norc', '--noprofile', '-i'], 'source <(recycle-runner completion bash)');
    shell.type('recycle-runner plan --esg "$(touch typed)" --poll\t');
    await shell.untilShown('-interval');
    expect(readdirSync(folder)).not.toContain('typed');
  });
});

describeWith('zsh', 'the completion in zsh', () => {
  it('completes commands, options and files', async () => {
    const setup = ['autoload -Uz compinit && compinit -u -D', 'source <(recycle-runner completion zsh)'];
    await completeIn(await openShell(['zsh', '-f', '-i'], ...setup));
    expect(terminal?.shown()).not.toContain('command not found');
  });
});

describeWith('fish', 'the completion in fish', () => {
  const complete = async (line: string): Promise<string[]> => {
    const script = `recycle-runner completion fish | source; complete -C '${line}'`;
    const options = { cwd: folder, extendEnv: false, env: environment() };
    return (await execa('fish', ['--no-config', '-c', script], options)).stdout.split('\n');
  };

  it('completes commands, options and files', async () => {
    expect(await complete('recycle-runner rec')).toEqual([
      'recover\tclean up after an interrupted run; never recycles',
    ]);
    expect(await complete('recycle-runner ')).toEqual(expect.arrayContaining([expect.stringMatching(/^plan\t/)]));
    expect(await complete('recycle-runner plan --poll')).toEqual(['--poll-interval\ttime between two reads of Spot']);
    expect(await complete('recycle-runner campaign status patch')).toEqual(['patch-kafka.yml']);
  });
});

describeWith('bash', 'the completion of', () => {
  it.each(['esg-inventory', 'spotinst-stateful', 'cluster-health'])('%s is registered in bash', async (name) => {
    const check = `source <(${name} completion bash); complete -p ${name}`;
    const { stdout } = await execa('bash', ['-c', check], { cwd: folder, extendEnv: false, env: environment() });
    expect(stdout).toMatch(new RegExp(`^complete .*-F _\\w+ ${name}$`));
  });
});
