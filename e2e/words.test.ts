import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'esg-words-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The places where people read the words of the product, and a file that has them there. */
const places: Record<string, [path: string, textWith: (words: string) => string]> = {
  'a message': ['packages/core/src/sample.ts', (words) => `throw new Error('The cluster ${words} today');\n`],
  'a help text': ['packages/core/src/cli.ts', (words) => `program.description('Print what ${words} today');\n`],
  'a test title': ['packages/core/src/sample.test.ts', (words) => `it('reports what ${words}', () => {});\n`],
  'a comment': ['packages/core/src/comment.ts', (words) => `// The cluster ${words} today.\n`],
  'a page': ['docs/sample.md', (words) => `# Sample\n\nThe cluster ${words} today.\n`],
  'a task of Ansible': ['ansible/playbooks/sample.yml', (words) => `- name: Check what ${words} today\n`],
  'a docstring of Python': ['ansible/plugins/filter/sample.py', (words) => `"""The cluster ${words} today."""\n`],
};

const paths = Object.values(places).map(([path]) => path);

/** The files in which a checker refuses these words, and all that it prints. */
function refusedWith(words: string, command: string, ...args: string[]): { files: string[]; printed: string } {
  for (const [path, textWith] of Object.values(places)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), textWith(words));
  }
  const bin = join(root, 'node_modules', '.bin');
  const { stdout, stderr } = spawnSync(join(bin, command), [...args, ...paths.map((path) => join(folder, path))], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${bin}:${process.env['PATH']}` },
  });
  const printed = stdout + stderr;
  return { files: paths.filter((path) => printed.includes(path)), printed };
}

const checkWords = (words: string) =>
  refusedWith(
    words,
    'cspell',
    'lint',
    '--no-progress',
    '--no-summary',
    '--config=cspell.config.yaml',
    `--root=${folder}`,
  );
const checkPhrases = (words: string) => refusedWith(words, 'textlint', '--format=unix');
const checkTitles = (words: string) => refusedWith(words, 'oxlint', '--config=.oxlintrc.json', '--format=unix');

// Put together here, because this file is checked too.
const bannedWord = ['wh', 'ole'].join('');
const bannedPhrase = ['come', 'to rest'].join(' ');
const misspelled = ['rec', 'i', 'eves'].join('');

describe('the words of messages, help, titles, comments, pages and tasks', () => {
  it('are refused when a banned word is among them', () => {
    expect(checkWords(`is ${bannedWord}`).files).toEqual(paths);
  });

  it('are refused when a banned phrase is among them', () => {
    const { files, printed } = checkPhrases(`has ${bannedPhrase}`);
    expect(files).toEqual(paths);
    expect(printed).toContain('quiet period');
  });

  it('are refused when one is misspelled', () => {
    expect(checkWords(`${misspelled} data`).files).toEqual(paths);
  });

  it('are accepted otherwise', () => {
    expect(checkWords('is healthy')).toEqual({ files: [], printed: '' });
    expect(checkPhrases('is healthy')).toEqual({ files: [], printed: '' });
  });
});

describe('the title of a test', () => {
  const withTitle = (length: number) => checkTitles('x'.repeat(length - 'reports what '.length)).printed;

  it('is refused beyond 80 characters', () => {
    expect(withTitle(81)).toMatch(/sample\.test\.ts.*The test title has 81 characters; the limit is 80/);
    expect(withTitle(80)).not.toMatch(/The test title/);
  });
});

describe('a table', () => {
  const withCell = (length: number) => {
    const site = mkdtempSync(join(folder, 'tables-'));
    writeFileSync(join(site, 'page.md'), `| a |\n| --- |\n| ${'x'.repeat(length - 1)}[y](a/long/link.md) |\n`);
    const tool = join(root, 'tools/tables.mjs');
    return spawnSync(process.execPath, [tool, site], { encoding: 'utf8' }).stderr;
  };

  it('is refused when a cell has more than 80 characters', () => {
    expect(withCell(81)).toBe('page.md:3: a table cell has 81 characters; the limit is 80\n');
    expect(withCell(80)).toBe('');
  });
});

describe('the name of a file', () => {
  it('is refused when a banned word is in it', () => {
    const options = {
      cwd: root,
      input: `docs/${bannedWord}-cluster.md\ndocs/healthy-cluster.md\n`,
      encoding: 'utf8',
    } as const;
    const tool = join(root, 'node_modules/.bin/cspell');
    const { stdout } = spawnSync(process.execPath, [tool, 'lint', '--no-progress', 'stdin'], options);
    expect(stdout.match(/Forbidden word/g)).toHaveLength(1);
  });
});
