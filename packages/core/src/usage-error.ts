import type { Command, CommanderError } from 'commander';
import { commandOf } from './command-name.ts';
import { EsgError } from './esg-error.ts';
import { ExitCode } from './exit-code.ts';
import { didYouMean } from './nearest.ts';

const subcommandOf = (command: Command, word: string | undefined): Command | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word ?? ''));

/** The innermost command that the arguments name. */
function calledIn(command: Command): Command {
  const next = subcommandOf(command, command.args[0]);
  return next === undefined ? command : calledIn(next);
}

/** The words that call a command: `lease show`. */
const wordsOf = (command: Command): string =>
  command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim();

/** Commands that the help lists: a hidden one is an old name. */
const listed = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name())
    .filter((name) => name !== 'help');

function unknownCommand(command: Command, word: string): { message: string; hint: string } {
  const commands = listed(command);
  const near = didYouMean(word, commands);
  return {
    message: `unknown command '${word}'${near && `.${near}`}`,
    hint: `Known commands: ${commands.join(', ')}. `,
  };
}

/** A superfluous word is an unknown command where one is expected: also a default command takes none. */
function describe(command: Command, { code, message }: CommanderError): { message: string; hint: string } {
  // Options may come before it.
  const word = command.args.find((argument) => !argument.startsWith('-')) ?? command.args[0];
  const expectsCommand = command.commands.length > 0;
  if (code === 'commander.unknownCommand' || (code === 'commander.excessArguments' && expectsCommand))
    return unknownCommand(command, word!);
  if (code === 'commander.excessArguments') {
    const extra = command.args.slice(command.registeredArguments.length);
    return { message: `unexpected argument '${extra.join(' ')}'`, hint: '' };
  }
  // Commander prints the help in this case, without an error message of its own.
  if (code === 'commander.help') return { message: 'the command is missing', hint: '' };
  return { message: message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' '), hint: '' };
}

/** An error of the command line itself, in the form of every other error. */
export function usageError(program: Command, error: CommanderError): EsgError {
  const command = calledIn(program);
  const { message, hint } = describe(command, error);
  const help = [commandOf(program.name()), wordsOf(command), '--help'].filter(Boolean).join(' ');
  return new EsgError(message, { code: 'usage', exitCode: ExitCode.usage, hint: `${hint}Run "${help}" for usage.` });
}
