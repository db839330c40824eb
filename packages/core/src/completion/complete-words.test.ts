import { describe, expect, it } from '@jest/globals';
import { Argument, Command, Option } from 'commander';
import { completeWords } from './complete-words.ts';

function sample(): Command {
  const program = new Command('tool').version('1').exitOverride();
  program
    .command('run', { isDefault: true })
    .description('roll')
    .option('--esg <group...>', 'groups')
    .option('--config <file>', 'config')
    .option('--timeout <duration>', 'time limit')
    .option('--yes', 'do not ask')
    .addOption(new Option('--hidden', 'hidden').hideHelp())
    .addOption(new Option('--approve <when>', 'approve').choices(['each', 'canary']));
  program.command('plan').description('show').alias('show').option('--json', 'print JSON');
  program.command('old', { hidden: true });
  program.command('shell').addArgument(new Argument('<shell>').choices(['bash', 'zsh']));
  const campaign = program.command('campaign').description('many');
  campaign.command('run', { isDefault: true }).argument('<file>').option('--workers', 'on workers');
  campaign.command('status').argument('<file>');
  return program;
}

const complete = (...words: string[]) => {
  const { candidates, takesFiles } = completeWords(sample(), words);
  return [...candidates.map(({ value }) => value), ...(takesFiles ? ['FILES'] : [])];
};
const runOptions = ['--esg', '--config', '--timeout', '--yes', '--approve', '--help'];

describe('completeWords', () => {
  it.each<[what: string, words: string[], expected: string[]]>([
    ['commands, without hidden ones', [''], ['run', 'plan', 'shell', 'campaign', 'help']],
    ['commands that start as typed', ['p'], ['plan']],
    ['options of a command', ['plan', '--'], ['--json', '--help']],
    ['options of a command by its other name', ['show', '--j'], ['--json']],
    ['options where nothing else can follow', ['plan', ''], ['--json', '--help']],
    ['options of the default command', ['--e'], ['--esg']],
    ['options of the default command after others', ['--yes', '--t'], ['--timeout']],
    [
      'options that were not given yet, except those that can be repeated',
      ['run', '--yes', '--esg', 'a', '--'],
      runOptions.filter((one) => one !== '--yes'),
    ],
    ['values of an option', ['run', '--approve', ''], ['each', 'canary']],
    ['values that start as typed', ['run', '--approve', 'c'], ['canary']],
    ['values behind an equals sign', ['run', '--approve=c'], ['--approve=canary']],
    ['values behind an equals sign, as bash splits them', ['run', '--approve', '=', 'c'], ['canary']],
    ['all values behind an equals sign, as bash splits them', ['run', '--approve', '='], ['each', 'canary']],
    ['files for an option that takes one', ['run', '--config', ''], ['FILES']],
    ['nothing for a value without a list', ['run', '--timeout', ''], []],
    ['nothing for the first value of a repeated option', ['run', '--esg', ''], []],
    ['options after the values of a repeated option', ['run', '--esg', 'a', 'b', '--y'], ['--yes']],
    ['values of an argument', ['shell', ''], ['bash', 'zsh']],
    ['commands and files', ['campaign', ''], ['run', 'status', 'help', 'FILES']],
    ['files for an argument that is one', ['campaign', 'status', ''], ['FILES']],
    ['options after an argument of the default command', ['campaign', 'patch.yml', '--w'], ['--workers']],
    ['nothing for the arguments of ansible-playbook', ['run', '--', '--'], []],
  ])('offers %s', (_, words, expected) => expect(complete(...words)).toEqual(expected));

  it('describes each command', () =>
    expect(completeWords(sample(), ['pl']).candidates).toEqual([{ value: 'plan', description: 'show' }]));
});
