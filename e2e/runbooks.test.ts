import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { executable, node } from './support/executables.ts';

const root = dirname(import.meta.dirname);
const copies: string[] = [];
afterAll(() => copies.forEach((folder) => rmSync(folder, { recursive: true })));

function check(folder: string): { exitCode: number | null; problems: string[] } {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/runbooks.mjs'), folder], {
    encoding: 'utf8',
  });
  return { exitCode: status, problems: stderr.split('\n').filter(Boolean) };
}

/** The sources and the runbooks, in a folder of their own. */
function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), 'esg-runbooks-'));
  copies.push(folder);
  for (const part of ['docs/runbooks', 'ansible/plugins'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  cpSync(join(root, 'packages'), join(folder, 'packages'), {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)$/.test(path),
  });
  return folder;
}

const edit = (folder: string, path: string, change: (text: string) => string): void =>
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
const addSource = (text: string) => (folder: string) => writeFileSync(join(folder, 'packages/core/src/new.ts'), text);

const pages = 'docs/runbooks';
const isMissing = `${pages}/new-code.md is missing: packages/core/src/new.ts can print new-code`;
const isComposed = 'packages/core/src/new.ts: a code is composed at run time: write it out';
const isStale = `${pages}/README.md is not up to date: node tools/runbooks.mjs --write`;

describe('the runbooks', () => {
  it('have a page for every code, and no other page', () => expect(check(root)).toEqual({ exitCode: 0, problems: [] }));

  it.each<[string, (folder: string) => void, string[]]>([
    [
      'a code without a page',
      (folder) => rmSync(join(folder, pages, 'lease-live.md')),
      [`${pages}/lease-live.md is missing: packages/esg-store/src/leases.ts can print lease-live`, isStale],
    ],
    [
      'a page without a code',
      (folder) => cpSync(join(folder, pages, 'lease-held.md'), join(folder, pages, 'lease-holds.md')),
      [`${pages}/lease-holds.md: nothing prints this code`, isStale],
    ],
    ['a new error', addSource("throw new EsgError('', { code: 'new-code' });\n"), [isMissing]],
    ['a new error of two', addSource("const error = { code: it ? 'new-code' : 'usage' };\n"), [isMissing]],
    [
      'a code as a constant',
      addSource("const newName = 'new-code';\nexport const error = { code: newName };\n"),
      [isMissing],
    ],
    [
      'a code as an argument',
      addSource("const fail = (message: string, code: string) => [message, code];\nfail('', 'new-code');\n"),
      [isMissing],
    ],
    [
      'a new code of the Ansible plugins',
      (folder) =>
        edit(folder, 'packages/core/src/protocol/error-codes.ts', (text) => text.replace("'failed',", "'new-code',")),
      [
        `${pages}/new-code.md is missing: packages/core/src/protocol/error-codes.ts can print new-code`,
        `${pages}/failed.md: nothing prints this code`,
      ],
    ],
    [
      'a code of a single Ansible plugin',
      (folder) =>
        edit(folder, 'ansible/plugins/plugin_utils/node.py', (text) => `${text}\nERROR = {'code': 'new-code'}\n`),
      [`${pages}/new-code.md is missing: ansible/plugins/plugin_utils/node.py can print new-code`],
    ],
    [
      'a code that is composed at run time',
      addSource('const errorOf = (step) => ({ code: `${step}-failed` });\n'),
      [isComposed],
    ],
    [
      'a code that is joined at run time',
      addSource("const errorOf = (step) => ({ code: step + '-failed' });\n"),
      [isComposed],
    ],
    [
      'a code from a table',
      addSource("const codes = { 404: 'new-code' };\nconst errorOf = (status) => ({ code: codes[status] });\n"),
      [isComposed],
    ],
    [
      'a missing section',
      (folder) => edit(folder, `${pages}/usage.md`, (text) => text.replace('## Impact', '## Effect')),
      [
        `${pages}/usage.md: its headings are Meaning, Effect, Diagnosis, Mitigation, not Meaning, Impact, Diagnosis, Mitigation`,
      ],
    ],
    [
      'an empty section',
      (folder) => edit(folder, `${pages}/usage.md`, (text) => text.replace(/(## Impact\n)[^#]*/, '$1\n')),
      [`${pages}/usage.md: Impact is empty`],
    ],
    [
      'a wrong exit code',
      (folder) => edit(folder, `${pages}/usage.md`, (text) => text.replace('exit code 2', 'exit code 3')),
      [`${pages}/usage.md: its first line does not name exit code 2`],
    ],
    [
      'an index that is out of date',
      (folder) => edit(folder, `${pages}/usage.md`, (text) => text.replace(/cannot be read/, 'cannot be parsed')),
      [isStale],
    ],
  ])('refuse %s', (_, change, problems) => {
    const folder = copySources();
    change(folder);
    expect(check(folder)).toEqual({ exitCode: 1, problems });
  });
});

/** Every command of the pages: the executable with its commands, and the options that it is given. */
function commandsInPages(): Map<string, Set<string>> {
  const commands = new Map<string, Set<string>>();
  for (const page of globSync(`${pages}/*.md`, { cwd: root })) {
    const text = readFileSync(join(root, page), 'utf8').replaceAll('KIND', 'kafka');
    for (const [, line = ''] of text.matchAll(
      /(?:^|`)((?:recycle-runner|esg-inventory|spotinst-stateful|cluster-health) [a-z-][^`\n]+)/gm,
    )) {
      const [own = ''] = line.split(/ --(?: |$)/);
      const command = /^\S+(?: [a-z]+)*/.exec(own)?.[0] ?? '';
      const options = own.match(/(?<= )--[a-z-]+/g) ?? [];
      commands.set(command, new Set([...(commands.get(command) ?? []), ...options]));
    }
  }
  return commands;
}

describe('the commands of the runbooks', () => {
  it.each([...commandsInPages()])('%s has every option that it is given', (command, options) => {
    const [name = '', ...words] = command.split(' ');
    const { stdout, status } = spawnSync(node, [executable(name), ...words, '--help'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect([...options].filter((option) => !stdout.includes(` ${option}`))).toEqual([]);
  });
});
