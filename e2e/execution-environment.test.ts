import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, python, repository } from './support/executables.ts';

let folder: string;
const at = (...parts: string[]): string => join(folder, ...parts);
const run = (command: string, args: string[], cwd = folder) =>
  execa(command, args, { cwd, env: { HOME: folder, ANSIBLE_HOME: at('home'), PATH: process.env['PATH'] } });

/** The steps of the image, one a line. */
const steps = (): string[] => readFileSync(at('context/Containerfile'), 'utf8').split('\n');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'esg-environment-'));
  cpSync(join(repository, 'examples/execution-environment'), folder, { recursive: true });
  const { stdout } = await run(node, [join(repository, 'tools/collection.mjs'), folder], repository);
  renameSync(stdout.split('\n').at(-1) ?? '', at('esg_recycler-spotinst.tar.gz'));
  await run(python('ansible-builder'), ['create', '--output-filename', 'Containerfile']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the execution environment', () => {
  it('copies only files that are in the context', () => {
    const copied = steps().flatMap((step) => /^COPY (_build\S*) /.exec(step)?.[1] ?? []);
    expect(copied).toContain('_build');
    expect(copied.filter((path) => !existsSync(at('context', path)))).toEqual([]);
  });

  it('has a Node of its own in the final image', () => {
    const final = steps().slice(steps().findIndex((step) => step.endsWith(' AS final')));
    expect(final).toContainEqual(expect.stringMatching(/^COPY --from=\S+\/node:24-\S+ \S+ \/usr\/local\/bin\/node$/));
  });

  it('installs the collection, and only the system packages that are left', async () => {
    const install = steps().find((step) => step.includes('ansible-galaxy collection install')) ?? '';
    expect(install).toContain(' -r requirements.yml ');
    const args = [
      'collection',
      'install',
      '--offline',
      '-r',
      'requirements.yml',
      '--collections-path',
      at('collections'),
    ];
    await run(python('ansible-galaxy'), args, at('context/_build'));
    const script = at('context/_build/scripts/introspect.py');
    const exclude = `--exclude-bindep-reqs=${at('context/_build/exclude-bindep.txt')}`;
    await run(python('python'), [
      script,
      'introspect',
      at('collections'),
      exclude,
      `--write-bindep=${at('bindep.txt')}`,
    ]);
    const packages = readFileSync(at('bindep.txt'), 'utf8').split('\n').filter(Boolean);
    expect(packages.map((line) => line.split(' ')[0])).toEqual(['openssh-clients', 'openssh-client']);
  });
});
