import { Argument, type Command, Option } from 'commander';
import { type Shell, shells } from './completion/completion-script.ts';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { addExamples, exitCodeMeanings, setExitCodes } from './help.ts';
import { topics } from './help-topics/topics.ts';
import { didYouMean } from './nearest.ts';

/** The exit codes of both commands: they read no settings and ask no server. */
const exitCodes = { done: 'done', usage: exitCodeMeanings.usage };

/** The command that the words name, if all of them do. */
const commandAt = (command: Command, [word, ...others]: readonly string[]): Command | undefined => {
  if (word === undefined) return command;
  const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
  return next && commandAt(next, others);
};

const topicList = (): string =>
  Object.entries(topics)
    .map(([name, { description }]) => `  ${name.padEnd(12)} ${description}`)
    .join('\n');

async function help(program: Command, words: readonly string[]): Promise<void> {
  const command = commandAt(program, words);
  if (command) {
    command.outputHelp();
    return;
  }
  const [word = ''] = words;
  const { readTopic } = await import('./help-topics/read-topic.ts');
  const text = words.length === 1 ? readTopic(word) : undefined;
  if (text === undefined) {
    const near = didYouMean(word, [...Object.keys(topics), ...program.commands.map((one) => one.name())]);
    throw new EsgError(`there is no help for '${words.join(' ')}'${near && `.${near}`}`, {
      code: 'usage',
      exitCode: ExitCode.usage,
      hint: `Topics: ${Object.keys(topics).join(', ')}, the name of a command, or the code of an error.`,
    });
  }
  process.stdout.write(`${text}\n`);
}

/** Every executable takes `--json`. */
const jsonOption = () => new Option('--json', 'print errors as JSON').hideHelp();

/** The argument shows its topics, and takes others: commands and codes. */
function topicArgument(): Argument {
  const argument = new Argument('[topic...]', 'a topic, a command, or the code of an error');
  argument.argChoices = Object.keys(topics);
  return argument;
}

/** Adds `completion SHELL` and `help TOPIC` to an executable that people call. */
export function addHelpCommands(program: Command): void {
  const name = program.name();
  const completion = program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addOption(jsonOption())
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./completion/completion-script.ts');
      process.stdout.write(completionScript(shell, name));
    });
  addExamples(setExitCodes(completion, exitCodes), [
    ['Complete in every bash', `${name} completion bash >> ~/.bashrc`],
    ['Complete in this fish', `${name} completion fish | source`],
  ]);

  const topic = program
    .helpCommand(false)
    .command('help')
    .description('show the help of a command, a topic, or a code')
    .addArgument(topicArgument())
    .addOption(jsonOption())
    .addHelpText('after', `\nTopics:\n${topicList()}`)
    .action(async (words: string[]) => help(program, words));
  addExamples(setExitCodes(topic, exitCodes), [
    ['List the environment variables', `${name} help environment`],
    ['Show the runbook of an error code', `${name} help lease-held`],
  ]);
}
