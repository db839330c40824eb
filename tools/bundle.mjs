// Bundles a package's executable into one folder: `node tools/bundle.mjs PACKAGE`,
// or the executables that Ansible calls into the collection: `node tools/bundle.mjs --collection`.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { leanBundle } from './lean-bundle.mjs';

const root = dirname(import.meta.dirname);
const collectionExecutables = ['cluster-health', 'esg-inventory', 'instance-roller', 'spotinst-stateful'];

const read = (...parts) => readFileSync(join(root, ...parts), 'utf8');

/** A digest of what decides how an inventory is printed, beside the settings and Spot's answers. */
function inventorySources() {
  const hash = createHash('sha256');
  for (const folder of ['core', 'esg-inventory', 'spotinst-client'].map((name) => join('packages', name, 'src'))) {
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (file.endsWith('.ts') && !file.endsWith('.test.ts')) hash.update(read(folder, file));
    }
  }
  return hash.digest('base64url');
}

/**
 * Lazy imports become chunks, so `--version` loads nothing that it does not need. Built in a folder of its own: what runs meanwhile, and
 * a build that fails, find the old one intact.
 */
async function bundle(entryPoints, folder) {
  const helper = join(root, '.cache/bundles', String(process.pid));
  await build({
    // The bundle names its sources by their paths from here; without this, from wherever the build was started.
    absWorkingDir: root,
    entryPoints,
    outdir: helper,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['source'],
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'linked',
    define: {
      ESG_RECYCLER_VERSION: JSON.stringify(JSON.parse(read('package.json')).version),
      ESG_INVENTORY_SOURCES: JSON.stringify(inventorySources()),
    },
    // @keyv/sqlite can use better-sqlite3, bun or node:sqlite; we pick the last, which is built in.
    alias: {
      'better-sqlite3': join(import.meta.dirname, 'empty.mjs'),
      'bun:sqlite': join(import.meta.dirname, 'empty.mjs'),
      // The other build of it reads a file beside itself, which a bundle has not.
      '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled',
    },
    plugins: leanBundle(root),
    banner: {
      js: "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(helper, folder);
}

const [name] = process.argv.slice(2);
if (name === '--collection') {
  const present = collectionExecutables.filter((bin) => existsSync(join(root, 'packages', bin, 'src/cli.ts')));
  await bundle(Object.fromEntries(present.map((bin) => [bin, `entry:${bin}`])), join(root, 'ansible/cli'));
} else {
  await bundle({ cli: `entry:${name}` }, join(root, 'packages', name, 'dist'));
}
