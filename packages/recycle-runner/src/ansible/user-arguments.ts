import { commandOf, EsgError, ExitCode } from '@esg-recycler/core';

interface Refused {
  names: readonly string[];
  /** The one-letter form, also in a cluster such as `-vC`. */
  letter?: string;
  why: string;
  hint: string;
}

const onlyShows = 'it recycles nothing, so a roll cannot continue after it';
const plan = `Leave it out. To see what a roll would do, run: ${commandOf('recycle-runner', 'plan')}`;
const asks = 'Ansible has no terminal under the runner and cannot prompt';

const refused: readonly Refused[] = [
  { names: ['--check'], letter: 'C', why: onlyShows, hint: plan },
  { names: ['--list-hosts', '--list-tasks', '--list-tags', '--syntax-check'], why: onlyShows, hint: plan },
  { names: ['--version', '--help'], letter: 'h', why: onlyShows, hint: 'Run ansible-playbook directly.' },
  {
    names: ['--tags', '--skip-tags', '--start-at-task'],
    letter: 't',
    why: 'the role would skip steps',
    hint: 'Leave it out: the role always runs completely.',
  },
  { names: ['--step'], why: asks, hint: 'Leave it out. To recycle a single instance, use --limit INSTANCE before the --.' },
  {
    names: ['--ask-vault-password', '--ask-vault-pass'],
    letter: 'J',
    why: asks,
    hint: 'Use a file: -- --vault-password-file FILE.',
  },
  {
    names: ['--ask-pass'],
    letter: 'k',
    why: asks,
    hint: 'Use a file: -- --connection-password-file FILE.',
  },
  {
    names: ['--ask-become-pass'],
    letter: 'K',
    why: asks,
    hint: 'Use a file: -- --become-password-file FILE.',
  },
];

/** Ansible accepts a prefix of a long option; shorter prefixes than this are ambiguous. */
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
 * Refuses arguments after `--` with which Ansible would succeed without a recycle, or would prompt.
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
