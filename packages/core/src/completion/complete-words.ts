import type { Argument, Command, Option } from 'commander';

/** A word that the shell can insert. */
export interface CompletionWord {
  value: string;
  description: string;
}

export interface Completion {
  candidates: CompletionWord[];
  /** Whether the word can be the path of a file. */
  takesFiles: boolean;
}

/** What the words before the cursor have led to. */
interface Position {
  command: Command;
  /** The option whose value is expected. */
  pending?: Option;
  /** Whether it has a value already: a variadic option takes more. */
  hasValue: boolean;
  /** The number of arguments of the command so far. */
  arguments: number;
  used: Set<Option>;
}

const nothing: Completion = { candidates: [], takesFiles: false };
const namesFile = (name: string): boolean => /file|path|folder/.test(name);
const takesValue = (option: Option): boolean => option.required || option.optional;
const nameOf = (option: Option): string => option.long ?? option.short ?? '';

/** The command that runs when none is named. Commander has no public name for it. */
function defaultCommandOf(command: Command): Command | undefined {
  const { _defaultCommandName: name } = command as unknown as { _defaultCommandName?: string | null };
  return command.commands.find((one) => one.name() === name);
}

const subcommandOf = (command: Command, word: string): Command | undefined =>
  command.commands.find((one) => one.name() === word || one.aliases().includes(word));

/** The options of a command, and of its default command. */
function optionsOf(command: Command): readonly Option[] {
  const byDefault = defaultCommandOf(command);
  const own = command.createHelp().visibleOptions(command);
  const names = new Set(own.map(nameOf));
  return byDefault ? [...own, ...optionsOf(byDefault).filter((option) => !names.has(nameOf(option)))] : own;
}

function readOption(position: Position, word: string): void {
  const [name] = word.split('=', 1);
  const option = optionsOf(position.command).find(({ long, short }) => name === long || name === short);
  if (option === undefined) return;
  position.used.add(option);
  if (takesValue(option) && !word.includes('=')) Object.assign(position, { pending: option, hasValue: false });
}

function readArgument(position: Position, word: string): void {
  const next = position.arguments === 0 ? subcommandOf(position.command, word) : undefined;
  if (next) Object.assign(position, { command: next, arguments: 0 });
  else {
    const byDefault = defaultCommandOf(position.command);
    Object.assign(position, { command: byDefault ?? position.command, arguments: position.arguments + 1 });
  }
}

function readWord(position: Position, word: string): void {
  const { pending } = position;
  // Bash splits `--option=value` into three words.
  if (pending && word === '=') return;
  if (pending && !word.startsWith('-')) {
    Object.assign(position, pending.variadic ? { hasValue: true } : { pending: undefined });
    return;
  }
  position.pending = undefined;
  if (word.startsWith('-')) readOption(position, word);
  else readArgument(position, word);
}

const choicesOf = (choices: readonly string[] | undefined, prefix = ''): CompletionWord[] =>
  (choices ?? []).map((value) => ({ value: prefix + value, description: '' }));

const valuesOf = ({ argChoices, flags }: Option, prefix?: string): Completion => ({
  candidates: choicesOf(argChoices, prefix),
  takesFiles: argChoices === undefined && namesFile(flags.replace(/^.*[<[]/, '')),
});

const optionCandidates = ({ command, used }: Position): CompletionWord[] =>
  optionsOf(command)
    .filter((option) => option.variadic || !used.has(option))
    .map((option) => ({ value: nameOf(option), description: option.description }));

const commandCandidates = (command: Command): CompletionWord[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ value: one.name(), description: one.description() }));

/** The argument at a place: a variadic one takes all that follow. */
function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

function argumentsAt(position: Position): Completion {
  const { command, arguments: count } = position;
  const argument = argumentAt(defaultCommandOf(command) ?? command, count);
  const candidates = [...(count === 0 ? commandCandidates(command) : []), ...choicesOf(argument?.argChoices)];
  const takesFiles = argument !== undefined && argument.argChoices === undefined && namesFile(argument.name());
  return candidates.length > 0 || takesFiles
    ? { candidates, takesFiles }
    : { candidates: optionCandidates(position), takesFiles: false };
}

function completionAt(position: Position, current: string): Completion {
  const { pending, hasValue, command } = position;
  if (current.startsWith('-')) {
    const option = optionsOf(command).find((one) => current.startsWith(`${one.long}=`));
    return option ? valuesOf(option, `${option.long}=`) : { candidates: optionCandidates(position), takesFiles: false };
  }
  if (!pending) return argumentsAt(position);
  const values = valuesOf(pending);
  return hasValue && values.candidates.length === 0
    ? { candidates: optionCandidates(position), takesFiles: values.takesFiles }
    : values;
}

/**
 * What can follow on a command line, from the definitions of its commands.
 *
 * @param words the words after the executable; the last one is the word at the cursor, which may be empty
 */
export function completeWords(program: Command, words: readonly string[]): Completion {
  const before = words.slice(0, -1);
  // What follows is for ansible-playbook.
  if (before.includes('--')) return nothing;
  const position: Position = { command: program, hasValue: false, arguments: 0, used: new Set() };
  for (const word of before) readWord(position, word);
  const current = words.at(-1) ?? '';
  const typed = current === '=' ? '' : current;
  const { candidates, takesFiles } = completionAt(position, typed);
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)), takesFiles };
}
