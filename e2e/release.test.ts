import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './support/executables.ts';
import { copyRepository } from './support/repository-copy.ts';

let copy: string;
const run = (file: string, args: string[], cwd = copy) =>
  execa(file, args, { cwd, all: true, reject: false, stdin: 'ignore' });
const git = async (...args: string[]): Promise<string> => (await run('git', args)).stdout;
const release = (...args: string[]) => run(node, ['tools/release.mjs', ...args]);
const read = (file: string): string => readFileSync(join(copy, file), 'utf8');
const write = (file: string, text: string): void => writeFileSync(join(copy, file), text);
const commit = () => git('commit', '--quiet', '--all', '--message', 'change');

const changelog = `# Changelog

## [Unreleased]

### Added

- A file with \`--report FILE\`, as in [running](docs/running.md),
  and the [format](https://example.com/format).

### Fixed

- A crash.

## [0.1.0] - 2026-11-27
`;

/** A commit of the current files, with a changelog that does not change. */
beforeAll(async () => {
  copy = await copyRepository();
  write('CHANGELOG.md', changelog);
  await git('init', '--quiet');
  // Here they are links, and .gitignore lists folders.
  write('.git/info/exclude', 'node_modules\n.venv\n');
  await git('config', 'user.name', 'tests');
  await git('config', 'user.email', 'tests@example.com');
  await git('add', '--all');
  await commit();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('a release is refused for a working tree with changes', async () => {
  write('unfinished.txt', '');
  const refused = await release('--dry-run');
  expect(refused).toMatchObject({ exitCode: 1, all: expect.stringContaining('?? unfinished.txt') });
  rmSync(join(copy, 'unfinished.txt'));
});

it('a release is refused for versions that differ', async () => {
  const galaxy = read('ansible/galaxy.yml');
  write('ansible/galaxy.yml', galaxy.replace(/^version: .*$/m, 'version: 9.9.9'));
  await commit();
  const refused = await release('--dry-run');
  expect(refused).toMatchObject({ exitCode: 1, all: expect.stringContaining('ansible/galaxy.yml: 9.9.9') });
  write('ansible/galaxy.yml', galaxy);
  await commit();
});

it('a release is refused for a changelog without an entry', async () => {
  write('CHANGELOG.md', '# Changelog\n\n## [Unreleased]\n\n### Added\n\n## [0.1.0] - 2026-11-27\n');
  await commit();
  const refused = await release('--dry-run');
  expect(refused).toMatchObject({ exitCode: 1, all: expect.stringContaining('lists no change below "Unreleased"') });
  write('CHANGELOG.md', changelog);
  await commit();
});

it.each(['0.0.9', 'latest'])('a release is refused for the version %s', async (version) => {
  const refused = await release(version, '--dry-run');
  expect(refused).toMatchObject({ exitCode: 1, all: expect.stringContaining('The next one is 0.2.0') });
});

it('a dry run changes nothing, and the release then has one version everywhere', async () => {
  const before = await git('rev-parse', 'HEAD');
  const tried = await release('--dry-run');
  expect(tried).toMatchObject({ exitCode: 0, all: expect.stringContaining('nothing was committed or tagged') });
  expect([await git('rev-parse', 'HEAD'), await git('status', '--porcelain'), await git('tag')]).toEqual([
    before,
    '',
    '',
  ]);
  expect((await git('worktree', 'list')).split('\n')).toHaveLength(1);

  const folder = join(copy, 'dist/release');
  const checked = await run('sha256sum', ['--check', 'SHA256SUMS'], folder);
  expect(checked.stdout.split('\n')).toEqual([
    'RELEASE_NOTES.md: OK',
    'esg-recycler-cli-0.2.0.tgz: OK',
    'esg_recycler-spotinst-0.2.0.tar.gz: OK',
    'sbom.cdx.json: OK',
  ]);
  const inPackage = await run('tar', ['-xOf', 'esg-recycler-cli-0.2.0.tgz', 'package/package.json'], folder);
  expect(JSON.parse(inPackage.stdout)).toMatchObject({ name: '@esg-recycler/cli', version: '0.2.0' });
  const collection = join(folder, 'esg_recycler-spotinst-0.2.0.tar.gz');
  const history = await run('tar', ['-xOf', collection, 'CHANGELOG.rst'], folder);
  expect(history.stdout).toContain(
    '- A file with ``--report FILE``, as in running, and the `format <https://example.com/format>`__.',
  );
  expect(JSON.parse(read('dist/release/sbom.cdx.json'))).toMatchObject({
    metadata: { component: { name: 'esg-recycler', version: '0.2.0' } },
  });
  expect(read('dist/release/RELEASE_NOTES.md')).toContain('### Fixed\n\n- A crash.');

  expect(await release()).toMatchObject({ exitCode: 0, all: expect.stringContaining('tagged v0.2.0') });
  expect([await git('tag'), await git('status', '--porcelain')]).toEqual(['v0.2.0', '']);
  expect(read('CHANGELOG.md')).toMatch(/## \[Unreleased\]\n\n## \[0\.2\.0\] - \d{4}-\d\d-\d\d\n\n### Added/);
  expect(read('ansible/galaxy.yml')).toContain('version: 0.2.0');
  const again = await release();
  expect(again).toMatchObject({ exitCode: 1, all: expect.stringContaining('lists no change below "Unreleased"') });
}, 300_000);
