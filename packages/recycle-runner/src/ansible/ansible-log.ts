import { readFileSync } from 'node:fs';

const errorLine = /^(?:fatal: |ERROR[:!] |\[ERROR\]: |ansible-[a-z]+: error: )/;
const inventoryFailed = /failed to parse inventory source/i;
/** Why our own inventory was none: of the plugins that are tried in turn, `auto` is the one that takes it. */
const inventoryReason = /^(?:\[WARNING\]: )?\s*\*?\s*Failed to parse .*\bauto'? (?:plugin|inventory)[^:]*: (.+)$/;
const origin = /^Origin: (.+?)$/;

const bare = (line: string): string => line.replace(errorLine, (prefix) => (prefix === 'fatal: ' ? prefix : '')).trim();

/** What follows the last line of an error: an empty line, its place, its cause, or something else altogether. */
const ends = /^(?:\s*$|Origin: |<<< |\[[A-Z]+\]: |(?:PLAY|TASK) )/;
/** Said of a module's file, and there is no module yet. */
const helper = /^If you are using a module and expect the file to exist on the remote/;

/** The lines that an error goes on with after its first, and where in a file of the user it is, where Ansible says so. */
function restAfter(lines: readonly string[], index: number): string {
  const after = lines.slice(index + 1);
  const count = after.findIndex((line) => ends.test(line) || errorLine.test(line));
  const more = after.slice(0, count < 0 ? undefined : count);
  const [, place] = after[more.length]?.match(origin) ?? [];
  const reported = more.map((line) => line.trim()).filter((line) => !helper.test(line));
  return [...reported, ...(place === undefined ? [] : [`(${place})`])].map((part) => ` ${part}`).join('');
}

/** Why Ansible ended, in its own words: its last error to its end, else its last line. */
export function reasonIn(log: string): string {
  const lines = log.split('\n').map((line) => line.trimEnd());
  const index = lines.findLastIndex((line) => errorLine.test(line));
  if (index < 0) return (lines.findLast((line) => line.trim()) ?? 'without a word').trim().slice(0, 500);
  const error = bare(lines[index]!);
  const failed = inventoryFailed.test(error) ? lines.findLastIndex((line) => inventoryReason.test(line)) : -1;
  const [, cause] = lines[failed]?.match(inventoryReason) ?? [];
  return `${cause ?? error}${restAfter(lines, cause === undefined ? index : failed)}`.slice(0, 500);
}

/** The same of a log in a file. */
export const lastWords = (file: string): string => reasonIn(readFileSync(file, 'utf8'));

const vaultHints: [RegExp, string][] = [
  [/vault password file .* was not found/i, 'Correct the path of the vault password file: behind --, as vault_password_file in ansible.cfg, or in ANSIBLE_VAULT_PASSWORD_FILE.'],
  [/vault secrets|vault password|undecryptable/i, 'Name the password that it was encrypted with behind --: -- --vault-password-file FILE.'],
];

const hints: [RegExp, string][] = [
  ...vaultHints,
  [/decrypt/i, 'Name the password that it was encrypted with behind --: -- --vault-password-file FILE.'],
  [/unrecognized arguments|error: argument|ambiguous option|expected one argument/i, 'What follows -- goes to ansible-playbook: ansible-playbook --help lists its options.'],
  [/Could not find or access|No such file or directory/i, 'Correct the path that it names: behind --, in ansible.cfg or in the environment.'],
  [/failed to parse inventory source/i, 'Correct the path behind --, or what ansible-inventory --list -i PATH says of it.'],
  [/YAML/, 'Correct it in the file that it names, else in group_vars or host_vars beside the inventory.'],
];

const hintIn = (known: readonly [RegExp, string][], reason: string): string | undefined =>
  known.find(([pattern]) => pattern.test(reason))?.[1];

/** What to do about a reason that ended Ansible before its first task; undefined where the reason says it all. */
export const hintAbout = (reason: string): string | undefined => hintIn(hints, reason);

/** The same where a task failed, which may have been any task of the user: only of a variable that cannot be decrypted. */
export const hintAboutTask = (reason: string): string | undefined => hintIn(vaultHints, reason);
