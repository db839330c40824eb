import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';

interface Refused {
  names: readonly string[];
  /** Of options of one letter, also where several stand together. */
  letter?: string;
  why: string;
  hint: string;
}

const onlyShows = 'it recycles nothing, and a roll cannot go on from it';
const plan = `Leave it out: ${commandOf('recycle-runner')} plan shows what would be done without it, and touches nothing.`;
const asks = 'Ansible has no terminal under the runner, so it cannot ask';

const refused: readonly Refused[] = [
  { names: ['--check'], letter: 'C', why: onlyShows, hint: plan },
  { names: ['--list-hosts', '--list-tasks', '--list-tags', '--syntax-check'], why: onlyShows, hint: plan },
  { names: ['--version', '--help'], letter: 'h', why: onlyShows, hint: 'Run ansible-playbook itself for that.' },
  {
    names: ['--tags', '--skip-tags', '--start-at-task'],
    letter: 't',
    why: 'steps of the role would be left out',
    hint: 'Leave it out: the role is run as a whole, or not at all.',
  },
  { names: ['--step'], why: asks, hint: 'Leave it out; --limit INSTANCE of recycle-runner takes one instance at a time.' },
  {
    names: ['--ask-vault-password', '--ask-vault-pass'],
    letter: 'J',
    why: asks,
    hint: 'Name a file instead: -- --vault-password-file FILE.',
  },
  {
    names: ['--ask-pass'],
    letter: 'k',
    why: asks,
    hint: 'Name a file instead: -- --connection-password-file FILE.',
  },
  {
    names: ['--ask-become-pass'],
    letter: 'K',
    why: asks,
    hint: 'Name a file instead: -- --become-password-file FILE.',
  },
];

/** Ansible takes the beginning of a long name for the whole; shorter ones than this are ambiguous to it. */
const leastPrefix = 5;
/** The first letter with a value: nothing but that value follows it. */
const firstWithValue = /[^bCDhJkKv]/;

function means({ names, letter }: Refused, argument: string): boolean {
  const [name = ''] = argument.split('=', 1);
  if (name.startsWith('--')) return name.length >= leastPrefix && names.some((known) => known.startsWith(name));
  if (letter === undefined || !/^-[A-Za-z]/.test(argument)) return false;
  const letters = argument.slice(1);
  const end = letters.search(firstWithValue);
  return letters.slice(0, end < 0 ? undefined : end + 1).includes(letter);
}

/**
 * Refuses what cannot go behind `--`: options with which Ansible would end well, and would not have recycled anything.
 *
 * @throws EsgError `argument-refused`, exit code 2
 */
export function checkUserArguments(userArguments: readonly string[]): void {
  for (const argument of userArguments) {
    const found = refused.find((one) => means(one, argument));
    if (!found) continue;
    throw new EsgError(`-- ${argument}: ${found.why}`, {
      code: 'argument-refused',
      exitCode: ExitCode.usage,
      hint: found.hint,
    });
  }
}
