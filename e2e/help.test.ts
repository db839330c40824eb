import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { executable, node, repository } from './support/executables.ts';

function helpOf([name = '', ...words]: readonly string[]): string {
  // As in a shell of the user: npm and the tests add the executables of the project to the PATH.
  const env = { ...process.env, PATH: '/usr/bin:/bin' };
  return spawnSync(node, [executable(name), ...words, '--help'], { cwd: repository, env, encoding: 'utf8' }).stdout;
}

/** The helps of a command and of all commands that they list, by command. */
function helpsOf(words: readonly string[]): [command: string, help: string][] {
  const help = helpOf(words);
  const [, list = ''] = /\nCommands:\n((?: .*\n)*)/.exec(help) ?? [];
  const listed = [...list.matchAll(/^ {2}([a-z]\S*)/gm)].map(([, word = '']) => word);
  return [
    [words.join(' '), help],
    ...listed.filter((word) => word !== 'help').flatMap((word) => helpsOf([...words, word])),
  ];
}

/** One kind stands for all: their helps differ only in the name. */
const helps = [
  ['recycle-runner'],
  ['spotinst-stateful'],
  ['esg-inventory'],
  ['instance-roller'],
  ['spot-simulator'],
  ['cluster-health', 'elasticsearch'],
].flatMap(helpsOf);
helps.push(['cluster-health', helpOf(['cluster-health'])]);

describe('the help', () => {
  it('covers every command', () => {
    const names = helps.map(([command]) => command);
    expect(names).toEqual(
      expect.arrayContaining([
        'recycle-runner recover',
        'recycle-runner rollback',
        ...['status', 'hold', 'continue', 'approve', 'unlock'].map((name) => `recycle-runner ${name}`),
        ...['history', 'show', 'report', 'worker'].map((name) => `recycle-runner ${name}`),
        'recycle-runner campaign status',
        'spotinst-stateful lease hold',
      ]),
    );
    expect(names).toEqual(expect.arrayContaining(['instance-roller left', 'cluster-health elasticsearch restore']));
  });

  it.each(helps)('of %s has examples and exit codes', (command, help) => {
    expect(help).toMatch(/\nExamples:\n {2}# \S/);
    expect(help).toMatch(/\nExit codes:\n {2}[01] /);
    // From here, the executables are reached through npx.
    expect(help).toContain(`\n  npx --no-install ${command.split(' ')[0]} `);
  });

  it('lists only the exit codes that a command can return', () => {
    const codes = Object.fromEntries(
      helps.map(([command, help]) => [
        command,
        [...help.slice(help.lastIndexOf('\nExit codes:')).matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code)),
      ]),
    );
    expect(codes).toMatchObject({
      'recycle-runner run': [0, 1, 2, 3, 4, 5, 130],
      'recycle-runner plan': [0, 1, 2, 3, 5],
      'recycle-runner recover': [0, 1, 2, 4, 5, 130],
      'recycle-runner rollback': [0, 1, 2, 3, 4, 5, 130],
      'recycle-runner status': [0, 1, 2, 5],
      'recycle-runner hold': [0, 1, 2, 5],
      'recycle-runner approve': [0, 1, 2, 5],
      'recycle-runner unlock': [0, 1, 2, 4, 5],
      'recycle-runner history': [0, 1, 2, 5],
      'recycle-runner report': [0, 1, 2, 5],
      'recycle-runner worker': [1, 2, 5, 130],
      'recycle-runner campaign run': [0, 1, 2, 3, 5, 130],
      'recycle-runner campaign status': [0, 1, 2, 5],
      'spotinst-stateful recycle': [0, 1, 2, 3, 4, 5, 130],
      'spotinst-stateful list': [0, 1, 2, 5],
      'spotinst-stateful lease check': [0, 1, 2, 4, 5],
      'cluster-health elasticsearch check': [0, 1, 2, 3],
      'cluster-health elasticsearch restore': [0, 1, 2],
    });
  });

  it.each(helps)('of %s fits 80 columns, except for examples', (_, help) => {
    const lines = help
      .split(/\nExamples:/)
      .flatMap((part, index) => (index === 0 ? part : part.slice(part.indexOf('\nExit'))))
      .join('\n')
      .split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});
