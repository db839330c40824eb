import { existsSync, readFileSync } from 'node:fs';

const errorLine = /^(?:fatal: |ERROR[:!] |\[ERROR\]: |ansible-[a-z]+: error: )/;
const inventoryFailed = /failed to parse inventory source/i;
/** The reason of the project's own inventory: among the plugins that Ansible tries, only `auto` reads it. */
const inventoryReason = /^(?:\[WARNING\]: )?\s*\*?\s*Failed to parse .*\bauto'? (?:plugin|inventory)[^:]*: (.+)$/;
const origin = /^Origin: (.+?)$/;

const bare = (line: string): string => line.replace(errorLine, (prefix) => (prefix === 'fatal: ' ? prefix : '')).trim();

/** The first line after an error: an empty line, its place, its cause, or other output. */
const ends = /^(?:\s*$|Origin: |<<< |\[[A-Z]+\]: |(?:PLAY|TASK) )/;
/** A remark of Ansible about modules that does not apply here. */
const helper = /^If you are using a module and expect the file to exist on the remote/;

/** The further lines of an error, and its place in a file of the user, if Ansible reports it. */
function restAfter(lines: readonly string[], index: number): string {
  const after = lines.slice(index + 1);
  const count = after.findIndex((line) => ends.test(line) || errorLine.test(line));
  const more = after.slice(0, count < 0 ? undefined : count);
  const [, place] = after[more.length]?.match(origin) ?? [];
  const reported = more.map((line) => line.trim()).filter((line) => !helper.test(line));
  return [...reported, ...(place === undefined ? [] : [`(${place})`])].map((part) => ` ${part}`).join('');
}

/** Whoever prints the reason names a page of its own. */
const page = / Runbook: \S+/;

/** Why Ansible ended: its last error, else its last line of output. */
export function reasonIn(log: string): string {
  const lines = log.split('\n').map((line) => line.trimEnd());
  const index = lines.findLastIndex((line) => errorLine.test(line));
  if (index < 0) return (lines.findLast((line) => line.trim()) ?? 'no output').trim().slice(0, 500);
  const error = bare(lines[index]!);
  const failed = inventoryFailed.test(error) ? lines.findLastIndex((line) => inventoryReason.test(line)) : -1;
  const [, cause] = lines[failed]?.match(inventoryReason) ?? [];
  return `${cause ?? error}${restAfter(lines, cause === undefined ? index : failed)}`.replace(page, '').slice(0, 500);
}

/** The same for a log file. */
export const lastWords = (file: string): string =>
  existsSync(file) ? reasonIn(readFileSync(file, 'utf8')) : 'its log was removed';

const vaultHints: [RegExp, string][] = [
  [/vault password file .* was not found/i, 'Fix the path of the vault password file: after --, as vault_password_file in ansible.cfg, or in ANSIBLE_VAULT_PASSWORD_FILE.'],
  [/vault secrets|vault password|undecryptable/i, 'Pass the password file that it was encrypted with: -- --vault-password-file FILE.'],
];

const hints: [RegExp, string][] = [
  ...vaultHints,
  [/decrypt/i, 'Pass the password file that it was encrypted with: -- --vault-password-file FILE.'],
  [/unrecognized arguments|error: argument|ambiguous option|expected one argument/i, 'Arguments after -- go to ansible-playbook. To list its options, run: ansible-playbook --help'],
  [/Could not find or access|No such file or directory/i, 'Fix the path: after --, in ansible.cfg or in the environment.'],
  [/failed to parse inventory source/i, 'Fix the path after --, or the error that this command prints: ansible-inventory --list -i PATH'],
  [/YAML/, 'Fix that file, or the file in group_vars or host_vars next to the inventory.'],
];

const hintIn = (known: readonly [RegExp, string][], reason: string): string | undefined =>
  known.find(([pattern]) => pattern.test(reason))?.[1];

/** What to do when Ansible ended before its first task; undefined where the reason is clear without a hint. */
export const hintAbout = (reason: string): string | undefined => hintIn(hints, reason);

/** The same after a failed task, which may be any task of the user: only for variables that cannot be decrypted. */
export const hintAboutTask = (reason: string): string | undefined => hintIn(vaultHints, reason);
