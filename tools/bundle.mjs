// Bundles a package's executable into one folder: `node tools/bundle.mjs PACKAGE`,
// or the executables that Ansible calls into the collection: `node tools/bundle.mjs --collection`.
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const collectionExecutables = ['cluster-health', 'esg-inventory', 'spotinst-stateful'];

/**
 * Lazy imports become chunks, so `--version` loads nothing that it does not need. Built aside: what runs meanwhile, and
 * a build that fails, find the old one whole.
 */
async function bundle(entryPoints, folder) {
  const aside = join(root, '.cache/bundles', String(process.pid));
  await build({
    entryPoints,
    outdir: aside,
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
      ESG_RECYCLER_VERSION: JSON.stringify(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version),
    },
    // @keyv/sqlite can use better-sqlite3, bun or node:sqlite; we pick the last, which is built in.
    alias: {
      'better-sqlite3': join(import.meta.dirname, 'empty.mjs'),
      'bun:sqlite': join(import.meta.dirname, 'empty.mjs'),
      // The other build of it reads a file beside itself, which a bundle has not.
      '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled',
    },
    banner: {
      js: "import { createRequire as _createRequire } from 'node:module'; const require = _createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
}

const [name] = process.argv.slice(2);
if (name === '--collection') {
  const entries = collectionExecutables
    .map((bin) => [bin, join(root, 'packages', bin, 'src/cli.ts')])
    .filter(([, path]) => existsSync(path));
  await bundle(Object.fromEntries(entries), join(root, 'ansible/cli'));
} else {
  await bundle({ cli: join(root, 'packages', name, 'src/cli.ts') }, join(root, 'packages', name, 'dist'));
}
