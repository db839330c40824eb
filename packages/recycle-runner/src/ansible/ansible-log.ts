import { readFileSync } from 'node:fs';

const errorLine = /^(?:fatal: |ERROR[:!] |\[ERROR\]: |ansible-[a-z]+: error: )/;
const inventoryFailed = /failed to parse inventory source/i;
/** Why our own inventory was none: of the plugins that are tried in turn, `auto` is the one that takes it. */
const inventoryReason = /^(?:\[WARNING\]: )?\s*\*?\s*Failed to parse .*\bauto'? (?:plugin|inventory)[^:]*: (.+)$/;
const origin = /^Origin: (.+?)$/;

const bare = (line: string): string => line.replace(errorLine, (prefix) => (prefix === 'fatal: ' ? prefix : '')).trim();

/** Where in a file of the user the error is, where Ansible says so right after it. */
function placeAfter(lines: readonly string[], index: number): string {
  const [, place] = lines[index + 1]?.match(origin) ?? [];
  return place === undefined ? '' : ` (${place})`;
}

/** Why Ansible ended, in its own words: its last error, else its last line. */
export function reasonIn(log: string): string {
  const lines = log.split('\n').map((line) => line.trimEnd());
  const index = lines.findLastIndex((line) => errorLine.test(line));
  if (index < 0) return (lines.findLast((line) => line.trim()) ?? 'without a word').trim().slice(0, 500);
  const error = bare(lines[index]!);
  const cause = inventoryFailed.test(error) ? lines.flatMap((line) => line.match(inventoryReason)?.[1] ?? []).at(-1) : undefined;
  return `${cause ?? error}${cause === undefined ? placeAfter(lines, index) : ''}`.slice(0, 500);
}

/** The same of a log in a file. */
export const lastWords = (file: string): string => reasonIn(readFileSync(file, 'utf8'));

const hints: [RegExp, string][] = [
  [/vault secrets|vault password|decrypt/i, 'Name the password behind --: -- --vault-password-file FILE.'],
  [/unrecognized arguments|error: argument|ambiguous option|expected one argument/i, 'What follows -- goes to ansible-playbook: ansible-playbook --help lists its options.'],
  [/YAML/, 'Correct it in the file that it names, else in group_vars or host_vars beside the inventory.'],
];

/** What to do about a reason that ended Ansible before its first task; undefined where the reason says it all. */
export const hintAbout = (reason: string): string | undefined => hints.find(([pattern]) => pattern.test(reason))?.[1];
