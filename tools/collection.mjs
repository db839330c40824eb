// Builds the collection into dist/NAMESPACE-NAME-VERSION.tar.gz and prints its path: `npm run build:collection`.
//   node tools/collection.mjs [FOLDER]    the folder of the file (default: dist)
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = dirname(import.meta.dirname);
const output = resolve(root, process.argv[2] ?? 'dist');
const staged = join(root, '.cache/collection', String(process.pid));

/** What the file contains. Anything else in the folder of the collection belongs to the repository. */
const content = [
  'CHANGELOG.rst',
  'COPYING',
  'LICENSES',
  'README.md',
  'bindep.txt',
  'cli',
  'galaxy.yml',
  'meta',
  'playbooks',
  'plugins',
  'roles',
];
/** Galaxy's own limit is 20 MB. */
const largestBytes = 5 * 1024 * 1024;

/** Errors and findings name their page, for example docs/runbooks/CODE.md. */
function copyDocs(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'decisions') copyDocs(path);
    if (!entry.name.endsWith('.md')) continue;
    mkdirSync(join(staged, folder), { recursive: true });
    // In the file, the folder of the collection is the root.
    writeFileSync(join(staged, path), readFileSync(join(root, path), 'utf8').replaceAll('../ansible/', '../'));
  }
}

function build() {
  for (const name of content) {
    cpSync(join(root, 'ansible', name), join(staged, name), {
      recursive: true,
      filter: (path) => !/__pycache__|\.pyc$/.test(path),
    });
  }
  copyDocs('docs');
  mkdirSync(output, { recursive: true });
  const galaxy = join(root, '.venv/bin/ansible-galaxy');
  const args = ['collection', 'build', staged, '--output-path', output, '--force'];
  const { status, stdout, error } = spawnSync(galaxy, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 2] });
  const file = / at (\S.*\.tar\.gz)$/m.exec(stdout ?? '')?.[1];
  if (status !== 0 || !file) {
    const why = error ? `could not start: ${error.message}` : `ended with ${status}`;
    throw new Error(`${galaxy} ${why}\n  Run "npm run setup", then run it again.`);
  }
  return file;
}

try {
  const file = build();
  const { size } = statSync(file);
  if (size > largestBytes) {
    throw new Error(
      `${file} has ${size} bytes, more than ${largestBytes}\n  List what is large: tar --list --verbose --file ${file} | sort -nk3`,
    );
  }
  console.log(file);
} catch (error) {
  console.error(`collection: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(staged, { recursive: true, force: true });
}
