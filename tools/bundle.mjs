// Bundles a package's executable into one folder: `node tools/bundle.mjs PACKAGE`,
// or the executables that Ansible calls into the collection: `node tools/bundle.mjs --collection`,
// or prints one file with all that it imports: `node tools/bundle.mjs --print FILE`.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leanBundle } from './lean-bundle.mjs';

const root = dirname(import.meta.dirname);
const collectionExecutables = ['cluster-health', 'esg-inventory', 'instance-roller', 'spotinst-stateful'];

const read = (...parts) => readFileSync(join(root, ...parts), 'utf8');

const oldestNode = /^export const oldestNode = '(\d+\.\d+)';$/m.exec(read('packages/core/src/node-version.ts'))?.[1];
if (!oldestNode) throw new Error('packages/core/src/node-version.ts does not name the oldest Node');

/** The executable itself: it runs on any Node, so that an old one prints an explanation instead of a syntax error. */
function entryOf(name) {
  const [major, minor] = oldestNode.split('.');
  return `// SPDX-License-Identifier: Apache-2.0
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < ${major} || (major === ${major} && minor < ${minor})) {
  console.error(\`${name}: Error (node-too-old): Node ${oldestNode} or newer is required; this is \${process.version} (\${process.execPath}).\`);
  console.error('  Install Node 24, or set ESG_RECYCLER_NODE to its path.');
  process.exitCode = 2;
} else {
  await import('./chunks/${name}.mjs');
}
`;
}

/** A digest of the code that determines how an inventory is printed. */
function inventorySources() {
  const hash = createHash('sha256');
  for (const folder of ['core', 'esg-inventory', 'spotinst-client'].map((name) => join('packages', name, 'src'))) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (file.endsWith('.ts') && !file.endsWith('.test.ts')) hash.update(read(folder, file));
    }
  }
  return hash.digest('base64url');
}

const common = {
  // The bundle names its sources relative to here. By default, the paths depend on where the build was started.
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: `node${oldestNode}`,
  conditions: ['source'],
  define: {
    ESG_RECYCLER_VERSION: JSON.stringify(JSON.parse(read('package.json')).version),
    ESG_INVENTORY_SOURCES: JSON.stringify(inventorySources()),
  },
  // @keyv/sqlite can use better-sqlite3, bun or node:sqlite; use the last one, which is built in.
  alias: {
    'better-sqlite3': join(import.meta.dirname, 'empty.mjs'),
    'bun:sqlite': join(import.meta.dirname, 'empty.mjs'),
    // The other build reads a file next to itself, which a bundle does not have.
    '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled',
  },
  banner: {
    js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/**
 * Lazy imports become chunks, so `--version` loads only what it needs. Built in a separate folder: running executables, and
 * a failed build, keep the old one.
 */
async function bundle(entryPoints, folder, entries = []) {
  const helper = join(root, '.cache/bundles', String(process.pid));
  await build({
    ...common,
    entryPoints,
    outdir: helper,
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'linked',
    plugins: leanBundle(root),
  });
  for (const name of entries) writeFileSync(join(helper, `${name}.mjs`), entryOf(name));
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(helper, folder);
}

const [name, file] = process.argv.slice(2);
if (name === '--print') {
  const { outputFiles } = await build({ ...common, entryPoints: [file], write: false, legalComments: 'none' });
  process.stdout.write(outputFiles[0].contents);
} else if (name === '--collection') {
  const present = collectionExecutables.filter((bin) => existsSync(join(root, 'packages', bin, 'src/cli.ts')));
  const entryPoints = Object.fromEntries(present.map((bin) => [`chunks/${bin}`, `entry:${bin}`]));
  await bundle(entryPoints, join(root, 'ansible/cli'), present);
} else {
  await bundle({ cli: `entry:${name}` }, join(root, 'packages', name, 'dist'));
}
